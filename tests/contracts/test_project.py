"""The project speaks of itself only: its top level, no traces of where it was written, no other host."""

import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from geodata.settings import PROJECT
from tests.contracts.project import FLOORS, files, files_ending

TOP = {
    *FLOORS, "assets", "tests", "docs", ".ci", "requirements.txt", "requirements-dev.txt", "README.md", "README.ko.md",
    "Makefile", "pyproject.toml", "CHANGELOG.md", "LICENSE", ".gitignore",
}  # fmt: skip
# Put together from parts, so that this file does not contain what it looks for.
TRACES = re.compile(
    "|".join(
        [
            r"/wor" + r"k/", r"/tmp/set" + "up", r"/roo" + r"t/", r"/op" + r"t/", r"/hom" + r"e/\w+/", r"\bissu" + r"e #?\d", r"\bthe iss" + r"ue\b",
            r"\bthis ses" + r"sion\b", r"shared to" + r"ol", r"pypi-m" + "ore", r"files\.pythonh" + "osted", r"TO" + r"DO\b", r"FIX" + r"ME\b",
        ]
    ),
    re.IGNORECASE,
)  # fmt: skip
SUFFIXES = (".py", ".md", ".txt", ".toml", ".js", ".css", ".html", ".sh", ".csv", ".json")
TEXT = [*files_ending(*SUFFIXES), Path("Makefile"), Path(".ci/run")]
# Names a browser never fetches: XML name spaces.
HARMLESS = re.compile(r"https?://www\.w3\.org/[\w/.#-]+")


def test_nothing_unexpected_stands_at_the_top() -> None:
    assert {path.parts[0] for path in files()} - TOP == set()


def test_no_trace_of_where_it_was_written() -> None:
    # `../shared/data` and an operator's own paths are fine; absolute paths and errands are not
    found = {str(p): [m.group() for m in TRACES.finditer((PROJECT / p).read_text(encoding="utf-8"))] for p in TEXT}
    assert {p: traces for p, traces in found.items() if traces} == {}


def test_the_browser_is_sent_to_no_other_host() -> None:
    pages = {
        str(p): HARMLESS.sub("", (PROJECT / p).read_text(encoding="utf-8"))
        for p in files_ending(".js", ".css", ".html", under=("assets", "dash_app"))
    }
    assert {p: hosts for p, text in pages.items() if (hosts := re.findall(r"https?://[^\s\"')]+", text))} == {}


def test_pinned_requirements_are_exact() -> None:
    lines = [
        line.split("#")[0].strip()
        for name in ("requirements.txt", "requirements-dev.txt")
        for line in (PROJECT / name).read_text().splitlines()
    ]
    assert [line for line in lines if line and "==" not in line and line != "-r requirements.txt"] == []


def test_make_alone_lists_every_target() -> None:
    if not shutil.which("make"):
        pytest.skip("make is not installed: the list of targets was not looked at")
    listed = subprocess.run(["make"], cwd=PROJECT, capture_output=True, text=True, check=True).stdout
    declared = re.search(r"^\.PHONY: (.+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert declared is not None
    assert sorted(re.findall(r"^  make (\S+) +\S.*$", listed, re.MULTILINE)) == sorted(declared[1].split())


def test_the_python_that_runs_this_is_one_the_project_takes() -> None:
    wanted = tomllib.loads((PROJECT / "pyproject.toml").read_text())["project"]["requires-python"]
    assert sys.version_info >= tuple(int(n) for n in wanted.removeprefix(">=").split("."))

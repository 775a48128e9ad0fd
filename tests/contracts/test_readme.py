"""The READMEs tell the truth: tables, targets, folders and commands are those of the project, in both languages alike."""

import re
from importlib.metadata import version

import pytest

from geodata.__main__ import command_ids, find
from geodata.settings import PROJECT, VARIABLES
from tests.contracts.project import FLOORS, examples

READMES = ("README.md", "README.ko.md")
both = pytest.mark.parametrize("readme", READMES)


def text_of(readme: str) -> str:
    return (PROJECT / readme).read_text(encoding="utf-8")


def table(readme: str, columns: int) -> list[list[str]]:
    """Rows of all tables with so many columns whose first cell is code; backticks taken off the first two cells."""
    rows = [[cell.strip() for cell in line.strip("|\n ").split("|")] for line in text_of(readme).splitlines() if line.startswith("| `")]
    return [row for row in rows if len(row) == columns]


@both
def test_every_variable_stands_in_the_table_with_its_default(readme: str) -> None:
    shown = {row[0].strip("`"): row[1].strip("`") for row in table(readme, 3)}
    assert shown == {name: default for name, (default, _) in VARIABLES.items()}


def test_variables_are_described_as_the_program_describes_them() -> None:
    shown = {row[0].strip("`"): row[2].replace("`", "") for row in table("README.md", 3)}
    assert shown == {name: words for name, (_, words) in VARIABLES.items()}


@both
def test_every_pinned_library_is_explained(readme: str) -> None:
    pinned = [line.split("==")[0] for line in (PROJECT / "requirements.txt").read_text().splitlines() if "==" in line]
    section = text_of(readme).split("\n## ")
    explained = [re.findall(r"^\| `([^`]+)` \|", part, re.MULTILINE) for part in section if "`dash-leaflet`" in part]
    assert len(explained) == 1
    assert explained[0] == pinned


@both
def test_every_top_folder_is_in_the_tree_and_every_folder_shown_exists(readme: str) -> None:
    shown = {folder for row in table(readme, 2) for folder in re.findall(r"`([\w/]+/)`", "|".join(row))}
    assert {f"{floor}/" for floor in (*FLOORS, "assets", "tests", "docs")} <= shown
    assert [folder for folder in sorted(shown) if not (PROJECT / folder).is_dir()] == []


@both
def test_make_targets_named_exist(readme: str) -> None:
    declared = re.search(r"^\.PHONY: (.+)$", (PROJECT / "Makefile").read_text(), re.MULTILINE)
    assert declared is not None
    named = set(re.findall(r"(?:^|`|=\w+ )make ([a-z][a-z-]*)", text_of(readme), re.MULTILINE))
    assert {"run", "test", "check", "bench", "demo-reset"} <= named <= set(declared[1].split())


@both
def test_commands_named_exist(readme: str) -> None:
    typed = re.findall(r"python -m geodata ((?:[a-z]+ ?)+)", text_of(readme))
    assert len(typed) > 3
    assert [words for words in typed if find(words.split(), command_ids()) is None] == []


@both
def test_every_command_is_listed(readme: str) -> None:
    listed = re.search(r"python -m geodata --help`[^`]*`--json`", text_of(readme))
    assert listed is not None
    assert [words for words in {i.split("_")[0] for i in command_ids()} if not re.search(rf"\b{words}(?![a-z])", listed[0])] == []


@both
def test_links_into_the_project_lead_somewhere(readme: str) -> None:
    targets = [t for t in re.findall(r"\]\(([^)#]+)\)", text_of(readme)) if "://" not in t]
    assert targets
    # the picture is taken of the running page and may be renewed at any time
    assert [t for t in targets if not (PROJECT / t).exists() and t != "docs/screenshot.png"] == []


@both
def test_anchors_lead_to_a_heading(readme: str) -> None:
    headings = {
        re.sub(r"[^\w가-힣 -]", "", h).strip().lower().replace(" ", "-") for h in re.findall(r"^#+ (.+)$", text_of(readme), re.MULTILINE)
    }
    assert [a for a in re.findall(r"\]\(#([^)]+)\)", text_of(readme)) if a not in headings] == []


def test_both_languages_show_the_same_examples() -> None:
    assert examples("README.md") == examples("README.ko.md")
    assert len(examples("README.md")) >= 7


def test_the_optional_library_is_the_one_the_tests_use() -> None:
    pinned = re.search(r"^admdongkor==(\S+)$", (PROJECT / "requirements-dev.txt").read_text(), re.MULTILINE)
    assert pinned is not None
    assert all(f"admdongkor=={pinned[1]}" in text_of(readme) for readme in READMES)
    assert version("admdongkor") == pinned[1]

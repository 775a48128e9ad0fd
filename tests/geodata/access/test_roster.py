"""``access add``, ``list``, ``remove``: the rest of the configuration stays as the operator wrote it."""

import io
import json
import os
import stat
import sys
import tomllib
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.access.roster import add, remove
from geodata.access.users import users
from geodata.errors import BadInput
from geodata.office import load_office
from geodata.settings import Settings

WRITTEN = """# Our office; kept by the night shift.
[session]
hours = 8   # a shift

[[user]]
name = "old"     # came first
role = "official"
password = "$argon2id$old"

# Grounds agreed on 3 March.
[[ground]]
id = "fire"
ko = "화재"
en = "Fire"

[audit]
keep_days = 400
"""
SECRET = "correct horse 1"


@pytest.fixture
def path(settings: Settings) -> Path:
    found = settings.home / "office.toml"
    found.write_text(WRITTEN, encoding="utf-8")
    return found


def test_adding_leaves_every_other_line(path: Path, settings: Settings) -> None:
    add(path, "김 주임", "duty", SECRET, ko="김 주임", en='Kim "K"')
    text = path.read_text(encoding="utf-8")
    assert text.startswith(WRITTEN.rstrip("\n"))
    assert SECRET not in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [entry.name for entry in path.parent.iterdir() if "office" in entry.name] == ["office.toml"]
    user = users(load_office(settings))["김 주임"]
    assert (user.role, user.title.en) == ("duty", 'Kim "K"')


def test_removing_takes_one_table_and_no_comment(path: Path) -> None:
    add(path, "kim", "duty", SECRET)
    remove(path, "old")
    text = path.read_text(encoding="utf-8")
    assert '"old"' not in text
    assert "# Grounds agreed on 3 March.\n[[ground]]" in text
    assert [user["name"] for user in tomllib.loads(text)["user"]] == ["kim"]
    remove(path, "kim")
    assert "user" not in tomllib.loads(path.read_text(encoding="utf-8"))
    with pytest.raises(BadInput, match="nobody"):
        remove(path, "kim")


def test_a_name_that_is_there_needs_replace(path: Path) -> None:
    with pytest.raises(BadInput, match="--replace"):
        add(path, "old", "duty", SECRET)
    assert path.read_text(encoding="utf-8") == WRITTEN
    add(path, "old", "duty", SECRET, replace=True)
    (user,) = tomllib.loads(path.read_text(encoding="utf-8"))["user"]
    assert (user["role"], user["password"][:8]) == ("duty", "$argon2i")


@pytest.mark.parametrize(
    ("name", "role", "password"),
    [("kim", "duty", "short"), ("kim", "duty", "a" * 30), ("kim", "duty", " " * 12), ("kim", "king", SECRET), ("", "duty", SECRET),
     (" kim", "duty", SECRET), ("k\nim", "duty", SECRET), ("k" * 65, "duty", SECRET), ("kim", "duty", "ab1!" * 300)],
)  # fmt: skip
def test_what_cannot_be_is_refused_and_changes_nothing(path: Path, name: str, role: str, password: str) -> None:
    with pytest.raises(BadInput) as problem:
        add(path, name, role, password)
    assert password not in problem.value.log
    assert path.read_text(encoding="utf-8") == WRITTEN


@pytest.mark.parametrize(
    "text", ['user = [{name = "old", role = "duty", password = "$argon2id$x"}]\n', 'x = """\n[[user]]\n"""\n' + WRITTEN]
)
def test_a_file_written_in_another_way_is_left_alone(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput):
        remove(path, "old")
    assert path.read_text(encoding="utf-8") == text


def test_a_file_that_is_no_toml_is_named(path: Path) -> None:
    path.write_text("[[user]\n")
    with pytest.raises(BadInput, match=r"office\.toml cannot be read as TOML"):
        add(path, "kim", "duty", SECRET)


def typed(settings: Settings, *words: str) -> int:
    return main(["access", *words, "--home", str(settings.home), "--city", settings.city, "--json"])


def test_the_commands(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO(f"{SECRET}\n"))
    assert typed(settings, "add", "kim", "--role", "auditor", "--password-stdin") == 0
    assert typed(settings, "list") == 0
    out = capsys.readouterr().out
    assert SECRET not in out
    assert "argon2id" not in out
    listed = json.loads(out[out.index('{\n "title": "1 may') :])
    assert [(row["name"], row["role"]) for row in listed["rows"]] == [("kim", "auditor")]
    assert typed(settings, "add", "lee", "--role", "duty") == 2  # no terminal here
    assert typed(settings, "remove", "kim") == 0
    assert typed(settings, "remove", "kim") == 2


def test_the_password_is_asked_twice(settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    read, write = os.openpty()
    monkeypatch.setattr(sys, "stdin", os.fdopen(write, "r"))
    answers = iter([SECRET, "another one 2"])
    monkeypatch.setattr("getpass.getpass", lambda prompt: next(answers))
    assert typed(settings, "add", "kim", "--role", "duty") == 2
    assert "not the same" in capsys.readouterr().err
    answers = iter([SECRET, SECRET])
    assert typed(settings, "add", "kim", "--role", "duty") == 0
    os.close(read)

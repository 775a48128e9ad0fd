"""A home that cannot be one is a sentence and exit 2, and looking at it leaves nothing behind."""

from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.db.engine import open_engine
from geodata.errors import BadInput, SijangsilError
from geodata.home import check_home
from geodata.settings import Settings

Captured = pytest.CaptureFixture[str]


@pytest.mark.parametrize("command", ["build", "status"])
@pytest.mark.parametrize("place", ["file", "below a file", "/proc/x"])
def test_a_home_that_cannot_be_one_is_refused(tiny_pack: Path, tmp_path: Path, capsys: Captured, command: str, place: str) -> None:
    file = tmp_path / "file"
    file.write_text("", encoding="utf-8")
    home = {"file": file, "below a file": file / "home"}.get(place, Path(place))
    assert main([command, "--home", str(home), "--city", str(tiny_pack)]) == 2
    said = capsys.readouterr().err
    assert "cannot be the folder for what the program writes" in said
    assert len(said.strip().splitlines()) == 1


def test_asking_leaves_nothing_behind(tmp_path: Path) -> None:
    check_home(tmp_path / "a" / "b")
    assert list(tmp_path.iterdir()) == []


def test_a_link_to_nothing_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").symlink_to(tmp_path / "gone")
    with pytest.raises(BadInput, match="is a link to nothing"):
        check_home(tmp_path / "home")


@pytest.mark.parametrize("content", [b"no database at all " * 100, b"SQLite format 3\0" + b"\1" * 4096])
def test_a_damaged_database_is_a_sentence(home: Path, content: bytes) -> None:
    settings = Settings(home=home)
    settings.database.write_bytes(content)
    with pytest.raises(SijangsilError, match=r"sijangsil\.sqlite is not a usable database .*remove it and build again"):
        open_engine(settings)


@pytest.mark.parametrize("command", [["import", "places", "--layer", "cctv"], ["import", "boundaries", "--level", "district"]])
def test_a_folder_given_as_a_file_is_called_one(home: Path, tiny_pack: Path, capsys: Captured, command: list[str]) -> None:
    if command[1] == "places":
        assert main(["build", "--home", str(home), "--city", str(tiny_pack)]) == 0
    assert main([*command, str(tiny_pack), "--home", str(home), "--city", str(tiny_pack)]) == 2
    assert f"{tiny_pack}: is a folder." in capsys.readouterr().err

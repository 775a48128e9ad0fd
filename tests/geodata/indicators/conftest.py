"""A copy of the made-up city whose observation tables a test may write itself."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

Write = Callable[[str, str], Path]


@pytest.fixture
def pack(tiny_pack: Path, tmp_path: Path) -> Path:
    """A writable copy of the made-up pack, without its observations."""
    folder = tmp_path / "pack"
    shutil.copytree(tiny_pack, folder)
    shutil.rmtree(folder / "observations")
    (folder / "observations").mkdir()
    return folder


@pytest.fixture
def write(pack: Path) -> Write:
    """Writes ``observations/ID.csv`` of the copy."""

    def to_file(indicator_id: str, text: str) -> Path:
        path = pack / "observations" / f"{indicator_id}.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return to_file

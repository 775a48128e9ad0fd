"""The folder for everything the program writes: whether it can be one, asked before anything is made."""

import os
import tempfile
from pathlib import Path

from geodata.errors import BadInput
from geodata.text import Text


def check_home(home: Path) -> None:
    """Raises BadInput when ``home`` is no folder and cannot become one, or nothing can be written into it. Leaves nothing behind:
    whether a folder that is not there yet can be made is tried with a temporary one beside it."""
    there = home
    while not (there.exists() or there.is_symlink()) and there != there.parent:
        there = there.parent
    if not there.is_dir():
        raise _unusable(home, f"{there} is a file, not a folder" if there.exists() else f"{there} is a link to nothing")
    if not os.access(there, os.W_OK | os.X_OK):
        raise _unusable(home, f"nothing can be written into {there}")
    if there != home:
        try:
            with tempfile.TemporaryDirectory(dir=there, prefix=".sijangsil-"):
                pass
        except OSError as problem:
            raise _unusable(home, f"no folder can be made in {there}: {problem.strerror or problem}") from problem


def _unusable(home: Path, why: str) -> BadInput:
    return BadInput(
        f"{home} cannot be the folder for what the program writes ({why}); give another one with --home or SIJANGSIL_HOME.",
        Text(
            ko="자료를 둘 폴더를 쓸 수 없습니다. SIJANGSIL_HOME 에 다른 폴더를 정해 주세요.",
            en="The folder for the program's files cannot be used. Please set SIJANGSIL_HOME to another one.",
        ),
    )

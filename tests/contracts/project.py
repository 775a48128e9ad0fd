"""What the contract tests walk over: the project's own files, and copies of the project to change."""

import ast
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from geodata.settings import PROJECT

FLOORS = ("geodata", "layers", "callbacks", "dash_app")  # ground first
FENCE = re.compile(r"<!-- file: (?P<path>\S+) -->\n```\w*\n(?P<text>.*?)```", re.DOTALL)
_LEFT_OUT = shutil.ignore_patterns(".git", ".venv", "var", "__pycache__", ".*_cache", ".hypothesis")


def is_ours(path: Path) -> bool:
    """Whether a path is part of the project (not a cache, an environment or something the program wrote)."""
    return not any(part in (".git", ".venv", "var", "__pycache__", ".hypothesis") or part.endswith("_cache") for part in path.parts)


@lru_cache(maxsize=1)
def files() -> tuple[Path, ...]:
    """Every file of the project, relative to it, in order."""
    found = []
    for folder, names, entries in os.walk(PROJECT):
        here = Path(folder).relative_to(PROJECT)
        names[:] = [name for name in names if is_ours(here / name)]
        found += [here / name for name in entries if is_ours(here / name) and not name.endswith(".pyc")]
    return tuple(sorted(found))


def files_ending(*suffixes: str, under: tuple[str, ...] = ()) -> list[Path]:
    """Files of the project with one of the suffixes, below one of the folders when any are given."""
    return [f for f in files() if f.suffix in suffixes and (not under or f.parts[0] in under)]


@lru_cache(maxsize=512)
def tree(path: Path) -> ast.Module:
    """Syntax tree of a Python file of the project."""
    return ast.parse((PROJECT / path).read_text(encoding="utf-8"), filename=str(path))


def imports(module: ast.Module) -> Iterator[tuple[str, int]]:
    """(dotted name, line) of everything a module imports, wherever in it the import stands. ``from sqlalchemy import Engine`` is
    left out: an engine is handed through by every floor, and its name alone is no SQL."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            if node.module == "sqlalchemy" and [alias.name for alias in node.names] == ["Engine"]:
                continue
            yield node.module, node.lineno


def copy_to(folder: Path) -> Path:
    """A copy of the project in ``folder`` that may be changed."""
    return Path(shutil.copytree(PROJECT, folder / "project", ignore=_LEFT_OUT, symlinks=True))


def examples(readme: str) -> dict[str, str]:
    """The example files a README shows: path -> text of the fenced block after ``<!-- file: PATH -->``."""
    return {m["path"]: m["text"] for m in FENCE.finditer((PROJECT / readme).read_text(encoding="utf-8"))}


def run_in(project: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run this Python in a copy of the project; the caller judges the exit code."""
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("SIJANGSIL_", "PYTHON"))}
    return subprocess.run(
        [sys.executable, *arguments], cwd=project, env=clean | environment, capture_output=True, text=True, timeout=180, check=False
    )

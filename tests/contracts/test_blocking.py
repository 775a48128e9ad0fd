"""On Dash's FastAPI backend a blocking call in a coroutine stops every viewer: callbacks and routes are coroutines, and they
reach the ground floor only through ``off_loop``."""

import ast
from pathlib import Path

import pytest

from geodata.settings import PROJECT

FILES = sorted([*(PROJECT / "callbacks").glob("*.py"), *(PROJECT / "dash_app" / "routes").glob("*.py")])
PURE = {
    "topics",
    "layers",
    "describe",
    "by_topic",
    "to_query",
    "numbers",
    "answer",
    "accepts",
    "first_event",
    "BadInput",
    "Text",
}  # no database, no file


def ground_names(tree: ast.Module) -> set[str]:
    """Names that lead to the ground floor: imports from geodata, and this file's own plain functions."""
    found = {
        alias.asname or alias.name
        for node in tree.body
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("geodata", "layers", "dash_app")
        for alias in node.names
    }
    return (found | {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}) - PURE


def calls_outside_off_loop(function: ast.AsyncFunctionDef, names: set[str]) -> list[int]:
    """Lines of calls to ``names`` in a coroutine's body; as arguments of off_loop they are not calls."""
    lines = []
    for node in ast.walk(function):
        if isinstance(node, ast.Call):
            base = node.func
            while isinstance(base, ast.Attribute):
                base = base.value
            if isinstance(base, ast.Name) and base.id in names:
                lines.append(node.lineno)
    return lines


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_coroutines_do_no_blocking_work(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = ground_names(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.AsyncFunctionDef):
            assert calls_outside_off_loop(node, names) == [], f"{path.name}: {node.name} calls the ground floor outside off_loop"


@pytest.mark.parametrize("path", FILES, ids=lambda p: str(p.relative_to(PROJECT)))
def test_callbacks_and_routes_are_coroutines(path: Path) -> None:
    """A plain function registered as a callback would run on the event loop."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            registered = [
                ast.unparse(d) for d in node.decorator_list if ast.unparse(d).startswith(("app.callback", "server.get", "server.post"))
            ]
            assert registered == [], f"{path.name}: {node.name} must be async"


def test_the_check_can_fail() -> None:
    tree = ast.parse("from geodata.places import read\nasync def route():\n    return read.viewport(1)\n")
    assert calls_outside_off_loop(tree.body[1], ground_names(tree)) == [3]  # type: ignore[arg-type]

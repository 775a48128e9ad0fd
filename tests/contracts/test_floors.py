"""Imports point down only, and each floor keeps to its trade."""

import ast

import pytest

from tests.contracts.project import FLOORS, files_ending, imports, tree

WEB = {"dash", "dash_leaflet", "dash_extensions", "flask", "fastapi", "starlette", "uvicorn", "plotly"}
SQL = {"sqlalchemy", "geoalchemy2", "sqlite3", "pysqlite3", "psycopg", "psycopg2"}
NETWORK = {"httpx", "requests", "urllib.request", "http.client", "socket", "aiohttp"}
FORBIDDEN = {
    "geodata": WEB,
    "layers": WEB | SQL | NETWORK,
    "callbacks": SQL | NETWORK,
    "dash_app": SQL | (NETWORK - {"socket"}),
}


def violations(floor: str, module: ast.Module) -> list[str]:
    """Sentences about imports of ``module`` that ``floor`` must not have."""
    above = set(FLOORS[FLOORS.index(floor) + 1 :])
    found = []
    for name, line in imports(module):
        parts = name.split(".")
        prefixes = {".".join(parts[:n]) for n in range(1, len(parts) + 1)}
        if bad := prefixes & (above | FORBIDDEN[floor]):
            found.append(f"line {line} imports {bad.pop()}, which {floor}/ must not")
    return found


def test_imports_point_down_and_keep_to_the_trade() -> None:
    found = {str(p): violations(p.parts[0], tree(p)) for p in files_ending(".py", under=FLOORS)}
    assert {p: sentences for p, sentences in found.items() if sentences} == {}


@pytest.mark.parametrize(
    ("floor", "source"),
    [
        ("geodata", "from layers.view import ViewState"),
        ("geodata", "def f():\n    import dash.html"),
        ("layers", "import callbacks.draw"),
        ("layers", "from sqlalchemy import select"),
        ("callbacks", "import urllib.request"),
        ("callbacks", "import dash_app"),
        ("dash_app", "import sqlite3"),
    ],
)
def test_a_wrong_import_is_noticed(floor: str, source: str) -> None:
    assert len(violations(floor, ast.parse(source))) == 1


def test_a_right_import_is_left_alone() -> None:
    assert violations("callbacks", ast.parse("import dash\nfrom layers.view import parse\nimport urllib.parse")) == []


def test_only_the_engine_loads_extensions() -> None:
    calls = [
        f"{path}:{node.lineno}"
        for path in files_ending(".py", under=FLOORS)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr == "load_extension" and path.parts[1] != "setup"
    ]
    assert [call.split(":")[0] for call in calls] == ["geodata/db/engine.py"]

"""Every file is short, says what it is, and names things in the trade's words."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from geodata.settings import PROJECT
from tests.contracts.project import FLOORS, files_ending, tree

LIMIT = 250
CODE = files_ending(".py", ".js", ".css", ".html", ".sh", under=(*FLOORS, "assets", "tests"))
FLAT_WORDS = {"data", "info", "item", "items", "manager", "helper", "helpers", "util", "utils", "misc", "stuff"}
# Names whose meaning is written once, where the shape is defined (geodata/command.py, connector.py, docs/architecture.md).
SHAPED = {"run", "arguments", "requests", "parse", "play", "next_page", "register", "compute"}
SHEET = ("Source", "Refresh", "CRS", "Unknown")


def test_no_file_is_longer_than_250_lines() -> None:
    lengths = {str(p): len((PROJECT / p).read_text(encoding="utf-8").splitlines()) for p in CODE}
    assert len(lengths) > 50
    assert {p: n for p, n in lengths.items() if n > LIMIT} == {}


def test_every_module_says_what_it_is() -> None:
    modules = files_ending(".py", under=FLOORS)
    assert [str(p) for p in modules if not ast.get_docstring(tree(p))] == []


def public(module: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """Functions and classes of a module that others may use."""
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) and not node.name.startswith("_"):
            yield node


def test_public_names_have_a_docstring() -> None:
    modules = [p for p in files_ending(".py", under=FLOORS) if p.parts[:2] != ("geodata", "setup")]  # scripts: described in their header
    bare = {str(p): [n.name for n in public(tree(p)) if n.name not in SHAPED and not ast.get_docstring(n)] for p in modules}
    assert {p: names for p, names in bare.items() if names} == {}


def flat_names(path: Path) -> list[str]:
    """Names defined in a file (and its own) that could stand for anything."""
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = [path.stem, *(node.name for node in ast.walk(tree(path)) if isinstance(node, kinds))]
    return [name for name in names if FLAT_WORDS & set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_"))]


def test_names_are_words_of_the_trade() -> None:
    assert {str(p): found for p in files_ending(".py", under=FLOORS) if (found := flat_names(p))} == {}


def test_a_connector_begins_with_its_sheet() -> None:
    connectors = [p for p in files_ending(".py", under=("geodata",)) if p.parent.name == "connectors" and not p.name.startswith("_")]
    assert connectors
    headers = {str(p): ast.get_docstring(tree(p)) or "" for p in connectors}
    assert {p: missing for p, header in headers.items() if (missing := [word for word in SHEET if word not in header])} == {}


def test_a_table_of_facts_begins_with_its_source() -> None:
    tables = [p for p in files_ending(".csv", under=("geodata",)) if "packs" in p.parts]
    assert tables
    assert [str(p) for p in tables if not re.match(r"# \S.{8,}", (PROJECT / p).read_text(encoding="utf-8"))] == []

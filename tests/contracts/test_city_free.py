"""Nothing of one city is written into the code: a city is a pack, and its own connectors."""

import ast
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from geodata.settings import PROJECT
from tests.contracts.project import FLOORS, files_ending, tree

CITY_WORDS = re.compile(r"seoul|서울|gangnam|강남|\bjongno|종로|\bhan river|한강|\bKST\b", re.IGNORECASE)
CITY_CODES = re.compile(r"\b11\d{3}(\d{5})?\b")
# The default pack and the addresses of its provider are settings; they are named there and nowhere else.
SETTINGS = Path("geodata/settings.py")


def belongs_to_a_city(path: Path) -> bool:
    """Packs, and connectors and dialects named after their city."""
    packs = path.parts[:2] == ("geodata", "packs")
    return packs or (path.parts[:2] in (("geodata", "connectors"), ("geodata", "dialects")) and path.name.lstrip("_").startswith("seoul"))


def constants(module: ast.Module) -> Iterator[tuple[object, int]]:
    """(value, line) of every constant that is not a docstring: those steer what the program does."""
    prose = {id(node.value) for node in ast.walk(module) if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)}
    for node in ast.walk(module):
        if isinstance(node, ast.Constant) and id(node) not in prose:
            yield node.value, node.lineno


def is_city_number(value: float) -> bool:
    """A latitude or longitude of the built-in city with decimals, or its number of neighbourhoods at some date."""
    return (value % 1 != 0 and (37.3 < value < 37.8 or 126.6 < value < 127.3)) or value in (424, 425, 426, 427)


def city_constants(module: ast.Module) -> list[str]:
    """Constants that only one city has: its names, codes, counts of areas, degrees."""
    found = []
    for value, line in constants(module):
        if isinstance(value, str) and (CITY_WORDS.search(value) or CITY_CODES.search(value)):
            found.append(f"line {line}: {value[:60]!r}")
        elif type(value) in (int, float) and is_city_number(float(str(value))):
            found.append(f"line {line}: {value}")
    return found


def test_code_knows_no_city() -> None:
    code = [p for p in files_ending(".py", under=FLOORS) if not belongs_to_a_city(p) and p != SETTINGS]
    assert {str(p): found for p in code if (found := city_constants(tree(p)))} == {}


@pytest.mark.parametrize(
    "source", ["X = 'seoul'", "def f():\n    return 424", "CENTRE = (37.5665, 126.978)", "code = '1168064000'", "a = '강남구'"]
)
def test_a_city_in_the_code_is_noticed(source: str) -> None:
    assert city_constants(ast.parse(source))


def test_the_browser_code_knows_no_city() -> None:
    assert {
        str(p): found for p in files_ending(".js", ".css", ".html", under=(*FLOORS, "assets")) if (found := browser_city_words(p))
    } == {}


def browser_city_words(path: Path) -> list[str]:
    """City words in a browser file, comments left out."""
    text = (PROJECT / path).read_text(encoding="utf-8")
    return CITY_WORDS.findall(re.sub(r"/\*.*?\*/|^\s*//.*?$", "", text, flags=re.DOTALL | re.MULTILINE))


def test_words_of_the_screen_know_no_city() -> None:
    strings = {str(p): json.loads((PROJECT / p).read_text(encoding="utf-8")) for p in files_ending(".json", under=("layers",))}
    assert strings
    assert [(p, key) for p, texts in strings.items() for key, text in texts.items() if CITY_WORDS.search(str(text))] == []

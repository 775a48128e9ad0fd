"""Extension folders: a new file is seen, a wrong one is named."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

from geodata.errors import SijangsilError
from geodata.extensions import scan

GOOD = "class C:\n    id = '{id}'\nTHING = C()\n"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ModuleType]:
    folder = tmp_path / "made_up_extensions"
    folder.mkdir()
    (folder / "__init__.py").write_text('"""Nothing yet."""')
    monkeypatch.syspath_prepend(str(tmp_path))
    yield importlib.import_module("made_up_extensions")
    for name in [n for n in sys.modules if n.startswith("made_up_extensions")]:
        del sys.modules[name]


def add(package: ModuleType, name: str, text: str) -> None:
    (Path(str(package.__path__[0])) / f"{name}.py").write_text(text)
    importlib.invalidate_caches()


def test_files_are_found_in_the_order_of_their_names_and_helpers_are_not(package: ModuleType) -> None:
    assert scan(package, "THING") == {}
    for name in ("b", "a", "_shared"):
        add(package, name, GOOD.format(id=name))
    assert list(scan(package, "THING")) == ["a", "b"]


def test_a_file_that_offers_nothing_is_named(package: ModuleType) -> None:
    add(package, "empty", "X = 1\n")
    with pytest.raises(SijangsilError, match=r"empty\.py offers no THING"):
        scan(package, "THING")


def test_an_id_that_is_not_the_file_name_is_named(package: ModuleType) -> None:
    add(package, "one", GOOD.format(id="two"))
    with pytest.raises(SijangsilError, match=r"one\.py offers THING with id 'two'"):
        scan(package, "THING")

"""The made-up city with a fire burning, and a directory of two."""

import sys

import pytest
from sqlalchemy import Engine

from geodata.city import City
from tests.geodata.orders.made_up import stand_in, start_fire


@pytest.fixture(autouse=True)
def _directory(monkeypatch: pytest.MonkeyPatch) -> None:
    """The made-up directory instead of the pack's."""
    monkeypatch.setitem(sys.modules, "geodata.directory", sys.modules.get("geodata.directory"))  # put back at the end
    stand_in()


@pytest.fixture
def fire(engine: Engine, tiny: City) -> Engine:
    """The database with one open fire."""
    start_fire(engine, tiny)
    return engine

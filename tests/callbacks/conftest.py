"""The made-up city, built, as the callbacks see it."""

import pytest

from geodata.build import build
from geodata.city import load_city
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.settings import Settings
from tests.conftest import TINY


@pytest.fixture(scope="session")
def context(tmp_path_factory: pytest.TempPathFactory) -> Context:
    """Context of the made-up city."""
    settings = Settings(home=tmp_path_factory.mktemp("callbacks"), city=str(TINY), feeds=False)
    build(settings)
    return Context(settings, open_engine(settings), load_city(settings.city))

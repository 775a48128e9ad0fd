"""The fake service and the tools of a refresh, as the tests of the feeds have them; feeds told by hand."""

import pytest
from sqlalchemy import Engine

from geodata.city import City
from tests.geodata.feeds.conftest import clock, fake, seoul, shelf, tools
from tests.geodata.incidents.feeding import Telling

__all__ = ["clock", "fake", "seoul", "shelf", "tools"]


@pytest.fixture
def telling(engine: Engine, tiny: City) -> Telling:
    return Telling(engine, tiny)

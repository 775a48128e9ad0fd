"""The made-up city with its outlines stored: what every test of stored points starts from."""

import geopandas as gpd
import pytest
from sqlalchemy import Engine

from geodata.boundaries import store as outlines
from geodata.city import City
from geodata.indicator import LEVELS
from geodata.settings import Settings


@pytest.fixture
def placed(engine: Engine, settings: Settings, tiny: City) -> Engine:
    """Database of the made-up city with its own outlines, without any points."""
    frames = {level: gpd.read_file(tiny.folder / "boundaries" / f"{level}-{tiny.vintage}.geojson") for level in LEVELS}
    title = {"ko": "시험", "en": "test"}
    outlines.save_levels(engine, settings, tiny, frames, {"kind": "pack", "title": title, "approximate": False})
    return engine

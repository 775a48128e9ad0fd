"""Fixtures for boundary imports."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from geodata.boundaries.load import import_outlines
from geodata.boundaries.report import ImportReport
from geodata.settings import Settings
from tests.geodata.boundaries.files import VINTAGE, tiny_frame, write


@pytest.fixture
def official(settings: Settings, engine: Engine, tiny_pack: Path, tmp_path: Path) -> ImportReport:
    """The made-up city with imported neighbourhoods (and districts dissolved from them)."""
    path = write(tiny_frame(tiny_pack), tmp_path / "first.geojson")
    return import_outlines(engine, settings, path, "neighbourhood", VINTAGE)

"""The made-up city, built, as the callbacks see it."""

import shutil
from pathlib import Path

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


def dated_city(folder: Path) -> Context:
    """The made-up city with what real packs have: an indicator of districts only and one of its theme for neighbourhoods, places
    of 2022, and places without a date, two of them without a position."""
    pack = shutil.copytree(TINY, folder / "pack")
    for name, rows in (("fires", "M1,2018,5\nM2,2018,7\nM3,2018,9\n"), ("building_fires", "M101,2018,2\n")):
        (pack / "observations" / f"{name}.csv").write_text(f"area,period,value\n{rows}", encoding="utf-8")
    columns = "id,name_ko,name_en,lon,lat,kind\n"
    rows = "P1,가람치안센터,Garam Centre,10.02,50.05,security_centre\nP2,나루치안센터,Naru Centre,,,\nP3,다솜치안센터,Dasom Centre,,,\n"
    (pack / "places" / "police.csv").write_text(columns + rows, encoding="utf-8")
    station = "# as_of: 2022-07-07\n" + columns + "S1,가람역,Garam Station,10.02,50.05,station\n"
    (pack / "places" / "subway.csv").write_text(station, encoding="utf-8")
    settings = Settings(home=folder / "home", city=str(pack), feeds=False)
    build(settings)
    return Context(settings, open_engine(settings), load_city(settings.city))

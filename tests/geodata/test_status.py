"""What status lists of a home."""

import json
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.boundaries.store import vintages
from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.settings import Settings


def test_every_vintage_with_outlines_is_listed(home: Path, tiny_pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--home", str(home), "--city", str(tiny_pack), "--json"]
    assert main(["build", *options]) == 0
    file = tiny_pack / "boundaries" / "neighbourhood-2020-01-01.geojson"
    assert main(["import", "boundaries", str(file), "--level", "neighbourhood", "--vintage", "2013-12-31", *options]) == 0
    engine, city = open_engine(Settings(home=home, city=str(tiny_pack))), load_city(str(tiny_pack))
    assert vintages(engine, city) == ("2013-12-31", "2020-01-01")
    capsys.readouterr()
    assert main(["status", *options]) == 0
    body = json.loads(capsys.readouterr().out)
    assert body["facts"]["vintages"] == ["2013-12-31", "2020-01-01"]
    assert body["facts"]["freshness"]["state"] == "missing"  # its worst part: feeds that never ran
    assert body["facts"]["sources"]["by_kind"]["outlines"] == 4
    assert [(row["observed"], row["name"], row["rows"]) for row in body["rows"] if row["part"] == "outlines"] == [
        ("2013-12-31", "district", 3), ("2013-12-31", "neighbourhood", 8), ("2020-01-01", "district", 3), ("2020-01-01", "neighbourhood", 8),
    ]  # fmt: skip

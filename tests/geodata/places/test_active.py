"""How old a set of stored points says it is, and what of it is not on the map."""

import shutil
from dataclasses import replace
from datetime import date

import geopandas as gpd
import pytest

from geodata.boundaries import store as outlines
from geodata.city import load_city
from geodata.connector import Feature
from geodata.places.read import active, counts
from geodata.places.store import save_places

TODAY = date(2026, 11, 24)


@pytest.fixture
def row(placed, tiny):
    features = [Feature("in", 10.02, 50.02), Feature("out", 11.5, 50.02), Feature("nowhere", None, None), Feature("lost", None, None)]
    save_places(placed, tiny, "trees", features, {"title": {"ko": "시험", "en": "test"}}, report={"outside": 1})
    return active(placed, tiny, "trees")


@pytest.mark.parametrize(
    ("as_of", "state"),
    [(None, "stale"), ("2022-07-07", "stale"), ("2024", "stale"), ("2025-10-20", "fresh"), ("2025-10-19", "stale"), ("2026", "fresh"), ("soon", "stale")],
)  # fmt: skip
def test_a_set_is_as_fresh_as_its_date(row, as_of, state):
    dated = replace(row, source=row.source | ({"as_of": as_of} if as_of else {}))
    assert (dated.as_of, dated.freshness(TODAY)) == (as_of, state)
    assert replace(dated, demo=True).freshness(TODAY) == "demo"


def test_a_set_without_a_date_of_its_source_goes_by_when_it_was_observed(row):
    seen = replace(row, observed_at="2026-11-01T03:00:00+00:00")
    assert (seen.as_of, seen.freshness(TODAY)) == ("2026-11-01", "fresh")


def test_rows_that_are_not_on_the_map_are_counted(row):
    assert (row.rows, row.placed, row.unplaced) == (4, 1, 3)
    assert row.position_unknown == 2  # one lies outside the city


def test_counts_of_another_vintage_follow_its_outlines(placed, settings, tiny_pack, tmp_path):
    """The stored areas are of the pack's date: for another date the points are located in its outlines, again after an import."""
    pack = shutil.copytree(tiny_pack, tmp_path / "pack")
    shutil.copytree(pack / "vintages" / "2020-01-01", pack / "vintages" / "2010-01-01")
    city, older = load_city(str(pack)), load_city(str(pack), "2010-01-01")
    save_places(placed, city, "cctv", [Feature("a", 10.02, 50.05), Feature("b", 10.085, 50.05)], {"title": {"ko": "시험", "en": "test"}})
    frame = gpd.read_file(pack / "boundaries" / "neighbourhood-2020-01-01.geojson")
    title = {"kind": "file", "title": {"ko": "시험", "en": "test"}}
    outlines.save_levels(placed, settings, older, {"neighbourhood": frame}, title)
    assert counts(placed, older, "cctv", "neighbourhood")["M102"] == 1
    exchanged = frame.assign(id=frame["id"].replace({"M101": "M102", "M102": "M101"}))
    outlines.save_levels(placed, settings, older, {"neighbourhood": exchanged}, title)
    found = counts(placed, older, "cctv", "neighbourhood")
    assert (found["M101"], found["M102"], sum(found.values())) == (1, 0, 2)
    assert counts(placed, city, "cctv", "neighbourhood")["M102"] == 1

"""Stored points of a topic with a rule: true numbers at the middles of neighbourhoods, no position of their own."""

import geopandas as gpd
from sqlalchemy import Engine

from geodata.access.coarse import is_coarse, viewport
from geodata.access.person import PUBLIC, Person
from geodata.boundaries.store import save_levels
from geodata.city import City
from geodata.connector import Feature
from geodata.indicator import LEVELS
from geodata.places.store import save_places
from geodata.settings import Settings

WORLD = (-180.0, -90.0, 180.0, 90.0)


def test_only_topics_with_a_rule_and_only_for_who_may_not() -> None:
    told = {
        topic: (is_coarse(topic, PUBLIC), is_coarse(topic, Person("x", "official"))) for topic in ("complaints", "emergency_calls", "cctv")
    }
    assert told == {"complaints": (True, False), "emergency_calls": (True, False), "cctv": (False, False)}


def test_numbers_are_true_and_positions_are_middles(engine: Engine, settings: Settings, tiny: City) -> None:
    assert viewport(engine, tiny, "complaints", WORLD).total == 0
    frames = {level: gpd.read_file(tiny.folder / "boundaries" / f"{level}-{tiny.vintage}.geojson") for level in LEVELS}
    save_levels(engine, settings, tiny, frames, {"kind": "pack", "title": {"ko": "시험", "en": "test"}, "approximate": False})
    areas = tiny.neighbourhoods[:2]
    features = [
        Feature(f"{area.id}-{n}", area.lon + 0.0001 * n, area.lat, "canary", "noise")
        for area, count in zip(areas, (3, 1), strict=True)
        for n in range(1, count + 1)
    ]
    save_places(engine, tiny, "complaints", features, {"title": {"ko": "민원", "en": "Complaints"}})
    shown = viewport(engine, tiny, "complaints", WORLD)
    assert shown.clusters == [(round(a.lon, 6), round(a.lat, 6), n) for a, n in zip(areas, (3, 1), strict=True)]
    assert (shown.total, shown.points, shown.stacked) == (4, [], [])
    west = areas[0].lon - 1e-6
    assert viewport(engine, tiny, "complaints", (west, 50, west + 2e-6, areas[0].lat + 1e-6)).total == 3

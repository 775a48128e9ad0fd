"""Features come to stand where they belong, and every repair is told."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.connector import Feature
from geodata.feeds.choice import connectors
from geodata.feeds.mend import named_area, on_land, placed
from tests.geodata.feeds.conftest import nearest_district

DEMO, AIR = connectors()["demo_road_incidents"], connectors()["demo_air"]


def at(lon: float | None, lat: float | None, **more: Any) -> Feature:
    return Feature(id="f", lon=lon, lat=lat, **more)


@pytest.mark.parametrize(
    ("lon", "lat", "kept", "words"),
    [
        (10.02, 50.05, (10.02, 50.05), None),
        (9.9, 50.2, (9.9, 50.2), None),  # just over the border: believed
        (50.05, 10.02, (10.02, 50.05), "swapped"),
        (0.0, 0.0, (None, None), "outside"),
        (float("nan"), 50.0, (None, None), "outside"),
        (10.02, None, (None, None), None),
    ],
)
def test_positions(lon: float, lat: float | None, kept: tuple[Any, Any], words: str | None, tiny: City) -> None:
    (feature,), problems = on_land([at(lon, lat)], tiny)
    assert (feature.lon, feature.lat) == kept
    assert len(problems) == (words is not None)
    assert words is None or words in problems[0]


def test_an_area_is_meant_by_its_id_or_a_districts_name(tiny: City) -> None:
    found = [named_area(tiny, w) for w in ("M2", "나루구", "Naru-gu", "M101", "강남구", "", None)]
    assert [a.id if a else None for a in found] == ["M2", "M2", "M2", "M101", None, None, None]


def test_a_demonstration_that_strays_goes_to_the_centre_of_its_neighbourhood(engine: Engine, tiny: City) -> None:
    home, away = tiny.areas["M101"], tiny.areas["M102"]
    features = [at(away.lon, away.lat, area=home.id), at(home.lon + 0.001, home.lat, area=home.id)]
    rows, _ = placed(list(features), DEMO, tiny, engine, nearest_district)
    assert [(r.district, r.neighbourhood) for r in rows] == [("M1", "M101")] * 2
    assert [(r.feature.lon, r.feature.lat) for r in rows] == [(home.lon, home.lat), (home.lon + 0.001, home.lat)]
    real, _ = placed(list(features), replace(DEMO, demo=False), tiny, engine, nearest_district)
    assert [r.neighbourhood for r in real] == ["M102", "M101"], "a real position is never moved"
    assert [r.feature for r in real] == features


def test_a_value_of_a_whole_area_stands_at_its_centre_under_its_id(engine: Engine, tiny: City) -> None:
    rows, problems = placed([at(None, None, area="나루구"), at(None, None, area="없는구")], AIR, tiny, engine, nearest_district)
    area = tiny.areas["M2"]
    assert [(r.feature.id, r.feature.lon, r.district, r.neighbourhood) for r in rows] == [
        ("M2", area.lon, "M2", None),
        ("f", None, None, None),
    ]
    assert "없는구" in problems[0]


def test_without_a_position_the_named_area_decides(engine: Engine, tiny: City) -> None:
    rows, _ = placed([at(None, None, area="가람구"), at(None, None)], replace(DEMO, demo=False), tiny, engine, nearest_district)
    assert [(r.district, r.neighbourhood) for r in rows] == [("M1", None), (None, None)]

"""The places Seoul's pack carries, against what the publishers say and against the official outlines."""

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.city import load_city
from geodata.places.builtin import builtin_topics, read_pack_places
from geodata.places.demo import demo_sizes


@pytest.fixture(scope="module")
def seoul():
    return load_city("seoul")


def places(seoul, topic):
    return read_pack_places(seoul.folder / "places" / f"{topic}.csv", seoul)[0]


@pytest.mark.parametrize(("topic", "rows"), [("fire_stations", 177), ("emergency_hospitals", 68), ("police", 164)])
def test_as_many_places_as_published(seoul, topic, rows):
    assert len(places(seoul, topic)) == rows


def test_every_place_has_names_a_kind_and_a_source(seoul):
    for path in sorted((seoul.folder / "places").glob("*.csv")):
        points, source = read_pack_places(path, seoul)
        assert all(points.names), path.name
        assert all(points.kinds), path.name
        assert all(row.get("name_en") for row in points.props), path.name
        assert {"title", "provider", "licence"} <= source.keys(), path.name
        assert not any("~" in fid for fid in points.ids), f"{path.name} repeats an id"


def test_kinds_add_up(seoul):
    kinds = places(seoul, "fire_stations").kinds
    numbers = {kind: kinds.count(kind) for kind in kinds}
    assert numbers == {"station": 24, "safety_centre": 119, "rescue": 32, "aviation": 1, "special": 1}
    kinds = places(seoul, "emergency_hospitals").kinds
    assert [kinds.count(kind) for kind in ("regional_centre", "local_centre", "local_institution", "declared")] == [7, 23, 19, 18]


def test_a_station_stands_once_with_all_its_lines(seoul):
    points = places(seoul, "subway")
    assert 290 <= len(points) <= 330
    assert len(set(points.names)) == len(points)
    lines = dict(zip(points.names, (row["lines"] for row in points.props), strict=True))
    assert lines["왕십리역"] == "2호선·5호선·수인분당선·경의중앙선"


def test_estimated_positions_say_how_far_off_they_may_be(seoul):
    points = places(seoul, "police")
    known = ~np.isnan(points.lons)
    assert 140 <= known.sum() < 164  # some cannot be placed, and stay
    for has, row in zip(known, points.props, strict=True):
        assert has == ("position_precision_m" in row) == (row["position_from"] != "unknown")
        assert not has or 30 <= row["position_precision_m"] <= 1300


def test_sizes_of_demonstration_sets_are_the_published_totals(seoul):
    sizes = demo_sizes(seoul)
    totals = {topic: sum(size.count for size in sizes if size.topic == topic) for topic in {size.topic for size in sizes}}
    assert totals["cctv"] == 113_273
    assert totals["emergency_calls"] == 5_671
    for topic in totals:
        assert len({size.district for size in sizes if size.topic == topic}) == 25
    assert [topic for topic in builtin_topics(seoul) if topic not in ("emergency_hospitals", "fire_stations", "police", "subway")] == [
        "cctv", "traffic_cctv", "wifi", "bikes",
    ]  # fmt: skip


def test_places_lie_in_the_district_they_name(seoul, shared):
    frame = gpd.read_file(shared / "boundaries" / "seoul_gu_kostat2018.geojson")
    outlines = dict(zip(frame["name"], shapely.make_valid(np.asarray(frame.geometry)), strict=True))
    for topic, key in (("fire_stations", "area"), ("emergency_hospitals", "address"), ("police", "address"), ("subway", None)):
        points = places(seoul, topic)
        for lon, lat, name, row in zip(points.lons, points.lats, points.names, points.props, strict=True):
            if np.isnan(lon):
                continue
            inside = {district for district, shape in outlines.items() if shapely.contains_xy(shape, lon, lat)}
            assert inside, f"{topic}: {name} lies outside the city"
            named = {district for district in outlines if key and f" {district} " in f" {row[key]} "}
            assert not named or named & inside, f"{topic}: {name} says {named}, lies in {inside}"

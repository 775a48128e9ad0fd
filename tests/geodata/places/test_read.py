import json
from dataclasses import asdict

import numpy as np
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from geodata.places.grid import MAX_ZOOM
from geodata.places.points import Points
from geodata.places.read import counts, table, viewport
from geodata.places.store import save_places

SOURCE = {"title": {"ko": "시험", "en": "test"}}


def cloud(n, stacks=0, seed=1):
    """``n`` points all over the made-up city, the last ``stacks`` of them on one position."""
    generator = np.random.default_rng(seed)
    lons, lats = generator.uniform(10.001, 10.099, n), generator.uniform(50.001, 50.099, n)
    if stacks:
        lons[-stacks:], lats[-stacks:] = 10.0601, 50.0301
    return Points([str(i) for i in range(n)], lons, lats, [f"가람구 시연 카메라 {i}" for i in range(n)], ["k"] * n, [{}] * n)


@pytest.fixture
def crowd(placed, tiny):
    points = cloud(20_000, stacks=60)
    save_places(placed, tiny, "cctv", points, SOURCE)
    return placed, tiny, points


def inside(points, extent):
    west, south, east, north = extent
    return (points.lons >= west) & (points.lons < east) & (points.lats > south) & (points.lats <= north)


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.floats(9.95, 10.1), st.floats(49.95, 50.1), st.floats(1e-5, 0.2), st.floats(1e-5, 0.2),
    st.floats(0, 25), st.integers(1, 4000), st.integers(1, 3000),
)  # fmt: skip
def test_no_mark_is_lost_wherever_one_looks(crowd, west, south, width, height, zoom, width_px, height_px):
    engine, city, points = crowd
    marks = viewport(engine, city, "cctv", (west, south, west + width, south + height), zoom, width_px, height_px)
    assert marks.total == sum(n for _, _, n in marks.clusters) + len(marks.points)
    assert marks.total == inside(points, marks.extent).sum()  # brute force
    assert marks.extent[0] <= west
    assert marks.extent[1] <= south + 1e-9
    assert marks.extent[3] >= south + height - 1e-9
    assert len(json.dumps(asdict(marks), ensure_ascii=False).encode()) <= 20_000
    for mark in marks.points:
        at = int(mark["id"])
        assert (mark["lon"], mark["lat"], mark["name"]) == (round(points.lons[at], 6), round(points.lats[at], 6), points.names[at])
    for stack in marks.stacked:
        assert (stack["lon"], stack["lat"], stack["n"]) in marks.clusters


def test_few_points_come_as_themselves_and_many_as_clusters(crowd):
    engine, city, points = crowd
    assert viewport(engine, city, "cctv", city.extent, 12, 1280, 800).points == []
    near = viewport(engine, city, "cctv", (10.02, 50.02, 10.024, 50.022), 18, 1280, 800)
    assert near.clusters == []
    assert len(near.points) == inside(points, near.extent).sum() > 5


def test_a_lone_point_between_clusters_can_be_opened(placed, tiny):
    points = cloud(3000)
    points.lons[1:], points.lats[1:] = 10.01 + points.lons[1:] % 0.01, 50.01 + points.lats[1:] % 0.01
    points.lons[0], points.lats[0] = 10.09, 50.09
    save_places(placed, tiny, "cctv", points, SOURCE)
    marks = viewport(placed, tiny, "cctv", tiny.extent, 13, 1280, 800)
    assert [mark["id"] for mark in marks.points] == ["0"]
    assert sum(n for _, _, n in marks.clusters) == 2999


@pytest.mark.parametrize("zoom", [17, MAX_ZOOM])
def test_points_on_one_position_are_listed_with_their_true_number(crowd, zoom):
    engine, city, points = crowd
    marks = viewport(engine, city, "cctv", (10.0600, 50.0300, 10.0602, 50.0302), zoom, 300, 300)
    (stack,) = (one for one in marks.stacked if one["n"] >= 60)
    assert stack["n"] == 60
    assert len(stack["ids"]) == 50
    assert set(stack["ids"]) <= set(points.ids[-60:])


def test_a_crowd_at_the_deepest_zoom_still_lists_ids(placed, tiny):
    points = cloud(5000)
    points.lons, points.lats = 10.05 + (points.lons - 10.05) / 60, 50.05 + (points.lats - 50.05) / 60
    save_places(placed, tiny, "cctv", points, SOURCE)
    marks = viewport(placed, tiny, "cctv", (10.0491, 50.0491, 10.0509, 50.0509), MAX_ZOOM, 1280, 800)
    assert len(marks.clusters) == len(marks.stacked) > 20
    assert all(0 < len(stack["ids"]) <= min(50, stack["n"]) for stack in marks.stacked)
    assert len(json.dumps(asdict(marks), ensure_ascii=False).encode()) <= 20_000


def test_counts_of_areas_add_up(crowd):
    engine, city, points = crowd
    by_district, by_neighbourhood = (counts(engine, city, "cctv", level) for level in ("district", "neighbourhood"))
    assert sum(by_district.values()) == len(points)
    for district in city.districts:
        assert by_district[district.id] == sum(by_neighbourhood[area.id] for area in city.children(district.id))
        assert table(engine, city, "cctv", district.id).total == by_district[district.id]
    some = city.neighbourhoods[0].id
    page = table(engine, city, "cctv", some, limit=7, offset=3)
    assert page.total == by_neighbourhood[some]
    assert [row["neighbourhood"] for row in page.rows] == [some] * 7

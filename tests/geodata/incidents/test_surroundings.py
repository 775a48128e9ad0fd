"""What lies around a position equals a brute-force sort on the ellipsoid, whatever the position, the number and the radius."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from pyproj import Geod
from sqlalchemy import Engine, insert, select

from geodata.boundaries import store as outlines
from geodata.city import City, load_city
from geodata.db.engine import open_engine
from geodata.db.schema import feed, live, place
from geodata.incidents import surroundings
from geodata.incidents.surroundings import features_within, nearest, nearest_of, number_within
from geodata.places.points import Points
from geodata.places.store import save_places
from geodata.settings import Settings
from tests.conftest import TINY

GEOD = Geod(ellps="WGS84")
SOURCE = {"title": {"ko": "시험", "en": "test"}}
quick = hypothesis_settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def stored(engine: Engine, topic_set: int) -> tuple[list[str], np.ndarray, np.ndarray]:
    """Every place of a set that has a position: ids, longitudes, latitudes."""
    query = select(place.c.fid, place.c.lon, place.c.lat).where(place.c.dataset_id == topic_set, place.c.lon.is_not(None))
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    return [r.fid for r in rows], np.array([r.lon for r in rows]), np.array([r.lat for r in rows])


def brute(everything: tuple[list[str], np.ndarray, np.ndarray], lon: float, lat: float, k: int) -> tuple[np.ndarray, list[Any]]:
    """Distance (m) of every place, and the ``k`` nearest as (distance, id): by distance, then by id."""
    ids, lons, lats = everything
    distances = GEOD.inv(np.full(len(ids), lon), np.full(len(ids), lat), lons, lats)[2]
    kth = np.sort(distances)[: k + 1].max()
    return distances, sorted((distances[i], ids[i]) for i in np.flatnonzero(distances <= kth))[:k]


def agree(engine: Engine, city: City, topic: str, everything: Any, lon: float, lat: float, k: int, radius_m: float) -> None:
    distances, expected = brute(everything, lon, lat, k)
    found = nearest(engine, city, topic, lon, lat, k)
    assert [f["id"] for f in found] == [fid for _, fid in expected]
    assert [f["distance_m"] for f in found] == [round(float(d), 1) for d, _ in expected]
    assume(bool((np.abs(distances - radius_m) > 1e-6).all()))  # the edge itself is a matter of the last bit
    assert number_within(engine, city, [topic], lon, lat, radius_m)[topic] == int((distances <= radius_m).sum())


@pytest.fixture(scope="module")
def synthetic(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, City, Any]]:
    """The made-up city with 5,000 cameras, many on one mast, in heaps, and some beyond its border; and four stations."""
    settings, city = Settings(home=tmp_path_factory.mktemp("around"), city=str(TINY)), load_city(str(TINY))
    engine = open_engine(settings)
    import geopandas as gpd

    frames = {level: gpd.read_file(TINY / "boundaries" / f"{level}-{city.vintage}.geojson") for level in ("district", "neighbourhood")}
    outlines.save_levels(engine, settings, city, frames, {"kind": "pack", "title": SOURCE["title"], "approximate": False})
    dice = np.random.default_rng(5)
    even = dice.uniform((10.0, 50.0), (10.1, 50.1), (2_000, 2))
    heap = dice.normal((10.031, 50.047), 0.0005, (2_700, 2))
    beyond = dice.uniform((9.97, 49.97), (10.13, 50.13), (200, 2))
    where = np.vstack([even, heap, beyond, np.full((98, 2), (10.0625, 50.0125)), [[np.nan, np.nan]] * 2]).round(6)
    n = len(where)
    names: list[str | None] = [f"카메라 {i}" for i in range(n)]
    points = Points([f"c{i:05}" for i in range(n)], where[:, 0], where[:, 1], names, [None] * n, [{"cameras": 1} for _ in range(n)])
    save_places(engine, city, "cctv", points, SOURCE)
    few = [(10.02, 50.05), (10.055, 50.02), (10.085, 50.055), (10.085, 50.09)]
    stations = Points(
        list("abcd"), np.array([p[0] for p in few]), np.array([p[1] for p in few]), [None] * 4, [None] * 4, [{}, {}, {"phone": "1"}, {}]
    )
    save_places(engine, city, "fire_stations", stations, SOURCE)
    yield engine, city, stored(engine, 1)
    engine.dispose()


@quick
@given(lon=st.floats(9.9, 10.2), lat=st.floats(49.9, 50.2), k=st.integers(1, 60), radius_m=st.floats(1, 9_000))
def test_lists_equal_brute_force(synthetic: Any, lon: float, lat: float, k: int, radius_m: float) -> None:
    engine, city, everything = synthetic
    agree(engine, city, "cctv", everything, lon, lat, k, radius_m)


@quick
@given(i=st.integers(0, 4_997), k=st.integers(1, 120), radius_m=st.floats(1, 6_000))
def test_standing_at_a_camera(synthetic: Any, i: int, k: int, radius_m: float) -> None:
    engine, city, everything = synthetic
    agree(engine, city, "cctv", everything, everything[1][i], everything[2][i], k, radius_m)


@pytest.mark.parametrize(("lon", "lat"), [(0.0, 0.0), (-179.9, -60.0), (179.99, 10.0), (10.0, 89.99), (10.0, -90.0), (190.1 - 360, 50.0)])
def test_anywhere_on_earth(synthetic: Any, lon: float, lat: float) -> None:
    engine, city, everything = synthetic
    assert [f["id"] for f in nearest(engine, city, "cctv", lon, lat, 5)] == [fid for _, fid in brute(everything, lon, lat, 5)[1]]


@pytest.mark.parametrize("radius_m", [30_000.0, 90_000.0, 700_000.0, 6_000_000.0])
@pytest.mark.parametrize(("lon", "lat"), [(10.3, 50.3), (10.05, 49.2), (-179.9, 70.0), (10.0, 89.9)])
def test_numbers_in_large_circles_and_far_away(synthetic: Any, lon: float, lat: float, radius_m: float) -> None:
    engine, city, everything = synthetic
    expected = int((brute(everything, lon, lat, 1)[0] <= radius_m).sum())
    assert number_within(engine, city, ["cctv"], lon, lat, radius_m)["cctv"] == expected


def test_several_topics_at_one_moment_with_their_fields(synthetic: Any) -> None:
    engine, city, _ = synthetic
    found = nearest_of(engine, city, {"fire_stations": 9, "cctv": 2, "police": 3}, 10.02, 50.04)
    assert {topic: len(list_) for topic, list_ in found.items()} == {"fire_stations": 4, "cctv": 2, "police": 0}
    first = found["fire_stations"][0]
    assert (first["id"], first["distance_m"], first["bearing_deg"]) == ("a", 1112.3, 0.0)
    assert first.keys() >= {"name", "kind", "lon", "lat", "district", "neighbourhood", "props"}
    assert number_within(engine, city, ["police", "fire_stations"], 10.02, 50.04, 2_000) == {"police": None, "fire_stations": 1}


@pytest.mark.parametrize(
    ("lon", "lat", "bearing"), [(10.0, 50.01, 0.0), (10.01, 50.0, 90.0), (10.0, 49.99, 180.0), (9.99, 50.0, 270.0), (10.0, 50.0, 0.0)]
)
def test_bearings_are_seen_from_the_incident(lon: float, lat: float, bearing: float) -> None:
    (found,) = surroundings.measured([{"id": "x", "lon": lon, "lat": lat}], 10.0, 50.0)
    assert found["bearing_deg"] == pytest.approx(bearing, abs=0.11)
    assert 0 <= found["bearing_deg"] < 360


def test_live_features_within_a_radius_are_measured_where_they_are_seen(engine: Engine, tiny: City) -> None:
    now = datetime(2026, 11, 24, tzinfo=UTC).isoformat()
    spots = {"near": (10.05, 50.0502), "far": (10.05, 50.06), "none": (None, None), "twin": (10.05, 50.0502)}
    with engine.begin() as connection:
        connection.execute(insert(feed).values(id="f", city=tiny.id, topic="complaints", demo=True, problems=[]))
        for fid, (lon, lat) in spots.items():
            row = {"feed": "f", "id": fid, "city": tiny.id, "topic": "complaints", "lon": lon, "lat": lat, "first_seen": now, "props": {}}
            connection.execute(insert(live).values(row))
    found = features_within(engine, tiny, "complaints", 10.05, 50.05, 500)
    assert [(f["id"], f["distance_m"], f["demo"]) for f in found] == [("near", 22.2, True), ("twin", 22.2, True)]
    assert [f["id"] for f in features_within(engine, tiny, "complaints", 10.05, 50.05, 22.24)] == []  # 22.2498 m: not rounded first
    hidden = features_within(engine, tiny, "complaints", 10.05, 50.05, 500, seen=lambda f: f | {"lat": 50.06 if f["lat"] else None})
    assert hidden == []
    moved = features_within(engine, tiny, "complaints", 10.05, 50.06, 500, seen=lambda f: f | {"lat": 50.06 if f["lat"] else None})
    assert [f["id"] for f in moved] == ["far", "near", "twin"]
    assert {f["distance_m"] for f in moved} == {0.0}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, shared: Any) -> Iterator[tuple[Engine, City, Any]]:
    """The city's own 83,734 cameras, imported once."""
    from geodata.places.load import import_places

    city, settings = load_city("seoul"), Settings(home=tmp_path_factory.mktemp("cameras"))
    engine = open_engine(settings)
    import geopandas as gpd

    ids = {area.codes["kostat"]: area.id for area in city.neighbourhoods}
    frame = gpd.read_file(shared / "boundaries" / "seoul_dong_kostat2018.geojson")
    frame["id"] = frame["code"].astype(str).map(ids)
    outlines.save_levels(engine, settings, city, {"neighbourhood": frame[["id", "geometry"]]}, {"kind": "file", **SOURCE})
    assert import_places(engine, city, "cctv", shared / "cctv" / "seoul_ansimi_cctv_83734.csv").stored == 83_734
    yield engine, city, stored(engine, 1)
    engine.dispose()


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lon=st.floats(126.6, 127.35), lat=st.floats(37.3, 37.8), k=st.sampled_from([1, 8, 50]), radius_m=st.floats(50, 5_000))
def test_lists_equal_brute_force_over_the_published_cameras(published: Any, lon: float, lat: float, k: int, radius_m: float) -> None:
    engine, city, everything = published
    assert len(everything[0]) == 83_734
    agree(engine, city, "cctv", everything, lon, lat, k, radius_m)

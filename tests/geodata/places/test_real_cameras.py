"""The city's own list of 83,734 cameras against the official outlines: the figures were found with other tools."""

import time

import geopandas as gpd
import pytest

from geodata.boundaries import store as outlines
from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.places.load import import_places
from geodata.places.read import counts, viewport
from geodata.settings import Settings


@pytest.fixture
def official(home, shared):
    """Seoul with the official outlines of its 424 neighbourhoods."""
    city, settings = load_city("seoul"), Settings(home=home)
    engine = open_engine(settings)
    ids = {area.codes["kostat"]: area.id for area in city.neighbourhoods}
    frame = gpd.read_file(shared / "boundaries" / "seoul_dong_kostat2018.geojson")
    frame["id"] = frame["code"].astype(str).map(ids)
    outlines.save_levels(
        engine, settings, city, {"neighbourhood": frame[["id", "geometry"]]}, {"kind": "file", "title": {"ko": "시험", "en": "test"}}
    )
    yield engine, city
    engine.dispose()


def test_the_published_cameras(official, shared):
    engine, city = official
    started = time.perf_counter()
    report = import_places(engine, city, "cctv", shared / "cctv" / "seoul_ansimi_cctv_83734.csv")
    assert time.perf_counter() - started < 30
    assert (report.read, report.stored, report.placed) == (83_734, 83_734, 83_672)
    found = {reason: number for reason, number in report.counts.items() if number}
    assert found == {"outside": 62, "district_mismatch": 517, "repeated_position": 43_664}
    assert sum(counts(engine, city, "cctv", "neighbourhood").values()) == 83_672
    assert viewport(engine, city, "cctv", city.extent, 11, 1920, 1080).total == 83_672


@pytest.mark.parametrize(
    ("file", "expected"),
    [
        ("cctv/seoul_public_cctv_standard_1763.csv", {"duplicate": 1, "outside": 1, "repeated_position": 18}),
        ("facilities/seoul_emergency_fire_boxes.csv", {"district_mismatch": 11, "repeated_position": 2}),
        ("facilities/seoul_fire_stations_and_centres.csv", {}),
        ("incidents/seoul_fatal_traffic_accidents_2020.csv", {"district_mismatch": 7}),
        ("indicators/seoul_bike_station_ids_2025.csv", {"outside": 6, "repeated_position": 1}),
        ("indicators/seoul_public_wifi_legacy.csv", {"outside": 213, "district_mismatch": 198, "repeated_position": 8_346}),
        ("cctv/ntic_cctv_seoul_bbox.csv", {"outside": 165, "repeated_position": 36}),
    ],
)
def test_defects_of_other_published_files_are_found(official, shared, file, expected):
    report = import_places(*official, "cctv", shared / file, dry_run=True)
    assert {reason: number for reason, number in report.counts.items() if number} == expected
    assert report.read == report.stored + report.counts["duplicate"]


def test_metre_columns_of_published_files_are_recognised(official, shared, tmp_path):
    lines = (shared / "facilities" / "seoul_cooling_centres.csv").read_text(encoding="utf-8").splitlines()
    file = tmp_path / "metres.csv"
    # the same rows without the two columns of degrees
    import csv

    rows = [[cell for n, cell in enumerate(row) if n not in (14, 15)] for row in csv.reader(lines)]
    with file.open("w", encoding="cp949", errors="replace", newline="") as out:
        csv.writer(out).writerows(rows)
    report = import_places(*official, "cctv", file, dry_run=True)
    assert "EPSG:5186" in report.how
    assert report.stored - report.placed <= 10

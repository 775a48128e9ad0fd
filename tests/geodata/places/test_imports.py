import csv
import os
import signal
import subprocess
import sys

import numpy as np
import pandas as pd
import pyproj
import pytest
from sqlalchemy import func, select

from geodata.connector import Feature
from geodata.db.schema import dataset, place
from geodata.errors import BadInput
from geodata.places.load import import_places, reset_places, save_places
from geodata.places.read import active, counts, detail, table, viewport
from geodata.settings import PROJECT

SOURCE = {"title": {"ko": "시험", "en": "test"}}


def spots(n, seed=3):
    """``n`` positions in the made-up city, and the Korean name of the district each lies in."""
    generator = np.random.default_rng(seed)
    lons, lats = generator.uniform(10.002, 10.098, n), generator.uniform(50.002, 50.098, n)
    return lons, lats


def named(engine, city, lons, lats):
    """District name of each position, by storing the points once."""
    save_places(engine, city, "probe", [Feature(str(i), x, y) for i, (x, y) in enumerate(zip(lons, lats, strict=True))], SOURCE)
    found = {row["id"]: row["district"] for row in table(engine, city, "probe", limit=10**6).rows}
    return [city.areas[found[str(i)]].name.ko for i in range(len(lons))]


def write(path, rows, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def test_every_row_is_stored_or_listed(placed, tiny, tmp_path):
    rows = [
        ["자치구", "주소", "위도", "경도", "수량"],
        ["가람구", "가 1", 50.05, 10.02, 2],  # 2 good
        ["가람구", "가 2", 10.021, 50.051, 1],  # 3 axes swapped in this row
        ["나루구", "가 3", 50.052, 10.022, 1],  # 4 another district than the outline
        ["가람구", "가 1", 50.05, 10.02, 2],  # 5 full duplicate of row 2
        ["가람구", "가 6", 50.05, 10.02, 1],  # 6 position of row 2
        ["가람구", "가 7", 51.9, 10.02, 1],  # 7 outside
        ["가람구", "가 8", "", "", 1],  # 8 no position
        ["가람구", "가 9", 0, 0, 1],  # 9 zeros are no position
        ["먼구", "가 10", "어딘가", 10.02, 1],  # 10 not a number, unknown district
        ["가람구", "가 11", 50.05],  # 11 too few cells
    ]
    report = import_places(placed, tiny, "cctv", write(tmp_path / "a.csv", rows, "cp949"), home=tmp_path)
    expected = {
        "unreadable": 1, "duplicate": 1, "outside": 1, "no_position": 1, "bad_position": 2, "swapped": 1,
        "district_mismatch": 1, "unknown_district": 1, "repeated_position": 1, "garbled": 0,
    }  # fmt: skip
    assert report.counts == expected
    assert (report.read, report.stored, report.placed) == (10, 8, 4)
    assert report.read == report.stored + report.counts["unreadable"] + report.counts["duplicate"]
    with report.file.open(encoding="utf-8-sig", newline="") as file:
        listed = {(int(row["row"]), row["reason"]) for row in csv.DictReader(file)}
    assert listed == {
        (3, "swapped"), (4, "district_mismatch"), (5, "duplicate"), (6, "repeated_position"), (7, "outside"), (8, "no_position"),
        (9, "bad_position"), (10, "bad_position"), (10, "unknown_district"), (11, "unreadable"),
    }  # fmt: skip
    row = active(placed, tiny, "cctv")
    assert (row.rows, row.placed, row.demo) == (8, 4, False)
    assert row.report["outside"] == 1
    assert counts(placed, tiny, "cctv", "district")["M1"] == 4
    turned, moved = detail(placed, tiny, "cctv", "r3"), detail(placed, tiny, "cctv", "r4")
    assert (turned["lon"], turned["lat"]) == (10.021, 50.051)
    assert (moved["district"], moved["props"]["district_given"], moved["props"]["district_found"]) == ("M1", "나루구", "가람구")
    card = detail(placed, tiny, "cctv", "r2")
    assert (card["name"], card["props"]["cameras"], card["props"]["address"]) == ("가 1", 2, "가 1")


@pytest.mark.parametrize(
    ("east", "north", "crossed"),
    [("경도", "위도", False), ("lng", "lat", False), ("병원경도", "병원위도", False), ("위도", "경도", True), ("a", "b", False)],
)
def test_columns_are_recognised_by_content_whatever_they_are_called(placed, tiny, tmp_path, east, north, crossed):
    lons, lats = spots(50)
    rows = [["n", north, "면적", east, "명칭"], *([i, y, 73, x, f"이름{i}"] for i, (x, y) in enumerate(zip(lons, lats, strict=True)))]
    report = import_places(placed, tiny, "cctv", write(tmp_path / "a.csv", rows), dry_run=True)
    assert (report.columns["longitude"], report.columns["latitude"], report.columns["name"]) == (east, north, "명칭")
    assert report.placed == 50
    assert report.counts["swapped"] == 0
    assert ("crossed" in report.how) == crossed


@pytest.mark.parametrize("epsg", [25832, 3857, 5243, 31467])
def test_metres_are_recognised(placed, tiny, tmp_path, epsg):
    lons, lats = spots(400)
    x, y = pyproj.Transformer.from_crs(4326, epsg, always_xy=True).transform(lons, lats)
    names = named(placed, tiny, lons, lats)
    rows = [["구", "Y좌표", "X좌표"], *([n, round(b, 2), round(a, 2)] for n, a, b in zip(names, x, y, strict=True))]
    report = import_places(placed, tiny, "cctv", write(tmp_path / "a.csv", rows))
    assert (report.columns["longitude"], report.columns["latitude"]) == ("X좌표", "Y좌표")
    assert report.counts["district_mismatch"] == 0
    found = detail(placed, tiny, "cctv", "r2")
    assert (found["lon"], found["lat"]) == (pytest.approx(lons[0], abs=2e-5), pytest.approx(lats[0], abs=2e-5))
    given = import_places(placed, tiny, "cctv", tmp_path / "a.csv", crs=epsg, dry_run=True)
    assert f"EPSG:{epsg}" in given.how
    assert given.placed == report.placed == 400


def test_excel_and_json_and_ids(placed, tiny, tmp_path):
    lons, lats = spots(30)
    frame = pd.DataFrame({"관리번호": [f"C-{i}" for i in range(30)], "longitude": lons, "latitude": lats, "구분": ["차도", "보도"] * 15})
    frame.to_excel(tmp_path / "a.xlsx", index=False)
    frame.to_json(tmp_path / "a.json", orient="records", force_ascii=False)
    for name in ("a.xlsx", "a.json"):
        report = import_places(placed, tiny, "cctv", tmp_path / name)
        assert (report.columns["id"], report.columns["kind"], report.placed) == ("관리번호", "구분", 30)
        assert detail(placed, tiny, "cctv", "C-7")["kind"] == "보도"


@pytest.mark.parametrize(
    ("topic", "rows", "words"),
    [
        ("nonsense", [["경도", "위도"], [10.02, 50.02]], r"no layer of points 'nonsense'.*bikes, cctv"),
        ("road_incidents", [["경도", "위도"], [10.02, 50.02]], "no layer of points"),  # played by a feed, not stored
        ("cctv", [["이름", "주소"], ["가", "나"], ["다", "라"]], "the columns are: 이름, 주소"),
        ("cctv", [["경도", "위도"], [11.9, 51.9], [11.8, 51.9]], "100 % of the rows lie outside mirae"),
    ],
)
def test_what_cannot_be_imported_changes_nothing(placed, tiny, tmp_path, topic, rows, words):
    save_places(placed, tiny, "cctv", [Feature("old", 10.02, 50.02)], SOURCE)
    with pytest.raises(BadInput, match=words):
        import_places(placed, tiny, topic, write(tmp_path / "a.csv", rows), home=tmp_path)
    assert detail(placed, tiny, "cctv", "old")
    assert not (tmp_path / "reports").exists()


def test_a_dry_run_changes_nothing(placed, tiny, tmp_path):
    lons, lats = spots(20)
    file = write(tmp_path / "a.csv", [["경도", "위도"], *zip(lons, lats, strict=True)])
    report = import_places(placed, tiny, "cctv", file, dry_run=True, home=tmp_path)
    assert report.placed == 20
    assert active(placed, tiny, "cctv") is None
    assert not (tmp_path / "reports").exists()


def test_an_imported_set_replaces_the_demonstration_and_reset_brings_it_back(placed, tiny, tmp_path):
    reset_places(placed, tiny, "cctv")
    demo = active(placed, tiny, "cctv")
    lons, lats = spots(20)
    import_places(placed, tiny, "cctv", write(tmp_path / "a.csv", [["경도", "위도"], *zip(lons, lats, strict=True)]))
    assert (active(placed, tiny, "cctv").rows, active(placed, tiny, "cctv").demo) == (20, False)
    assert reset_places(placed, tiny, "cctv") == demo.rows
    assert active(placed, tiny, "cctv").demo
    with pytest.raises(BadInput, match="no layer of points"):
        reset_places(placed, tiny, "nonsense")


KILLED = """
import os, signal, sys
from pathlib import Path
from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.places import store
from geodata.places.load import import_places
from geodata.settings import Settings

store.BATCH_ROWS = 100
home, pack, file = map(Path, sys.argv[1:])

def progress(done, total, words=""):
    if words == "storing" and done >= 300:
        os.kill(os.getpid(), signal.SIGKILL)

import_places(open_engine(Settings(home=home)), load_city(str(pack)), "cctv", file, home=home, progress=progress)
"""


def test_a_killed_import_leaves_the_old_set_whole(placed, settings, tiny, tmp_path):
    lons, lats = spots(250)
    old = [Feature(f"old{i}", x, y) for i, (x, y) in enumerate(zip(lons, lats, strict=True))]
    save_places(placed, tiny, "cctv", old, SOURCE)
    file = write(tmp_path / "a.csv", [["경도", "위도"], *zip(*spots(600, seed=9), strict=True)])
    command = [sys.executable, "-c", KILLED, str(settings.home), str(tiny.folder), str(file)]
    ended = subprocess.run(
        command, cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}, capture_output=True, text=True, timeout=120
    )
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    with placed.connect() as connection:
        assert connection.execute(select(func.count()).select_from(dataset)).scalar() == 2  # it was killed with rows written
    assert active(placed, tiny, "cctv").rows == 250
    assert viewport(placed, tiny, "cctv", tiny.extent, 12, 800, 600).total == 250
    assert {row["id"] for row in table(placed, tiny, "cctv", limit=1000).rows} == {one.id for one in old}
    import_places(placed, tiny, "cctv", file, home=settings.home)
    with placed.connect() as connection:
        assert connection.execute(select(func.count()).select_from(dataset)).scalar() == 1
        assert connection.execute(select(func.count()).select_from(place)).scalar() == 600
    assert [path.suffix for path in (settings.home / "reports").iterdir()] == [".csv"]


def test_the_command(settings, placed, tiny, tmp_path, capsys):
    from geodata.__main__ import main

    file = write(tmp_path / "a.csv", [["경도", "위도"], *zip(*spots(20), strict=True)])
    common = ["--city", str(tiny.folder), "--home", str(settings.home), "--json"]
    assert main(["import", "places", str(file), "--layer", "cctv", "--title", "카메라", "--as-of", "2024-12-31", *common]) == 0
    assert '"stored": 20' in capsys.readouterr().out
    row = active(placed, tiny, "cctv")
    assert (row.source["title"]["ko"], row.source["as_of"], row.source["file"]) == ("카메라", "2024-12-31", "a.csv")
    assert main(["import", "places", "--layer", "cctv", "--reset", *common]) == 0
    assert active(placed, tiny, "cctv").demo
    for wrong in (
        ["--layer", "cctv"],
        ["--layer", "cctv", "--reset", str(file)],
        [str(file), "--layer", "nonsense"],
        [str(file), "--layer", "cctv", "--crs", "x"],
        [str(file), "--layer", "cctv", "--crs", "٥١٨٦"],
        [str(file), "--layer", "cctv", "--crs", "9" * 30],
        [str(file), "--layer", "cctv", "--as-of", "yesterday"],
        [str(file), "--layer", "cctv", "--as-of", "2024-02-30"],
        [str(file), "--layer", "cctv", "--as-of", "2999-01-01"],
        [str(file), "--layer", "cctv", "--limit-outside", "nan"],
        [str(file), "--layer", "cctv", "--limit-outside", "-1"],
        [str(file), "--layer", "cctv", "--limit-outside", "101"],
    ):
        assert main(["import", "places", *wrong, *common]) == 2
        assert len(capsys.readouterr().err.strip().splitlines()[-1]) > 20

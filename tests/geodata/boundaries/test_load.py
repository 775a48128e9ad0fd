"""Importing outlines: whatever the file, the map gets whole outlines or stays as it was."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
import shapely.ops
from shapely.geometry import MultiPolygon, Polygon
from sqlalchemy import Engine

from geodata.boundaries.default import build_outlines
from geodata.boundaries.load import import_outlines
from geodata.boundaries.report import ImportReport
from geodata.boundaries.store import shape_sets
from geodata.city import City, load_city
from geodata.connector import Feature
from geodata.places.read import counts
from geodata.places.store import save_places
from geodata.settings import Settings
from tests.geodata.boundaries.files import VINTAGE, found, run, shapefile, stored, tiny_frame, write, zipped


@pytest.mark.parametrize("kind", ["geojson", "gpkg", "fgb", "shp", "zip", "bare shp"])
def test_every_format_gives_the_same_map(
    settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path, kind: str
) -> None:
    frame = tiny_frame(tiny_pack)
    if kind == "shp":
        path = shapefile(frame.to_crs(25832), tmp_path / "a.shp")
    elif kind == "zip":
        path = zipped(shapefile(frame.to_crs(31467), tmp_path / "a.shp"), tmp_path / "a.zip", "행정동")
    elif kind == "bare shp":
        path = shapefile(frame.to_crs(31467).drop(columns="id"), tmp_path / "a.shp", prj=False)
    else:
        path = write(frame, tmp_path / f"a.{kind}")
    outcome = run(settings, str(path), "--level", "neighbourhood")
    assert found(outcome, "matched") == "8 of 8 matched"
    for area_id, outline in stored(engine, tiny, "neighbourhood").items():
        true = frame.geometry[frame["id"] == area_id].iloc[0]
        assert outline.symmetric_difference(true).area < 1e-3 * true.area
    if kind == "bare shp":
        assert found(outcome, "encoding") == "cp949"
        assert found(outcome, "CRS") == "EPSG:31467 (recognised)"


def test_neighbourhoods_make_districts(official: ImportReport, engine: Engine, tiny: City) -> None:
    districts, parts = stored(engine, tiny, "district"), stored(engine, tiny, "neighbourhood")
    assert set(official.hashes) == {"district", "neighbourhood"}
    for district in tiny.districts:
        joined = shapely.union_all([parts[n.id] for n in tiny.children(district.id)])
        assert joined.symmetric_difference(districts[district.id]).area == pytest.approx(0, abs=1e-12)


def test_imported_districts_are_kept_by_a_later_import_of_neighbourhoods(
    settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path
) -> None:
    own = import_outlines(engine, settings, write(tiny_frame(tiny_pack, "district"), tmp_path / "d.geojson"), "district", VINTAGE)
    fine = import_outlines(engine, settings, write(tiny_frame(tiny_pack), tmp_path / "n.geojson"), "neighbourhood", VINTAGE)
    sets = shape_sets(engine, tiny)
    assert sets["district"].origin["file"] == "d.geojson"
    assert sets["neighbourhood"].origin["file"] == "n.geojson"
    assert (set(own.hashes), set(fine.hashes)) == ({"district"}, {"neighbourhood"})
    assert not any("disagree" in note for note in own.notes + fine.notes)


def test_districts_alone_keep_neighbourhoods_and_say_where_the_levels_disagree(
    official: ImportReport, settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path
) -> None:
    before = shape_sets(engine, tiny)["neighbourhood"]
    frame = tiny_frame(tiny_pack, "district").to_crs(25832)
    first, second = frame.geometry[0], frame.geometry[1]
    strip = second.intersection(first.buffer(50, join_style="mitre"))
    frame.loc[0, "geometry"], frame.loc[1, "geometry"] = first.union(strip), second.difference(strip)
    report = import_outlines(engine, settings, write(frame, tmp_path / "d.gpkg"), "district", VINTAGE)
    assert shape_sets(engine, tiny)["neighbourhood"] == before
    (note,) = [n for n in report.notes if "disagree" in n]
    assert "in 2 of 3 districts: up to 50 m" in note


def test_other_dates_stand_side_by_side(
    official: ImportReport, settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path
) -> None:
    """2010: 가람2동 was two neighbourhoods, one of an unknown code; 새벽동 in 다솜구 was not there."""
    frame = tiny_frame(tiny_pack).rename(columns={"id": "code"})
    frame["code"] = [c.replace("M", "9") for c in frame["code"]]
    parts = shapely.get_parts(shapely.ops.split(frame.geometry[1], shapely.LineString([(9, 50.05), (11, 50.05)])))
    old = gpd.GeoDataFrame({"code": ["9109"], "name": ["옛골동"], "gu": ["가람구"]}, geometry=[parts[1]], crs=4326)
    frame.loc[1, "geometry"] = parts[0]
    frame = gpd.GeoDataFrame(pd.concat([frame[frame["code"] != "9303"], old], ignore_index=True), crs=4326)
    before = stored(engine, tiny, "neighbourhood")
    report = import_outlines(engine, settings, write(frame, tmp_path / "old.geojson"), "neighbourhood", "2010-12-31")
    assert report.derived
    assert report.sentence == "7 of 8 matched; missing: 다솜구 새벽동; not in the register of 2020-01-01: 옛골동"
    city = load_city(settings.city, "2010-12-31", settings.home)
    assert city.vintages == ("2010-12-31", "2020-01-01")
    assert "M303" not in city.areas
    new = city.areas["survey-9109"]
    assert (new.parent, new.name.ko, new.codes) == ("M1", "옛골동", {"survey": "9109"})
    assert city.areas["M102"].codes == {"mirae": "M102", "survey": "9102"}
    assert len(stored(engine, city, "neighbourhood")) == 8
    assert len(stored(engine, city, "district")) == 3
    assert stored(engine, tiny, "neighbourhood") == before


def test_missing_areas_are_named(settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path) -> None:
    path = write(tiny_frame(tiny_pack).drop(index=[4]), tmp_path / "a.geojson")
    outcome = run(settings, str(path), "--level", "neighbourhood")
    assert found(outcome, "matched") == "7 of 8 matched; missing: 나루구 나루2·3동"
    assert any("shown as missing" in note for note in outcome.notes)
    assert "M202" not in stored(engine, tiny, "neighbourhood")


def test_repairs_are_measured_before_they_are_made(settings: Settings, engine: Engine, tiny_pack: Path, tmp_path: Path) -> None:
    frame = tiny_frame(tiny_pack).to_crs(25832)
    first, second = frame.geometry[0], frame.geometry[3]
    frame.loc[0, "geometry"] = first.union(second.intersection(first.buffer(4, join_style="mitre")))
    spike = list(frame.geometry[7].exterior.coords)
    frame.loc[7, "geometry"] = Polygon([spike[0], spike[2], spike[1], *spike[3:]])
    whole = Polygon(frame.geometry[2].exterior)
    hole = whole.centroid.buffer(200)
    frame.loc[2, "geometry"] = whole.difference(hole)
    report = import_outlines(engine, settings, write(frame, tmp_path / "a.gpkg"), "neighbourhood", VINTAGE, force=True)
    expected = first.buffer(4, join_style="mitre").intersection(second).area
    assert report.overlaps_m2 >= expected * 0.99
    assert report.repaired == ["새벽동"]
    assert report.wide_gaps_m2 == pytest.approx(hole.area, rel=0.2)


def test_parts_in_several_rows_become_one_area(settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path) -> None:
    frame = tiny_frame(tiny_pack)
    island = Polygon([(10.101, 50.0), (10.102, 50.0), (10.102, 50.001), (10.101, 50.001)])
    rows = gpd.GeoDataFrame({"id": ["M301"], "name": ["다솜동"], "gu": ["다솜구"]}, geometry=[island], crs=4326)
    report = import_outlines(
        engine, settings, write(gpd.GeoDataFrame(pd.concat([frame, rows]), crs=4326), tmp_path / "a.gpkg"), "neighbourhood", VINTAGE
    )
    assert report.parts_joined == {"다솜동": 2}
    outline = stored(engine, tiny, "neighbourhood")["M301"]
    assert isinstance(outline, MultiPolygon)
    assert len(outline.geoms) == 2


def test_a_national_file_gives_only_the_city(settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path) -> None:
    """Neighbours at the edge of the extent and far cities with the same names are outside, not 'unmatched'."""
    frame = tiny_frame(tiny_pack).rename(columns={"id": "code"})
    near = frame[["code", "name", "gu", "geometry"]].iloc[[6]].assign(code="K01", name="이웃동", gu="이웃시")
    near = near.set_geometry(near.translate(0.0301, 0))
    near.geometry = near.intersection(shapely.box(10.1, 50, 10.115, 50.2))
    far = frame.assign(code=[f"F{n}" for n in range(8)], gu="먼시")
    far = far.set_geometry(far.translate(1.0, 1.0))
    everything = gpd.GeoDataFrame(pd.concat([far, frame, near]), crs=4326)
    report = import_outlines(engine, settings, write(everything, tmp_path / "a.gpkg"), "neighbourhood", VINTAGE)
    assert (report.matched, report.outside, report.unmatched) == (8, 9, [])
    outlines = np.array(list(stored(engine, tiny, "neighbourhood").values()))
    assert shapely.total_bounds(outlines) == pytest.approx([10, 50, 10.1, 50.1], abs=1e-6)


def test_building_the_rest_keeps_imported_districts(
    settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path
) -> None:
    import_outlines(engine, settings, write(tiny_frame(tiny_pack, "district"), tmp_path / "d.geojson"), "district", VINTAGE)
    before = shape_sets(engine, tiny)["district"]
    sets = build_outlines(engine, settings, tiny)
    assert sets["district"] == before
    assert sets["neighbourhood"].origin["kind"] == "pack"


def test_stored_places_follow_new_outlines(
    official: ImportReport, settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path
) -> None:
    """A place 20 m east of a border lies in the western district once the border has moved 50 m."""
    points = [Feature(id="p", lon=10.0403, lat=50.015)]
    source = {"title": {"ko": "점", "en": "Points"}, "provider": {"ko": "시험", "en": "Test"}, "licence": {"ko": "없음", "en": "None"}}
    save_places(engine, tiny, "fire_stations", points, source, False)
    assert counts(engine, tiny, "fire_stations", "district")["M2"] == 1
    moved = tiny_frame(tiny_pack)
    moved = moved.set_geometry(moved.translate(0.0007, 0))
    report = import_outlines(engine, settings, write(moved, tmp_path / "moved.geojson"), "neighbourhood", VINTAGE)
    assert counts(engine, tiny, "fire_stations", "district")["M1"] == 1
    assert any("fire_stations" in note for note in report.notes)

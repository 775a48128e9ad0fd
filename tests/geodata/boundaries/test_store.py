"""Storing outlines: shared borders, all or nothing, and finding the area of a point."""

import json

import brotli
import geopandas as gpd
import numpy as np
import pytest
import shapely
from sqlalchemy import text

from geodata.boundaries.store import load, locate, save, save_levels, shape_sets
from geodata.errors import BadInput, NotBuilt

ORIGIN = {"kind": "file", "title": {"ko": "시험", "en": "test"}, "approximate": False}


def _frame(tiny, level):
    return gpd.read_file(tiny.folder / "boundaries" / f"{level}-{tiny.vintage}.geojson")


@pytest.fixture
def saved(engine, settings, tiny):
    return save_levels(engine, settings, tiny, {"neighbourhood": _frame(tiny, "neighbourhood")}, ORIGIN)


def _served(shape_set):
    return json.loads(brotli.decompress(shape_set.path.with_name(shape_set.path.name + ".br").read_bytes()))


def test_neighbourhoods_alone_give_both_levels_with_the_same_borders(saved, engine, tiny):
    assert set(saved) == {"district", "neighbourhood"}
    features = {level: _served(s)["features"] for level, s in saved.items()}
    assert [f["id"] for f in features["neighbourhood"]] == [a.id for a in tiny.neighbourhoods]
    assert features["neighbourhood"][0]["properties"] == {"id": "M101", "parent": "M1"}
    parts = {f["id"]: shapely.geometry.shape(f["geometry"]) for f in features["neighbourhood"]}
    for district in features["district"]:
        joined = shapely.union_all([parts[a.id] for a in tiny.children(district["id"])])
        assert joined.symmetric_difference(shapely.geometry.shape(district["geometry"])).area == pytest.approx(0, abs=1e-12)
    frame = load(engine, tiny, "neighbourhood").to_crs(tiny.metric_crs)
    assert shapely.coverage_is_valid(np.asarray(frame.geometry.array))
    assert frame.area.to_numpy() / 1e6 == pytest.approx([a.area_km2 for a in tiny.neighbourhoods], rel=1e-3)


def test_the_served_name_is_the_content(saved):
    assert saved["district"].hash in saved["district"].path.name
    assert saved["district"].path.with_name(saved["district"].path.name + ".gz").is_file()
    assert not list(saved["district"].path.parent.glob(".writing-*"))


def test_locate_gives_both_levels_and_none_outside(saved, engine, tiny):
    lons = [a.lon for a in tiny.neighbourhoods] + [9.9, float("nan")]
    lats = [a.lat for a in tiny.neighbourhoods] + [50.05, 50.05]
    districts, neighbourhoods = locate(engine, tiny, lons, lats)
    assert list(neighbourhoods) == [a.id for a in tiny.neighbourhoods] + [None, None]
    assert list(districts) == [a.parent for a in tiny.neighbourhoods] + [None, None]


def test_a_point_on_a_border_belongs_to_exactly_one_area(saved, engine, tiny):
    districts, neighbourhoods = locate(engine, tiny, [10.04, 10.0], [50.02, 50.05])
    assert list(neighbourhoods) == ["M101", "M102"]
    assert list(districts) == ["M1", "M1"]


def test_locate_follows_a_new_import(saved, engine, settings, tiny):
    moved = _frame(tiny, "neighbourhood")
    moved["geometry"] = moved.geometry.translate(xoff=0.5)
    assert locate(engine, tiny, [10.02], [50.05])[1][0] == "M102"
    save_levels(engine, settings, tiny, {"neighbourhood": moved}, ORIGIN)
    assert locate(engine, tiny, [10.02], [50.05])[1][0] is None


def test_surveyed_districts_win_over_approximate_neighbourhoods(engine, settings, tiny):
    shifted = _frame(tiny, "neighbourhood")
    shifted["geometry"] = shifted.geometry.translate(xoff=0.01)
    save_levels(engine, settings, tiny, {"neighbourhood": shifted}, {**ORIGIN, "approximate": True})
    save(engine, settings, tiny, "district", _frame(tiny, "district"), ORIGIN)
    districts, neighbourhoods = locate(engine, tiny, [10.045, 10.002], [50.015, 50.015])
    assert list(districts) == ["M2", "M1"]
    assert list(neighbourhoods) == ["M201", "M101"]


def test_given_districts_that_differ_are_kept(engine, settings, tiny):
    wider = _frame(tiny, "district")
    wider.loc[0, "geometry"] = shapely.box(9.95, 50.0, 10.04, 50.1)
    save_levels(engine, settings, tiny, {"district": wider, "neighbourhood": _frame(tiny, "neighbourhood")}, ORIGIN)
    assert load(engine, tiny, "district").total_bounds[0] == pytest.approx(9.95)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda f: f.assign(id=["X9", *f["id"][1:]]), "X9"),
        (lambda f: f.assign(id=["M102", *f["id"][1:]]), "M102"),
        (lambda f: f.set_geometry([shapely.Polygon(), *f.geometry[1:]], crs=f.crs), "M101"),
    ],
)
def test_a_wrong_set_is_refused_and_nothing_changes(saved, engine, settings, tiny, change, words):
    before = shape_sets(engine, tiny)
    with pytest.raises(BadInput, match=words):
        save_levels(engine, settings, tiny, {"neighbourhood": change(_frame(tiny, "neighbourhood"))}, ORIGIN)
    assert shape_sets(engine, tiny) == before
    assert len(load(engine, tiny, "neighbourhood")) == 8


def test_a_failure_while_storing_changes_nothing(saved, engine, settings, tiny):
    before = shape_sets(engine, tiny)
    with engine.begin() as connection:
        connection.execute(
            text("CREATE TRIGGER refuse BEFORE INSERT ON shape WHEN new.level='neighbourhood' BEGIN SELECT RAISE(ABORT,'disk'); END")
        )
    with pytest.raises(Exception, match="disk"):
        save_levels(engine, settings, tiny, {"neighbourhood": _frame(tiny, "neighbourhood")}, {**ORIGIN, "kind": "official"})
    assert shape_sets(engine, tiny) == before
    assert len(load(engine, tiny, "district")) == 3


def test_before_the_first_build_it_says_so(engine, tiny):
    assert shape_sets(engine, tiny) == {}
    with pytest.raises(NotBuilt, match="geodata build"):
        locate(engine, tiny, [10.0], [50.0])
    with pytest.raises(NotBuilt, match="district"):
        load(engine, tiny, "district")

"""The base picture: neighbours, water and transit under the areas."""

import json
import shutil

import brotli
import geopandas as gpd
import pytest
import shapely

from geodata.boundaries.base import base_picture, frame
from geodata.city import load_city
from geodata.errors import BadInput

WIRE_BUDGET_BYTES = 45_000


def _features(city):
    return gpd.GeoDataFrame.from_features(json.loads(base_picture(city))["features"], crs=4326)


@pytest.fixture(scope="module")
def seoul():
    return load_city("seoul")


@pytest.fixture(scope="module")
def picture(seoul):
    return _features(seoul)


def test_the_made_up_city_has_water_and_transit_but_no_korean_neighbours(tiny):
    found = _features(tiny)
    assert sorted(found["kind"]) == ["river", "stream", "transit"]
    river = found[found["kind"] == "river"].to_crs(tiny.metric_crs).geometry.iloc[0]
    assert river.geom_type == "Polygon"
    across = river.intersection(
        gpd.GeoSeries([shapely.LineString([(10.06, 50.0), (10.06, 50.08)])], crs=4326).to_crs(tiny.metric_crs).iloc[0]
    )
    assert across.length == pytest.approx(320, rel=0.05)  # the width the pack gives at the new bridge
    transit = found[found["kind"] == "transit"].iloc[0]
    assert (transit["line"], transit["name_en"], len(transit.geometry.geoms)) == ("A", "Line A", 2)


def test_a_pack_without_base_files_still_has_a_picture(tiny_pack, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(tiny_pack, pack, ignore=shutil.ignore_patterns("base"))
    assert json.loads(base_picture(load_city(str(pack)))) == {"type": "FeatureCollection", "features": []}


@pytest.mark.parametrize(("old", "new", "words"), [(",300", ",wide", "width_m of .*old bridge"), ("stream,", "canal,", "canal")])
def test_a_row_that_cannot_be_drawn_is_named(tiny_pack, tmp_path, old, new, words):
    pack = tmp_path / "pack"
    shutil.copytree(tiny_pack, pack)
    file = pack / "base" / "river.csv"
    file.write_text(file.read_text().replace(old, new))
    with pytest.raises(BadInput, match=words):
        base_picture(load_city(str(pack)))


def test_the_seoul_picture_is_small_and_complete(picture, seoul):
    assert len(brotli.compress(base_picture(seoul), quality=9)) <= WIRE_BUDGET_BYTES
    assert picture.geometry.is_valid.all()
    assert shapely.box(*frame(seoul)).buffer(1e-4).contains(shapely.box(*picture.total_bounds))
    assert {"Gwacheon", "Guri", "Hanam", "Gwangmyeong"} <= set(picture[picture["kind"] == "neighbour"]["name_en"])
    assert list(picture[picture["kind"] == "transit"]["line"]) == [str(n) for n in range(1, 10)]
    assert "Han River" in set(picture[picture["kind"] == "river"]["name_en"])
    assert not picture[["kind", "name_ko", "name_en"]].isna().any().any()


def test_no_neighbour_is_a_district_of_the_city(picture, seoul):
    neighbours = shapely.union_all(picture[picture["kind"] == "neighbour"].geometry.to_numpy())
    assert not shapely.contains_xy(neighbours, [a.lon for a in seoul.neighbourhoods], [a.lat for a in seoul.neighbourhoods]).any()


def test_the_han_river_lies_where_the_mapped_water_is(picture, seoul, shared):
    """East of 127.024°E only: further west the mapped banks in that file are closed by straight chords across the land."""
    mapped = gpd.read_file(shared / "basemap" / "seoul_osm_nature.json")
    window = gpd.GeoSeries([shapely.box(127.024, 37.5, 127.2, 37.6)], crs=4326).to_crs(seoul.metric_crs).iloc[0]
    water = mapped[mapped["k"] == "water"].to_crs(seoul.metric_crs)
    broad = shapely.union_all(water[water.area > 5e5].geometry.make_valid().to_numpy()).intersection(window)
    drawn = picture[picture["kind"] == "river"].to_crs(seoul.metric_crs).geometry.iloc[0].intersection(window)
    assert drawn.intersection(broad).area / drawn.area > 0.9
    assert drawn.intersection(broad).area / broad.area > 0.85  # the rest is the mouths of streams

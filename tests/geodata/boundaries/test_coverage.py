"""Cleaning, simplifying and encoding coverages."""

import json

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.boundaries.coverage import clean, dissolve, encode, simplify
from geodata.errors import BadInput


def _frame(*outlines, crs=25832):
    return gpd.GeoDataFrame({"id": [f"A{n}" for n in range(len(outlines))]}, geometry=list(outlines), crs=crs)


def _at(x, y, width, height):
    return shapely.box(600_000 + x, 5_500_000 + y, 600_000 + x + width, 5_500_000 + y + height)


def test_a_valid_coverage_is_left_alone():
    frame = _frame(_at(0, 0, 100, 100), _at(100, 0, 100, 100))
    cleaned, cleaning = clean(frame, 25832)
    assert (cleaning.repaired, cleaning.gaps_m2, cleaning.overlaps_m2) == ((), 0, 0)
    assert cleaned.geometry.geom_equals(frame.geometry).all()


def test_overlaps_and_slits_are_mended_and_measured():
    cleaned, cleaning = clean(_frame(_at(0, 0, 105, 100), _at(100, 0, 100, 100), _at(208, 0, 100, 100)), 25832)
    assert cleaning.overlaps_m2 == pytest.approx(500)
    outlines = np.asarray(cleaned.geometry.array)
    assert shapely.coverage_is_valid(outlines)
    assert shapely.area(outlines).sum() == pytest.approx(30_000)  # a slit open to the outside stays


def test_an_enclosed_slit_is_filled():
    ring = _at(0, 0, 300, 300).difference(_at(100, 100, 100, 100))
    _, cleaning = clean(_frame(ring, _at(100, 100, 92, 100)), 25832)
    assert cleaning.gaps_m2 == pytest.approx(800)


def test_a_broken_ring_is_mended_and_named():
    bow_tie = shapely.Polygon([(600_000, 5_500_000), (600_100, 5_500_100), (600_100, 5_500_000), (600_000, 5_500_100)])
    cleaned, cleaning = clean(_frame(bow_tie, _at(100, 0, 100, 100)), 25832)
    assert cleaning.repaired == ("A0",)
    assert cleaned.geometry.is_valid.all()
    assert cleaned.area[0] == pytest.approx(5_000)


@pytest.mark.parametrize("outline", [shapely.Polygon(), None, shapely.Point(600_000, 5_500_000)])
def test_an_area_without_outline_is_refused_by_name(outline):
    with pytest.raises(BadInput, match="A1"):
        clean(_frame(_at(0, 0, 100, 100), outline), 25832)


def test_simplified_borders_stay_shared():
    wave = [(600_000 + 10 * np.sin(n / 3), 5_500_000 + 10 * n) for n in range(101)]
    west = shapely.Polygon([*wave, (599_500, 5_501_000), (599_500, 5_500_000)])
    east = shapely.Polygon([*wave, (600_500, 5_501_000), (600_500, 5_500_000)])
    coarse = simplify(_frame(west, east), 20)
    outlines = np.asarray(coarse.geometry.array)
    assert shapely.coverage_is_valid(outlines)
    assert shapely.get_num_coordinates(outlines).sum() < 100


def test_dissolved_areas_have_exactly_the_borders_of_their_parts():
    frame = _frame(_at(0, 0, 100, 100), _at(100, 0, 100, 100), _at(200, 0, 100, 100))
    joined = dissolve(frame, {"A0": "D1", "A1": "D1", "A2": "D2"})
    assert list(joined["id"]) == ["D1", "D2"]
    assert joined.geometry[0].equals(_at(0, 0, 200, 100))


def test_encoding_is_lon_lat_with_five_decimals_and_ids():
    frame = _frame(shapely.box(10.123456789, 50, 10.2, 50.1), crs=4326).assign(parent=["D1"])
    feature = json.loads(encode(frame))["features"][0]
    assert (feature["id"], feature["properties"]) == ("A0", {"id": "A0", "parent": "D1"})
    assert feature["geometry"]["type"] == "Polygon"
    assert [10.12346, 50.0] in feature["geometry"]["coordinates"][0]

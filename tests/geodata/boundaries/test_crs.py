"""Recognising the CRS of a file from the register's points."""

from pathlib import Path

import geopandas as gpd
import numpy as np
import pyproj
import pytest
import shapely

from geodata.boundaries.crs import find_crs, to_wgs84
from geodata.boundaries.match import match_rows
from geodata.city import City, load_city
from geodata.errors import BadInput
from tests.geodata.boundaries.files import tiny_frame


def _outlines(frame: gpd.GeoDataFrame) -> np.ndarray:
    return np.asarray(frame.geometry.array)


@pytest.mark.parametrize("level", ["district", "neighbourhood"])
@pytest.mark.parametrize("epsg", [4326, 25832, 32632, 31467, 3857])
def test_missing_crs_is_recognised(tiny: City, tiny_pack: Path, level: str, epsg: int) -> None:
    true = tiny_frame(tiny_pack, level)
    moved = true.to_crs(epsg)
    located = find_crs(_outlines(moved), list(true["id"]), tiny, level)
    assert located.how == "recognised"
    back = to_wgs84(moved.set_crs(None, allow_override=True), located)
    assert shapely.hausdorff_distance(_outlines(back), _outlines(true)).max() < 5e-6


def test_declared_crs_is_used_and_checked(tiny: City, tiny_pack: Path) -> None:
    frame = tiny_frame(tiny_pack).to_crs(31467)
    located = find_crs(_outlines(frame), list(frame["id"]), tiny, "neighbourhood", frame.crs)
    assert (located.how, located.fit.crs.to_epsg()) == ("declared", 31467)
    assert "8 of 8" in located.sentence


@pytest.mark.parametrize(("really", "said"), [(25832, 4326), (4326, 25832), (31467, 25832), (4314, 4326)])
def test_a_wrong_declaration_is_not_believed(tiny: City, tiny_pack: Path, really: int, said: int) -> None:
    frame = tiny_frame(tiny_pack).to_crs(really)
    located = find_crs(_outlines(frame), list(frame["id"]), tiny, "neighbourhood", pyproj.CRS(said))
    assert (located.how, located.fit.crs.to_epsg()) == ("recognised", really)
    assert f"declared by the file is EPSG:{said}, which does not fit" in located.sentence


@pytest.mark.parametrize("epsg", [4326, 25832])
def test_swapped_axes_are_seen(tiny: City, tiny_pack: Path, epsg: int) -> None:
    true = tiny_frame(tiny_pack)
    swapped = shapely.transform(_outlines(true.to_crs(epsg)), lambda xy: xy[:, ::-1])
    located = find_crs(swapped, list(true["id"]), tiny, "neighbourhood", pyproj.CRS(epsg))
    assert located.fit.swapped
    assert "with swapped axes" in located.sentence
    back = to_wgs84(gpd.GeoDataFrame(geometry=list(swapped)), located)
    assert shapely.hausdorff_distance(_outlines(back), _outlines(true)).max() < 5e-6


def test_given_crs_must_fit(tiny: City, tiny_pack: Path) -> None:
    frame = tiny_frame(tiny_pack).to_crs(25832)
    assert find_crs(_outlines(frame), list(frame["id"]), tiny, "neighbourhood", given="EPSG:25832").how == "given"
    with pytest.raises(BadInput, match="do not lie in mirae"):
        find_crs(_outlines(frame), list(frame["id"]), tiny, "neighbourhood", given="EPSG:3857")
    with pytest.raises(BadInput, match="is not a coordinate reference system"):
        find_crs(_outlines(frame), list(frame["id"]), tiny, "neighbourhood", given="EPSG:nonsense")


def test_outlines_elsewhere_are_refused(tiny: City, tiny_pack: Path) -> None:
    frame = tiny_frame(tiny_pack)
    away = frame.set_geometry(frame.translate(30, -20))
    with pytest.raises(BadInput, match="do not lie in mirae in any CRS"):
        find_crs(_outlines(away), list(frame["id"]), tiny, "neighbourhood", frame.crs)


@pytest.mark.parametrize("level", ["gu", "dong"])
@pytest.mark.parametrize("epsg", [4326, 5179, 5181, 5186, 5174, 2097, 5178, 4162, 32652, 3857])
def test_korean_systems_on_official_outlines(shared: Path, level: str, epsg: int) -> None:
    """GRS 80 and Bessel belts differ by about 300 m: the register's points tell them apart, at both levels."""
    city = load_city("seoul")
    frame = gpd.read_file(shared / "boundaries" / f"seoul_{level}_kostat2018_simple.geojson").to_crs(epsg)
    name = "district" if level == "gu" else "neighbourhood"
    ids = match_rows(frame.drop(columns="geometry"), city, name).ids
    assert find_crs(_outlines(frame), ids, city, name).fit.crs.to_epsg() == epsg


def test_outlines_of_2013_are_bessel_called_wgs84(shared: Path) -> None:
    """The published GeoJSON of 2013 lies 300 m beside the truth: its Bessel degrees were never converted."""
    city = load_city("seoul")
    frame = gpd.read_file(shared / "boundaries" / "seoul_dong_kostat2013_simple.geojson")
    ids = match_rows(frame.drop(columns="geometry"), city, "neighbourhood").ids
    located = find_crs(_outlines(frame), ids, city, "neighbourhood", frame.crs, stated=False)
    assert located.fit.crs.to_epsg() == 4162
    assert located.fit.offset_m < 20

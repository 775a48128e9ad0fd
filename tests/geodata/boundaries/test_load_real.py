"""The official outlines of 2018 in the shapes they are really passed around in."""

import time
from pathlib import Path

import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.boundaries.load import import_outlines
from geodata.boundaries.store import load
from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.settings import Settings
from tests.geodata.boundaries.files import shapefile, write

VINTAGE = "2019-12-31"


@pytest.fixture
def seoul(tmp_path: Path) -> Settings:
    home = tmp_path / "home"
    home.mkdir()
    return Settings(home=home, city="seoul")


def _file(frame: gpd.GeoDataFrame, folder: Path, kind: str) -> Path:
    if kind == "shp 5174 cp949, names only":
        return shapefile(frame[["name", "geometry"]].to_crs(5174), folder / "a.shp", prj=False)
    if kind == "shp 5181 said to be 5186":
        path = shapefile(frame.to_crs(5181), folder / "a.shp")
        frame.to_crs(5186).iloc[:1].to_file(folder / "b.shp", engine="pyogrio")
        (folder / "b.prj").rename(path.with_suffix(".prj"))
        return path
    if kind == "fgb 5179, numeric codes":
        return write(frame.assign(code=frame["code"].astype(int)).to_crs(5179), folder / "a.fgb")
    if kind == "geojson, swapped axes":
        return write(
            frame.set_geometry(gpd.GeoSeries(shapely.transform(np.asarray(frame.geometry.array), lambda xy: xy[:, ::-1]), crs=4326)),
            folder / "a.geojson",
        )
    return write(frame.to_crs(5186), folder / "a.gpkg")


@pytest.mark.parametrize(
    ("kind", "crs", "how"),
    [
        ("shp 5174 cp949, names only", "EPSG:5174", "recognised"),
        ("shp 5181 said to be 5186", "EPSG:5181", "recognised"),
        ("fgb 5179, numeric codes", "EPSG:5179", "declared"),
        ("geojson, swapped axes", "EPSG:4326 with swapped axes", "recognised"),
        ("gpkg 5186", "EPSG:5186", "declared"),
    ],
)
def test_every_disguise_gives_the_official_map(shared: Path, seoul: Settings, tmp_path: Path, kind: str, crs: str, how: str) -> None:
    true = gpd.read_file(shared / "boundaries" / "seoul_dong_kostat2018.geojson")
    path = _file(true, tmp_path, kind)
    engine = open_engine(seoul)
    start = time.monotonic()
    report = import_outlines(engine, seoul, path, "neighbourhood", VINTAGE)
    assert time.monotonic() - start < 30
    assert (report.matched, report.crs, report.how) == (424, crs, how)
    city = load_city("seoul")
    by_code = true.to_crs(5179).set_index("code").geometry
    shown = load(engine, city, "neighbourhood").to_crs(5179).set_index("id").geometry
    wrong_m2 = sum(shown[a.id].symmetric_difference(shapely.make_valid(by_code[a.codes["kostat"]])).area for a in city.neighbourhoods)
    assert wrong_m2 < 1e-4 * shown.area.sum()
    engine.dispose()


def test_official_levels_agree(shared: Path, seoul: Settings) -> None:
    """The two official files of 2018 draw the same district borders; the road-name file of 2015 does not."""
    engine = open_engine(seoul)
    import_outlines(engine, seoul, shared / "boundaries" / "seoul_dong_kostat2018.geojson", "neighbourhood", VINTAGE)
    same = import_outlines(engine, seoul, shared / "boundaries" / "seoul_gu_kostat2018.geojson", "district", VINTAGE)
    assert not any("disagree" in note for note in same.notes)
    other = import_outlines(engine, seoul, shared / "boundaries" / "seoul_gu_juso2015_simple.geojson", "district", VINTAGE)
    assert any("disagree in 25 of 25 districts" in note for note in other.notes)
    engine.dispose()

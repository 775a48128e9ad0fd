import shutil

import geopandas as gpd
import numpy as np
import pytest
from sqlalchemy import select

from geodata.boundaries import store as outlines
from geodata.city import load_city
from geodata.connector import Feature
from geodata.db.schema import place
from geodata.errors import BadInput, NotBuilt
from geodata.places.builtin import build_places, builtin_topics, known_topics, load_builtin, read_pack_places
from geodata.places.demo import demo_points, demo_sizes
from geodata.places.read import active, counts, detail
from geodata.places.relocate import relocate
from geodata.places.store import save_places

SOURCE = {"title": {"ko": "시험", "en": "test"}}


@pytest.fixture
def pack(tmp_path, tiny_pack):
    """A copy of the made-up pack that a test may change."""
    return shutil.copytree(tiny_pack, tmp_path / "pack")


def test_every_topic_of_the_pack_gets_its_set_once(placed, settings, tiny):
    first = build_places(placed, settings, tiny)
    assert set(first.loaded) == {"fire_stations", "cctv", "traffic_cctv", "wifi", "bikes"}  # what demonstration feeds play is not stored
    second = build_places(placed, settings, tiny)
    assert second.loaded == {}
    assert second.kept == first.loaded
    assert str(second).startswith("0 sets loaded (0 rows), 5 kept")


def test_demonstration_sets_have_the_packs_sizes_and_say_so(placed, settings, tiny):
    build_places(placed, settings, tiny)
    for topic in ("cctv", "wifi", "bikes"):
        sizes = {size.district: size.count for size in demo_sizes(tiny) if size.topic == topic}
        assert counts(placed, tiny, topic, "district") == sizes
        row = active(placed, tiny, topic)
        assert (row.demo, row.placed) == (True, row.rows)
        assert "Demonstration" in row.source["title"]["en"]
    card = detail(placed, tiny, "cctv", "demo-M1-3")
    assert card["demo"] is card["props"]["demo"] is True
    assert card["name"] == "가람구 시연 카메라 3"
    assert card["props"]["name_en"] == "Garam-gu demo camera 3"


def test_demonstration_points_are_the_same_everywhere_but_differ_by_topic(placed, tiny):
    once, again, other = (demo_points(placed, tiny, topic) for topic in ("cctv", "cctv", "wifi"))
    assert np.array_equal(once.lons, again.lons)
    assert set(zip(once.lons, once.lats, strict=True)).isdisjoint(zip(other.lons, other.lats, strict=True))


def test_places_of_the_pack_are_not_demonstration(placed, settings, tiny):
    build_places(placed, settings, tiny)
    assert active(placed, tiny, "fire_stations").demo is False
    card = detail(placed, tiny, "fire_stations", "F1")
    assert (card["name"], card["kind"], card["district"]) == ("가람소방서", "station", "M1")
    assert card["props"] == {"name_en": "Garam Fire Station"}


def test_an_imported_set_is_never_replaced_by_a_build(placed, settings, tiny):
    save_places(placed, tiny, "cctv", [Feature("x", 10.02, 50.02)], SOURCE)
    build_places(placed, settings, tiny)
    assert active(placed, tiny, "cctv").rows == 1
    load_builtin(placed, tiny, "cctv")
    assert active(placed, tiny, "cctv").demo


def test_a_changed_pack_file_is_loaded_again(placed, settings, pack):
    city = load_city(str(pack))
    build_places(placed, settings, city)
    file = pack / "places" / "fire_stations.csv"
    file.write_text(file.read_text(encoding="utf-8") + "F9,새소방서,New Fire Station,,,station\n", encoding="utf-8")
    assert build_places(placed, settings, city).loaded == {"fire_stations": 5}
    assert active(placed, city, "fire_stations").placed == 4  # the new one has no position, and is kept


def test_the_head_of_a_pack_file_is_its_source(tmp_path, tiny):
    file = tmp_path / "x.csv"
    head = "# title_ko: 제목\n# title_en: Title\n# as_of: 2024-12-31\n# any other words\n"
    file.write_text(head + "id,name_ko,name_en,lon,lat,kind,error_m,phone\nA,가,a,10.02,50.02,k,30,02-1\nB,나#1,b,,,,,\n", encoding="utf-8")
    points, source = read_pack_places(file, tiny)
    assert (source["title"], source["as_of"]) == ({"ko": "제목", "en": "Title"}, "2024-12-31")
    assert points.props == [{"name_en": "a", "error_m": 30.0, "phone": "02-1"}, {"name_en": "b"}]
    assert points.names[1] == "나#1"
    assert np.isnan(points.lons).tolist() == [False, True]


def test_a_wrong_pack_row_is_named(tmp_path, tiny):
    file = tmp_path / "x.csv"
    file.write_text("id,name_ko,name_en,lon,lat,kind\nA,가,a,ten,50.02,k\n", encoding="utf-8")
    with pytest.raises(BadInput, match=r"x\.csv, id A: lon is 'ten'"):
        read_pack_places(file, tiny)
    file.write_text("id,lon,lat\nA,1,2\n", encoding="utf-8")
    with pytest.raises(BadInput, match="name_ko, name_en, kind are missing"):
        read_pack_places(file, tiny)


@pytest.mark.parametrize("line", ["M9,cctv,4", "M1,cctv,-1", "M1,cctv,few", "M1,cctv,400"])
def test_a_wrong_size_is_named(pack, line):
    file = pack / "demo.csv"
    text = file.read_text(encoding="utf-8") + line + "\n"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=rf"demo\.csv, line {len(text.splitlines())}:"):
        demo_sizes(load_city(str(pack)))


def test_topics_are_the_packs_and_those_that_have_a_set(placed, tiny):
    assert "road_incidents" not in builtin_topics(tiny)
    save_places(placed, tiny, "trees", [Feature("x", 10.02, 50.02)], SOURCE)
    assert known_topics(placed, tiny) == sorted([*builtin_topics(tiny), "trees"])
    with pytest.raises(BadInput, match="no built-in set of trees"):
        load_builtin(placed, tiny, "trees")


def test_without_outlines_nothing_can_be_placed(engine, settings, tiny):
    with pytest.raises(NotBuilt):
        build_places(engine, settings, tiny)
    assert active(engine, tiny, "cctv") is None


def test_new_outlines_place_every_set_again(placed, settings, tiny):
    build_places(placed, settings, tiny)
    save_places(placed, tiny, "cctv", [Feature("x", 10.02, 50.015, "엑스", props={"a": 1})], SOURCE, report={"read": 1})
    loaded_at = active(placed, tiny, "cctv").loaded_at
    # outlines that swap the first two neighbourhoods
    frame = outlines.load(placed, tiny, "neighbourhood")
    frame["id"] = frame["id"].replace({"M101": "M102", "M102": "M101"})
    outlines.save_levels(
        placed, settings, tiny, {"neighbourhood": gpd.GeoDataFrame(frame, crs=4326)}, {"kind": "file", "title": SOURCE["title"]}
    )
    assert set(relocate(placed, tiny)) == {"cctv", "fire_stations", "traffic_cctv", "wifi", "bikes"}
    assert relocate(placed, tiny) == []
    card, row = detail(placed, tiny, "cctv", "x"), active(placed, tiny, "cctv")
    assert (card["neighbourhood"], card["name"], card["props"]) == ("M102", "엑스", {"a": 1})
    assert (row.report, row.loaded_at) == ({"read": 1}, loaded_at)
    assert counts(placed, tiny, "cctv", "neighbourhood")["M102"] == 1
    with placed.connect() as connection:
        assert set(connection.execute(select(place.c.neighbourhood).where(place.c.fid == "F1")).scalars()) == {"M101"}

"""Card of one point, on the made-up city: names in the reader's language, fields, what is unknown."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.city import load_city
from geodata.source import Source
from geodata.text import Text
from layers import catalogue
from layers.feature import feature_card
from layers.figures import place_name
from layers.layer import Field, Layer
from tests.layers.test_panel import plain

CITY = load_city(str(Path(__file__).parents[1] / "tinycity"))
FIRST = CITY.districts[0].id
DONG = CITY.children(FIRST)[0].id
SOURCE = Source(Text("통계국", "Statistics office"), Text("출처 표시", "Attribution"), Text("인구", "Population"), as_of="2024-12-31")

NOW = datetime(2026, 11, 23, 5, 20, tzinfo=UTC)
CALL = {
    "id": "e1", "lon": 10.02, "lat": 50.05, "name": "화재", "kind": "fire", "observed_at": "2026-11-23T05:17:00+00:00",
    "district": FIRST, "neighbourhood": DONG, "demo": True,
    "props": {
        "title_ko": "가람1동 화재", "title_en": "Fire", "reported_at": "2026-11-23T05:00:00+00:00",
        "dispatched_at": "2026-11-23T05:01:10+00:00", "arrived_at": None, "units": 6,
    },
}  # fmt: skip


def test_card_of_a_live_feature() -> None:
    found = feature_card(catalogue.layers()["emergency_calls"], CALL, CITY, "en", now=NOW, source=SOURCE, freshness="demo")
    fields = {entry["key"]: entry["text"] for entry in found["fields"]}
    assert fields == {
        "kind": "Fire",
        "reported_at": "Mon 23 Nov 2026, 06:00 CET",
        "dispatched_at": "Mon 23 Nov 2026, 06:01 CET (+1 min 10 s)",
        "arrived_at": "not yet",
        "units": "6 units",
    }
    assert (found["title"], found["kind_text"], found["age"], found["demo"], found["freshness_text"]) == (
        "Fire",
        "Fire",
        "3 min ago",
        True,
        "Demonstration",
    )
    assert found["notes"] == ["Demonstration; not real."]
    assert found["place"] == place_name(CITY, DONG, "en")
    plain(found)


def test_card_of_a_place_leaves_out_what_the_provider_lacks() -> None:
    made_up = Layer(
        "made_up", Text("가", "A"), Text("나", "B"), "points", "status", "map", "#123456",
        card=(Field("phone", Text("전화", "Phone")), Field("lines", Text("노선", "Lines")), Field("level", Text("값", "Level"), Text("m", "m"), "number")),
    )  # fmt: skip
    place = {
        "id": "p",
        "lon": None,
        "lat": None,
        "name": None,
        "kind": "unknown kind",
        "district": None,
        "neighbourhood": None,
        "demo": False,
    }
    found = feature_card(
        made_up, place | {"props": {"lines": ["1", "2"], "level": 0.0273, "position_precision_m": "220"}}, CITY, "ko", now=NOW
    )
    assert [entry["text"] for entry in found["fields"]] == ["1, 2", "0.027 m"]
    assert (found["title"], found["kind_text"], found["colour"], found["age"]) == ("이름 없음", "unknown kind", "#123456", None)
    assert found["notes"] == ["정확한 위치를 알 수 없어 지도에는 표시하지 않습니다.", "주소로 추정한 위치로, 약 220 m 안에 있습니다."]


def test_the_title_is_in_the_readers_language_where_there_is_one() -> None:
    layer = catalogue.layers()["emergency_calls"]
    assert feature_card(layer, CALL, CITY, "ko", now=NOW)["title"] == "가람1동 화재"
    only_korean = CALL | {"props": {"title_ko": "가람1동 화재"}}
    assert feature_card(layer, only_korean, CITY, "en", now=NOW)["title"] == "가람1동 화재"


PLACE = {
    "id": "s",
    "lon": 10.02,
    "lat": 50.02,
    "name": "가람역",
    "kind": "station",
    "district": FIRST,
    "neighbourhood": DONG,
    "demo": False,
}


@pytest.mark.parametrize(
    ("lang", "name", "props", "title"),
    [
        ("ko", "가람역", {"name_en": "Garam Station"}, "가람역"),
        ("ko", "가람역", {"name_en": "Garam Station", "name_ko": "가람(시청)역"}, "가람(시청)역"),
        ("ko", None, {"name_en": "Garam Station"}, "Garam Station"),
        ("ko", "가람역", {"title_en": "Fire"}, "가람역"),
        ("en", "가람역", {"name_en": "Garam Station"}, "Garam Station"),
        ("en", "가람역", {}, "가람역"),
        ("en", None, {"name_ko": "가람역"}, "가람역"),
        ("en", "가람역", {"title_ko": "화재", "name_en": "Garam Station"}, "Garam Station"),
    ],
)
def test_a_name_in_the_other_language_comes_last(lang: str, name: str | None, props: dict[str, str], title: str) -> None:
    layer = catalogue.layers()["subway"]
    assert feature_card(layer, PLACE | {"name": name, "props": props}, CITY, lang, now=NOW)["title"] == title


def test_units_that_have_not_left_yet_are_no_missing_figure() -> None:
    waiting = CALL | {"props": CALL["props"] | {"dispatched_at": None, "units": None}}
    fields = feature_card(catalogue.layers()["emergency_calls"], waiting, CITY, "ko", now=NOW)["fields"]
    said = {entry["key"]: entry["text"] for entry in fields}
    assert (said["dispatched_at"], said["arrived_at"], said["units"]) == ("아직 없음", "아직 없음", "자료 없음")

"""Words of incidents: times, winds, distances, ages, and what has no word."""

from datetime import UTC, datetime
from typing import Any

import pytest

from geodata.city import City
from layers import incident as words

NOW = datetime(2026, 11, 24, 5, 0, 0, tzinfo=UTC)
FIRE: dict[str, Any] = {
    "id": "emergency_calls:1", "kind": "fire", "subkind": "fire", "severity": 3, "status": "dispatched", "title": {"ko": "불", "en": "Fire!"},
    "place": "1로", "district": "M2", "neighbourhood": "M201", "lon": 1.0, "lat": 2.0, "reported_at": "2026-11-24T04:00:00+00:00",
    "closed_at": None, "demo": False, "reports": 2,
}  # fmt: skip


@pytest.mark.parametrize(
    ("degrees", "ko", "en"),
    [(0, "북쪽", "N"), (22.4, "북쪽", "N"), (22.6, "북동쪽", "NE"), (90, "동쪽", "E"), (180, "남쪽", "S"), (292, "서쪽", "W"), (337.6, "북쪽", "N"), (359.9, "북쪽", "N")],
)  # fmt: skip
def test_winds(degrees: float, ko: str, en: str) -> None:
    assert (words.bearing(degrees, 100, "ko"), words.bearing(degrees, 100, "en")) == (ko, en)


def test_the_same_spot_has_no_wind() -> None:
    assert words.bearing(0.0, 0.0, "ko") == "같은 위치"
    assert words.bearing(None, 100, "ko") == ""


@pytest.mark.parametrize(
    ("at", "lang", "said"),
    [
        ("2026-11-24T04:59:58+00:00", "ko", "13:59:58"),
        ("2026-11-23T14:59:58+00:00", "ko", "2026. 11. 23.(월) 23:59:58"),
        ("2026-11-23T14:59:58+00:00", "en", "Mon 23 Nov 2026, 23:59:58"),
    ],
)
def test_moments_to_the_second_with_the_day_when_it_is_another(at: str, lang: str, said: str) -> None:
    assert words.clock(datetime.fromisoformat(at), "Asia/Tokyo", lang, NOW) == said


def test_distances_are_said_to_be_straight() -> None:
    assert (words.straight(1234, "ko"), words.straight(1234, "en")) == ("직선거리 1.2 km", "1.2 km in a straight line")


@pytest.mark.parametrize(
    ("state", "observed_at", "said"),
    [
        ("fresh", "2026-11-24T04:57:00+00:00", "최신 · 3분 전"),
        ("stale", "2022-07-07", "2022. 7. 7. 기준"),
        ("demo", "2022-07-07", "시연 · 2022. 7. 7. 기준"),
        ("stale", None, "기준일 모름"),
        ("missing", None, "없음"),
    ],
)
def test_how_fresh_in_words(state: str, observed_at: str | None, said: str) -> None:
    assert words.how_fresh(state, observed_at, NOW, "ko") == said


def test_a_composite_says_what_is_worst_and_what_is_oldest() -> None:
    live, old = {"state": "fresh", "observed_at": "2026-11-24T04:57:00+00:00"}, {"state": "stale", "observed_at": "2022-07-07"}
    assert words.composite([live, old], NOW, "ko") == {
        "state": "stale",
        "observed_at": "2022-07-07",
        "text": "일부 오래됨 · 가장 오래된 것 2022. 7. 7.",
    }
    assert words.composite([live, live], NOW, "en")["text"] == "Up to date · 3 min ago"
    assert words.composite([], NOW, "ko")["state"] == "missing"
    assert words.composite([live, {"state": "missing", "observed_at": None}], NOW, "en")["text"] == "partly missing · oldest part 3 min ago"


def test_a_row_is_ready_to_be_read(tiny: City) -> None:
    row = words.row(FIRE, tiny, "en")
    assert (row["topic"], row["kind_text"], row["subkind_text"], row["severity_text"], row["status_text"]) == (
        "emergency_calls", "Fire", None, "Serious", "Dispatched",
    )  # fmt: skip
    assert (row["title"], row["where"]) == ("Fire!", "Naru 1-dong, Naru-gu · 1로")


def test_what_has_no_word_stays_as_it_is(tiny: City) -> None:
    odd = FIRE | {
        "kind": "meteor",
        "status": "odd",
        "severity": 9,
        "subkind": "iron",
        "title": {},
        "district": "X",
        "neighbourhood": None,
        "place": None,
    }
    row = words.row(odd, tiny, "ko")
    assert (row["kind_text"], row["status_text"], row["severity_text"], row["subkind_text"], row["title"]) == (
        "meteor",
        "odd",
        "9",
        "iron",
        "meteor",
    )
    assert row["where"] == "위치 구역을 알 수 없음"
    assert words.title(FIRE | {"title": {"ko": "불", "en": ""}}, "en") == "불"


@pytest.mark.parametrize("told", [None, "", "soon", "2026-11-24T05:00:00", 7])
def test_what_is_no_moment_is_none(told: object) -> None:
    assert words.moment(told) is None


def test_a_place_that_only_names_the_area_is_not_said_twice(tiny: City) -> None:
    area = tiny.neighbourhoods[0]
    here = {"neighbourhood": area.id, "district": area.parent}
    assert words.place({**here, "place": area.name.ko}, tiny) == ""
    assert words.place({**here, "place": area.name.en}, tiny) == ""
    assert words.place({**here, "place": "시청 앞"}, tiny) == "시청 앞"
    assert words.place(here, tiny) == ""

"""Words of an order in both languages: time left, overdue, due times to choose from."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from geodata.city import City
from geodata.text import Text
from layers import order as words

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)


def order(**changed: Any) -> dict[str, Any]:
    """An open order, due in 90 minutes."""
    due = (NOW + timedelta(minutes=90)).isoformat()
    step = {"at": NOW.isoformat(), "action": "give", "from": None, "to": "given", "by": "kim", "note": None}
    recipient = {
        "department": {"ko": "재난상황과", "en": "Disaster desk"},
        "duty": {"ko": "당직", "en": "Duty"},
        "name": None,
        "demo": True,
    }
    about = {
        "title": {"ko": "화재", "en": "Fire"},
        "place": "12 Main",
        "areas": [{"ko": "가람구", "en": "Garam-gu"}],
        "link": "feature=a%3Ab",
        "demo": False,
    }
    return {
        "id": "o1", "text": "x", "state": "given", "overdue": False, "recipient": recipient, "given_by": "kim", "given_at": NOW.isoformat(),
        "due_at": due, "subject": {"incident": "a:b"}, "about": about, "steps": [step],
    } | changed  # fmt: skip


@pytest.mark.parametrize(
    ("lang", "state", "left", "to", "where"),
    [
        ("ko", "전달됨", "남은 시간 1시간 30분", "재난상황과 · 당직", "가람구 · 12 Main"),
        ("en", "given", "1 h 30 min left", "Disaster desk · Duty", "Garam-gu · 12 Main"),
    ],
)
def test_an_order_in_words(lang: str, state: str, left: str, to: str, where: str) -> None:
    row = words.row(order(), lang, "Asia/Tokyo", NOW, {"kim": Text("김당직", "Kim")})
    assert (row["state_text"], row["left_text"], row["to"], row["where"]) == (state, left, to, where)
    assert row["map"] == f"/?feature=a%3Ab&lang={lang}"
    assert row["given_by"] == {"ko": "김당직", "en": "Kim"}[lang]
    assert "13:30" in row["due_text"]
    assert row["demo"] is True


def test_overdue_is_said_in_words_and_a_closed_order_has_no_time_left() -> None:
    late = order(overdue=True, due_at=(NOW - timedelta(minutes=3)).isoformat())
    row = words.row(late, "ko", "UTC", NOW, {})
    assert (row["overdue_text"], row["left_text"], row["given_by"]) == ("기한 지남", "기한을 3분 넘김", "kim")
    assert words.row(order(state="done"), "en", "UTC", NOW, {})["left_text"] == ""
    assert (
        words.row(order(about={"title": None, "place": None, "areas": [], "link": ""}), "en", "UTC", NOW, {})["about"] == "No longer kept"
    )


def test_this_evening_is_offered_while_it_is_to_come(tiny: City) -> None:
    assert [due["label"] for due in words.dues(tiny, "ko", NOW)] == ["15분 뒤", "30분 뒤", "1시간 뒤", "오늘 18:00"]
    assert words.dues(tiny, "en", NOW)[3]["due"] == {"at": "2026-11-24T18:00:00+01:00"}
    assert len(words.dues(tiny, "en", NOW.replace(hour=18))) == 3

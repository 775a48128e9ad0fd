"""The one rule of freshness: the worst part decides, the oldest moment is told, and each form of period has its own patience."""

from datetime import date

import pytest

from geodata.freshness import composite, form_of, of_period, of_places, part, stale_after_s, together, worst

TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("states", "expected"),
    [
        (["fresh", "demo"], "demo"),
        (["demo", "stale", "fresh"], "stale"),
        (["stale", "missing"], "missing"),
        (["fresh"], "fresh"),
        ([], "missing"),
    ],
)
def test_the_worst_state_is_told(states: list, expected: str) -> None:
    assert worst(states) == expected


def test_a_composite_is_as_bad_as_its_worst_part_and_as_old_as_its_oldest() -> None:
    parts = [
        {"state": "fresh", "observed_at": "2026-11-24T01:00:00+00:00", "id": "air"},
        part("stale", "2024"),
        {"state": "missing", "observed_at": None},
    ]
    found = composite(parts)
    assert (found["state"], found["observed_at"]) == ("missing", "2024-12-31")
    assert found["parts"] == parts
    assert together(parts) == {"state": "missing", "observed_at": "2024-12-31"}
    assert together([]) == {"state": "missing", "observed_at": None}
    same_day = [part("fresh", "2026-11-24"), {"state": "fresh", "observed_at": "2026-11-24T01:00:00+00:00"}]
    assert together(same_day)["observed_at"] == "2026-11-24T01:00:00+00:00"  # a day lasts until its end


@pytest.mark.parametrize(
    ("as_of", "told"),
    [
        ("2024", "2024-12-31"),
        ("2024H1", "2024-06-30"),
        ("2024-05-31T14", "2024-05-31"),
        ("2026-11-24T01:02:03+00:00", "2026-11-24T01:02:03+00:00"),
        ("unknown", None),
        (None, None),
    ],
)
def test_a_part_tells_its_period_as_a_moment(as_of: str | None, told: str | None) -> None:
    assert part("fresh", as_of) == {"state": "fresh", "observed_at": told}


@pytest.mark.parametrize(
    ("period", "form", "last_fresh", "first_stale"),
    [
        ("2024", "year", date(2026, 12, 31), date(2027, 1, 1)),
        ("2025H1", "half", date(2026, 12, 30), date(2026, 12, 31)),
        ("2025Q3", "quarter", date(2026, 9, 30), date(2026, 10, 1)),
        ("2026-05", "month", date(2026, 11, 30), date(2026, 12, 1)),
        ("2026-09-25", "day", date(2026, 11, 24), date(2026, 11, 25)),
    ],
)
def test_every_form_of_period_has_its_own_limit(period: str, form: str, last_fresh: date, first_stale: date) -> None:
    assert form_of(period) == form
    assert (of_period(period, last_fresh), of_period(period, first_stale)) == ("fresh", "stale")
    assert stale_after_s(period) >= 60 * 86400


def test_without_a_date_figures_are_missing_and_places_old() -> None:
    assert of_period(None, TODAY) == of_period("soon", TODAY) == "missing"
    assert of_places(None, False, TODAY) == "stale"
    assert (of_places("2022", True, TODAY), of_places("2025-12-01", False, TODAY)) == ("demo", "fresh")

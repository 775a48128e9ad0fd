"""The situation room's part of a view: the moment shown, pins, the circle."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from geodata.city import load_city
from layers.state import MAX_PINS
from layers.view import ViewState, explain, initial, next_view, parse, to_query
from tests.conftest import TINY

CITY = load_city(str(TINY))
START = initial(CITY)


def step(event: dict, view: ViewState = START) -> ViewState:
    return next_view(view, event, CITY)


def test_a_past_minute_is_shown_and_left_again() -> None:
    past = step({"type": "at", "value": "2026-01-02T03:04Z"})
    assert past.at == "2026-01-02T03:04Z"
    assert "at=2026-01-02T03:04Z" in to_query(past).replace("%3A", ":")
    assert parse(to_query(past), CITY)[0].at == past.at
    assert step({"type": "at", "value": None}, past).at is None


@pytest.mark.parametrize(
    "value", ["2026-02-31T00:00Z", "2026-01-02T03:04", "yesterday", "2026-01-02T03:04:05Z", 5, "", "٢٠٢٦-01-02T03:04Z"]
)
def test_what_is_no_past_minute_is_refused_in_words(value: object) -> None:
    assert step({"type": "at", "value": value}) == START
    refused = explain(START, {"type": "at", "value": value}, CITY)
    assert refused
    assert "시각" in refused.ko


def test_the_future_cannot_be_shown() -> None:
    ahead = (datetime.now(UTC) + timedelta(minutes=2)).strftime("%Y-%m-%dT%H:%MZ")
    assert step({"type": "at", "value": ahead}) == START
    view, problems = parse(f"at={ahead}", CITY)
    assert view.at is None
    assert len(problems) == 1


def test_incidents_are_pinned_side_by_side_up_to_three() -> None:
    view = START
    for n in range(MAX_PINS):
        view = step({"type": "pin", "id": f"emergency_calls:c{n}", "on": True}, view)
    assert view.pins == tuple(f"emergency_calls:c{n}" for n in range(MAX_PINS))
    assert step({"type": "pin", "id": "emergency_calls:more", "on": True}, view) == view
    assert "나란히" in explain(view, {"type": "pin", "id": "emergency_calls:more", "on": True}, CITY).ko  # type: ignore[union-attr]
    assert step({"type": "pin", "id": "emergency_calls:c1", "on": False}, view).pins == ("emergency_calls:c0", "emergency_calls:c2")
    assert parse(to_query(view), CITY)[0].pins == view.pins


def test_pinning_twice_keeps_one() -> None:
    once = step({"type": "pin", "id": "emergency_calls:a", "on": True})
    assert step({"type": "pin", "id": "emergency_calls:a", "on": True}, once) == once


@pytest.mark.parametrize("event", [{"id": "nowhere:1", "on": True}, {"id": "emergency_calls:a|b", "on": True}, {"id": "emergency_calls:a"}])
def test_a_pin_that_cannot_be_is_refused(event: dict) -> None:
    assert step({"type": "pin", **event}) == START


@pytest.mark.parametrize(("value", "kept"), [(100, 100), ("1500", 1500), (5000, 5000), (99, 500), (5001, 500), (True, 500), ("1e3", 500)])
def test_the_circle_has_bounds(value: object, kept: int) -> None:
    assert step({"type": "radius", "value": value}).radius == kept


def test_the_ordinary_view_writes_nothing_of_it() -> None:
    assert not {"at", "pins", "radius"} & {pair.split("=")[0] for pair in to_query(START).split("&")}
    assert to_query(replace(START, radius=800)).endswith("radius=800")

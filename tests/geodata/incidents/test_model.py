"""The state machine of an incident's life, as a table; severities; what is out of order."""

from itertools import pairwise, product

import pytest

from geodata.feeds.choice import connectors
from geodata.incidents.model import (
    FLAG_CODES,
    KINDS,
    SEVERITIES,
    STAGES,
    STATUSES,
    TOPICS,
    disorder,
    flag,
    is_legal,
    kind_of,
    kinds_of,
    next_status,
    reached,
    severity_of,
)  # fmt: skip


@pytest.mark.parametrize(("before", "told"), list(product(STATUSES, STATUSES)))
def test_going_on_staying_and_closing_are_legal_and_going_back_is_not(before: str, told: str) -> None:
    forward = STATUSES.index(told) >= STATUSES.index(before)
    assert is_legal(before, told) == forward
    after, legal = next_status(before, told)
    assert legal == forward
    # a stage once reached stays, but what was closed and is told of again is open
    assert after == (told if forward or before == "closed" else before)


def test_every_life_begins_anywhere_and_may_close_from_anywhere() -> None:
    assert STATUSES == ("reported", "dispatched", "arrived", "controlled", "closed")
    for status in STATUSES:
        assert next_status(None, status) == (status, True)
        assert next_status(status, "closed") == ("closed", True)
    assert all(is_legal(a, b) and not is_legal(b, a) for a, b in pairwise(STATUSES))


@pytest.mark.parametrize(
    ("times", "stage", "why"),
    [
        ({"reported": "2", "dispatched": "3"}, "dispatched", None),
        ({"reported": "2", "dispatched": "2"}, "dispatched", None),
        ({"reported": "2", "arrived": "1"}, "arrived", "before_call"),
        ({"reported": "2", "dispatched": "4", "arrived": "3"}, "arrived", "out_of_order"),
        ({"reported": "2", "arrived": None}, "arrived", None),
        ({"arrived": "1"}, "arrived", None),
        ({"reported": "2", "closed": "1"}, "closed", "before_call"),
    ],
)
def test_a_stage_cannot_lie_before_the_call_or_an_earlier_stage(times: dict[str, str | None], stage: str, why: str | None) -> None:
    assert disorder(times, stage) == why


def test_the_furthest_stage_with_a_time_counts() -> None:
    assert reached({}) == "reported"
    assert reached({"reported": "1", "arrived": "2", "dispatched": None}) == "arrived"


@pytest.mark.parametrize(
    ("kind", "subkind", "told", "units", "severity"),
    [
        ("medical", None, 4, None, 4),
        ("medical", None, None, None, 2),
        ("medical", None, None, 3, 3),
        ("fire", "fire", None, 2, 3),
        ("fire", "fire", None, 6, 4),
        ("fire", "fire", None, 5, 4),
        ("road", "works", None, None, 1),
        ("road", "crash", None, None, 2),
        ("facility", None, None, None, 1),
        ("fire", None, 7, None, 3),
        ("fire", None, True, None, 3),
        ("fire", None, "4", None, 3),
    ],
)
def test_severity_is_what_the_provider_says_else_a_declared_rule(
    kind: str, subkind: str | None, told: object, units: int | None, severity: int
) -> None:
    assert severity_of(kind, subkind, told, units) == severity


def test_every_kind_has_a_severity_and_every_topic_a_kind() -> None:
    assert all(severity_of(kind, None, None, None) in SEVERITIES for kind in KINDS)
    assert {kind for topic in TOPICS for kind in kinds_of(topic)} == set(KINDS)
    assert [kind_of("emergency_calls", k) for k in ("fire", "medical", None, "flood")] == ["fire", "medical", "rescue", "rescue"]
    assert kind_of("road_incidents", "fire") == "road"
    played = {c.topic for c in connectors().values() if c.demo}
    assert {"emergency_calls", "road_incidents"} <= played & set(TOPICS)


@pytest.mark.parametrize("code", FLAG_CODES)
@pytest.mark.parametrize("stage", STATUSES)
def test_a_flag_says_what_is_wrong_in_both_languages(code: str, stage: str) -> None:
    one = flag(code, stage, "f", "2026-11-24T05:00:00+00:00")
    assert set(one) == {"at", "feed", "code", "ko", "en"}
    assert not any(mark in one["ko"] + one["en"] for mark in "{}()")
    if code == "went_back":
        assert STAGES[stage].ko in one["ko"]


def test_the_particle_fits_the_stage() -> None:
    assert "신고로" in flag("went_back", "reported", "f", "")["ko"]
    assert "출동으로" in flag("went_back", "dispatched", "f", "")["ko"]

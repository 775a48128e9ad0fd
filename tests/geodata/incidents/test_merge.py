"""Which reports are one event: alike in time, text and place, or of one fingerprint; never for lying near each other."""

import random
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.incidents.merge import (
    ALIKE,
    DISTANCE_M,
    FINGERPRINT,
    LIKENESS,
    TIME_APART,
    Trace,
    distance_m,
    grouped,
    likeness,
    matching,
    same_event,
)

AT = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
BASE = Trace("a", "road", AT, 10.0, 50.0, "한강대로 (전자상가입구 → 삼각지) 6차로 시설물보수", None)
METRE = 1 / 111_320  # degrees of latitude


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (replace(BASE, words="한강대로(전자상가입구→삼각지) 6차로, 시설물 보수"), ALIKE),
        (replace(BASE, at=AT + TIME_APART, lat=50.0 + (DISTANCE_M - 1) * METRE), ALIKE),
        (replace(BASE, at=AT + TIME_APART + timedelta(seconds=1)), None),
        (replace(BASE, lat=50.0 + (DISTANCE_M + 1) * METRE), None),
        (replace(BASE, words="원효대교 북단 추돌사고, 1개 차로 통제"), None),
        (replace(BASE, kind="fire"), None),
        (replace(BASE, at=None), None),
        (replace(BASE, lon=None), None),
        (replace(BASE, words=None), None),
        (replace(BASE, words=""), None),
    ],
)
def test_time_place_kind_and_words_all_must_agree(other: Trace, why: str | None) -> None:
    assert same_event(BASE, replace(other, id="b")) == same_event(replace(other, id="b"), BASE) == why


def test_a_fingerprint_is_enough_unless_the_places_are_far_apart() -> None:
    one, two = replace(BASE, same_as="x"), Trace("b", "fire", None, None, None, None, "x")
    assert same_event(one, two) == FINGERPRINT
    assert same_event(one, replace(two, same_as="y")) is None
    assert same_event(one, replace(two, lon=10.0, lat=50.005)) == FINGERPRINT
    assert same_event(one, replace(two, lon=10.0, lat=50.02)) is None


def test_two_calls_from_one_house_about_other_things_stay_two() -> None:
    fire = replace(BASE, kind="fire", words="가람1동 주택 화재 신고, 연기 목격")
    ill = replace(BASE, id="b", kind="medical", words="가람1동 급성 질환자 구급 신고")
    bins = replace(fire, id="c", words="가람1동 쓰레기 화재 신고")
    assert len(grouped([fire, ill, bins])) == 3
    assert likeness(fire.words, bins.words) < LIKENESS


def test_a_group_belongs_to_the_oldest_known_incident_and_first_to_one_of_its_fingerprint() -> None:
    older = replace(BASE, id="o", at=AT - timedelta(minutes=9))
    marked = replace(BASE, id="m", words="other words entirely", same_as="x")
    assert matching([BASE], [("two", replace(BASE, id="y")), ("one", older)]) == ("one", ALIKE)
    assert matching([replace(BASE, same_as="x")], [("one", older), ("three", marked)]) == ("three", FINGERPRINT)
    assert matching([replace(BASE, kind="fire")], [("one", older)]) is None


@st.composite
def traces(draw: st.DrawFn) -> list[Trace]:
    words = ["가람대로 1차로 보수", "가람대로 1개 차로 보수", "나루교 추돌사고", "", None]
    number = draw(st.integers(0, 14))
    return [
        Trace(
            str(n),
            draw(st.sampled_from(["road", "fire"])),
            draw(st.none() | st.integers(0, 40).map(lambda m: AT + timedelta(minutes=m))),
            draw(st.sampled_from([None, 10.0, 10.001, 10.003])),
            draw(st.sampled_from([50.0, 50.001])),
            draw(st.sampled_from(words)),
            draw(st.sampled_from([None, None, "x", "y"])),
        )
        for n in range(number)
    ]


def pieces(every: Sequence[Trace]) -> set[frozenset[str]]:
    """Brute force: the connected pieces of ``same_event`` over all pairs."""
    groups = [{t.id} for t in every]
    for a in every:
        for b in every:
            if a is not b and same_event(a, b):
                one, two = (next(g for g in groups if t.id in g) for t in (a, b))
                if one is not two:
                    one |= two
                    groups.remove(two)
    return {frozenset(g) for g in groups}


@settings(max_examples=150, deadline=None)
@given(traces(), st.randoms(use_true_random=False))
def test_order_makes_no_difference_and_no_report_is_lost(every: list[Trace], dice: random.Random) -> None:
    shuffled = list(every)
    dice.shuffle(shuffled)
    groups = grouped(every)
    assert grouped(shuffled) == groups
    assert sorted(t.id for g in groups for t in g) == sorted(t.id for t in every)
    assert {frozenset(t.id for t in g) for g in groups} == pieces(every)


def test_distance_is_in_metres() -> None:
    assert distance_m(BASE, replace(BASE, lat=50.001)) == pytest.approx(111.32)
    assert distance_m(BASE, replace(BASE, lon=10.001)) == pytest.approx(111.32 * 0.6428, rel=1e-3)

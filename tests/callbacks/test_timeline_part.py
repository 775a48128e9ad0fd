"""Part timeline: dispatch step by step against the office's target, with what is usual beside it; what is unknown is never zero."""

from datetime import timedelta
from typing import Any

import pytest

from callbacks.workspace import workspace
from geodata.access.person import Person
from geodata.context import Context
from tests.callbacks import room
from tests.callbacks.room import NOW, add, before

DUTY = Person("kim", "duty")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return room.room(tmp_path_factory.mktemp("parts"))


@pytest.fixture
def office(built: Context) -> Context:
    room.clear(built)
    return built


def part(office: Context, name: str, **how: Any) -> dict[str, Any]:
    found = workspace(office, "emergency_calls:one", **{"person": DUTY, "now": NOW, **how})
    assert found is not None
    assert "error" not in found["parts"][name]
    return dict(found["parts"][name])


def test_intervals_are_to_the_second_and_late_ones_stand_out(office: Context) -> None:
    add(office, dispatched_at=before(seconds=540), arrived_at=before(seconds=179), status="arrived")
    found = part(office, "timeline")
    assert [(i["key"], i["seconds"], i["text"]) for i in found["intervals"]] == [
        ("dispatch", 60, "1분"),
        ("travel", 361, "6분 1초"),
        ("arrival", 421, "7분 1초"),
    ]
    assert [i["over_target"] for i in found["intervals"]] == [None, None, True]
    assert (found["target_s"], found["target_text"]) == (420, "목표: 신고 후 7분 안에 도착")
    rows = {row["key"]: row for row in found["rows"]}
    assert (rows["arrived"]["elapsed"], rows["arrived"]["state"], rows["controlled"]["state"]) == ("+7분 1초", "done", "pending")
    assert rows["reported"]["text"].endswith(":00")


def test_the_target_is_the_offices(office: Context) -> None:
    (office.settings.home / "office.toml").write_text("[dispatch]\ntarget_s = 300\n", encoding="utf-8")
    try:
        add(office, dispatched_at=before(seconds=540), arrived_at=before(seconds=299), status="arrived")
        found = part(office, "timeline")
        assert (found["target_s"], found["intervals"][2]["seconds"], found["intervals"][2]["over_target"]) == (300, 301, True)
    finally:
        (office.settings.home / "office.toml").unlink()


def test_who_has_not_arrived_is_counted_on(office: Context) -> None:
    add(office, dispatched_at=before(minutes=9), status="dispatched")
    arrival = part(office, "timeline")["intervals"][2]
    assert (arrival["seconds"], arrival["running"], arrival["over_target"]) == (600, True, True)
    assert part(office, "timeline")["rows"][2]["text"] == "아직"


def test_a_time_nobody_recorded_is_unknown_and_never_zero(office: Context) -> None:
    add(office, arrived_at=before(minutes=4), status="arrived")
    found = part(office, "timeline")
    assert [(i["seconds"], i["running"]) for i in found["intervals"]] == [(None, False), (None, False), (360, False)]
    assert (found["rows"][1]["state"], found["rows"][1]["text"], found["rows"][1]["at"]) == ("unknown", "기록 없음", None)


def test_times_that_contradict_each_other_are_said_and_not_counted(office: Context) -> None:
    add(office, dispatched_at=before(minutes=3), arrived_at=before(minutes=5), status="arrived")
    found = part(office, "timeline")
    assert [(i["seconds"], i["text"]) for i in found["intervals"]][1] == (None, "시각이 앞뒤가 맞지 않음")
    assert found["intervals"][2]["seconds"] == 300


def test_a_road_incident_claims_no_dispatch(office: Context) -> None:
    add(office, kind="road")
    found = part(office, "timeline")
    assert ([r["key"] for r in found["rows"]], found["intervals"]) == (["reported", "closed"], [])


def test_the_median_of_comparable_incidents_stands_beside(office: Context) -> None:
    later = NOW + timedelta(days=1, seconds=301)  # comparisons are kept for ten minutes: another moment than the other tests'
    for i, seconds in enumerate((200, 240, 300, 360, 900)):
        called = later - timedelta(days=3, hours=i)
        times = {"dispatched_at": called + timedelta(seconds=60), "arrived_at": called + timedelta(seconds=seconds)}
        add(office, f"emergency_calls:old{i}", reported_at=called, closed_at=called + timedelta(hours=1), status="closed", **times)
    add(
        office, reported_at=later - timedelta(seconds=301), dispatched_at=later - timedelta(seconds=250), arrived_at=later, status="arrived"
    )
    arrival = part(office, "timeline", now=later)["intervals"][2]["comparison"]
    assert (arrival["median_s"], arrival["n"], arrival["days"], arrival["slower"]) == (300, 5, 30, True)
    assert arrival["text"] == "같은 구·같은 유형 30일 중앙값 5분 (5건)"


def test_without_enough_cases_there_is_no_comparison(office: Context) -> None:
    add(office, dispatched_at=before(minutes=9), arrived_at=before(minutes=5), status="arrived")
    assert [i["comparison"] for i in part(office, "timeline")["intervals"]] == [None, None, None]

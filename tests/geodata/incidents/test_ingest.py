"""From what feeds tell to incidents: life cycles, flags, evidence, absence and return."""

import time
from datetime import timedelta
from typing import Any

import pytest

from geodata.feeds.read import events_since
from geodata.incidents import ingest, read
from tests.geodata.incidents.feeding import NOW, Row, Telling, after, feature, get, iso, only


def codes(one: Row) -> list[str]:
    return [f["code"] for f in one["flags"]]


def moves(telling: Telling) -> list[tuple[str | None, str, bool]]:
    return [(s["from_status"], s["to_status"], s["legal"]) for s in telling.steps()]


def test_a_call_goes_through_its_life_step_by_step(telling: Telling) -> None:
    times = {"reported_at": NOW, "dispatched_at": after(1), "arrived_at": after(6), "controlled_at": after(20), "closed_at": after(40)}
    for n, now in enumerate(times.values()):
        known = dict(list(times.items())[: n + 1])
        assert telling.tell(now, feature("1", units=2, severity=3, place="가람1동 12", **known)) == ["emergency_calls:1"]
        one = get(telling, "emergency_calls:1")
        assert one["status"] == ("reported", "dispatched", "arrived", "controlled", "closed")[n]
        assert {k: one[k] for k in times} == {k: iso(known.get(k)) for k in times}
    assert (one["kind"], one["severity"], one["units"], one["place"], one["reports"], one["closed_by"]) == (
        "fire",
        3,
        2,
        "가람1동 12",
        1,
        "provider",
    )
    assert (one["district"], one["neighbourhood"], one["flags"], one["demo"]) == ("M1", "M11", [], False)
    assert moves(telling) == [
        (None, "reported", True), ("reported", "dispatched", True), ("dispatched", "arrived", True), ("arrived", "controlled", True),
        ("controlled", "closed", True),
    ]  # fmt: skip
    assert [s["at"] for s in telling.steps()] == [s["seen_at"] for s in telling.steps()]
    assert read.open_incidents(telling.engine, telling.city) == []
    assert [o["id"] for o in read.recent(telling.engine, telling.city, NOW, after(40))] == ["emergency_calls:1"]
    assert read.recent(telling.engine, telling.city, after(40), after(50)) == []
    told = read.steps(telling.engine, telling.city, "emergency_calls:1")
    assert [s["to_status"] for s in told] == ["reported", "dispatched", "arrived", "controlled", "closed"]


def test_an_event_carries_the_incident_as_it_is_read_and_nothing_is_told_twice(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=NOW), feature("2", reported_at=NOW, lon=10.08))
    told = [e for e in events_since(telling.engine, 0, 10) if e["topic"] == "incidents"]
    assert [e["kind"] for e in told] == ["incident"]
    by_id = {o["id"]: o for o in told[0]["body"]["incidents"]}
    assert by_id == {o["id"]: o for o in read.open_incidents(telling.engine, telling.city)}
    assert telling.tell(after(1), feature("1", reported_at=NOW), feature("2", reported_at=NOW, lon=10.08)) == []
    assert telling.tell(after(2), feature("1", reported_at=NOW), feature("2", reported_at=NOW, lon=10.08, units=3)) == ["emergency_calls:2"]


def test_several_hundred_at_once_are_told_in_events_of_200(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = [feature(str(n), reported_at=NOW + timedelta(hours=n)) for n in range(450)]
    telling.tell(after(60 * 500), *calls)
    told = [len(e["body"]["incidents"]) for e in events_since(telling.engine, 0, 10) if e["topic"] == "incidents"]
    assert told == [200, 200, 50]


def test_unchanged_reports_touch_no_row(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    telling.tell(NOW, feature("1", reported_at=NOW, odd=(1, 2)))
    monkeypatch.setattr(ingest, "_live_on", lambda *_: pytest.fail("something was computed anew"))
    assert telling.tell(after(1), feature("1", reported_at=NOW, odd=(1, 2))) == []


def test_going_back_is_kept_and_flagged_and_undoes_nothing(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=NOW, dispatched_at=after(-3), arrived_at=after(-1)))
    telling.tell(after(1), feature("1", reported_at=after(-5), dispatched_at=after(-3), arrived_at=after(-1)))
    telling.tell(after(2), feature("1", reported_at=after(-5), dispatched_at=after(-3)))
    one = only(telling)
    assert (one["status"], one["arrived_at"]) == ("arrived", iso(after(-1)))
    assert codes(one)[-1] == "went_back"
    assert moves(telling)[-1] == ("arrived", "dispatched", False)


@pytest.mark.parametrize(
    ("times", "code", "stage"),
    [
        ({"arrived_at": after(-30)}, "before_call", "arrived"),
        ({"dispatched_at": after(-2), "arrived_at": after(-4)}, "out_of_order", "arrived"),
        ({"closed_at": after(-30)}, "before_call", "closed"),
    ],
)
def test_impossible_times_are_kept_flagged_and_never_lost(telling: Telling, times: dict[str, Any], code: str, stage: str) -> None:
    telling.tell(NOW, feature("1", reported_at=after(-10), **times))
    one = get(telling, "emergency_calls:1")
    assert one[f"{stage}_at"] == iso(times[f"{stage}_at"])
    assert codes(one) == [code]
    assert all(one["flags"][0][lang] for lang in ("ko", "en"))
    assert [(s["to_status"], s["legal"]) for s in telling.steps() if not s["legal"]] == [(stage, False)]


def test_times_that_cannot_be_used_are_flagged_once_and_the_words_kept(telling: Telling) -> None:
    odd = {"dispatched_at": "soon", "arrived_at": after(60), "status": "lost in thought"}
    telling.tell(NOW, feature("1", reported_at=after(-10), **odd))
    telling.tell(after(1), feature("1", reported_at=after(-10), units=2, **odd))
    one = only(telling)
    assert sorted(codes(one)) == ["future_time", "unknown_status", "unreadable_time"]
    assert (one["status"], one["dispatched_at"], one["arrived_at"]) == ("reported", None, None)
    (report,) = telling.reports()
    assert {k: report["body"]["props"][k] for k in odd} == {**odd, "arrived_at": iso(after(60))}


def test_a_clock_a_little_ahead_counts_as_now(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=after(-1), dispatched_at=after(5)))
    assert (only(telling)["dispatched_at"], only(telling)["flags"]) == (iso(NOW), [])


def test_a_status_without_a_time_is_reached_when_it_is_observed(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=after(-10), status="arrived"))
    assert (only(telling)["status"], only(telling)["arrived_at"]) == ("arrived", iso(NOW))
    telling.tell(after(3), feature("1", reported_at=after(-10), status="arrived", units=1))
    assert only(telling)["arrived_at"] == iso(NOW)


def test_what_no_feed_tells_of_any_more_is_closed_by_absence_and_reopens_when_it_is_back(telling: Telling) -> None:
    call = feature("1", reported_at=NOW)
    telling.tell(NOW, call)
    assert telling.tell(after(5)) == ["emergency_calls:1"]
    one = get(telling, "emergency_calls:1")
    assert (one["status"], one["closed_at"], one["closed_by"]) == ("closed", iso(after(5)), "absence")
    (report,) = telling.reports()
    assert (report["last_seen"], report["gone_at"]) == (iso(NOW), iso(after(5)))
    assert telling.tell(after(6)) == []
    assert telling.tell(after(9), call) == ["emergency_calls:1"]
    one = only(telling)
    assert (one["status"], one["closed_at"], one["closed_by"], codes(one)) == ("reported", None, None, ["reopened"])
    assert moves(telling) == [(None, "reported", True), ("reported", "closed", True), ("closed", "reported", False)]
    assert len(telling.reports()) == 1


@pytest.mark.parametrize(("end", "told_until", "closed_at"), [(3.0, 0, 3.0), (-3.0, 0, 5.0)])
def test_an_announced_end_that_passed_closes_as_planned(telling: Telling, end: float, told_until: float, closed_at: float) -> None:
    telling.tell(after(told_until), feature("1", reported_at=after(-20), expected_end=after(end)))
    assert only(telling)["expected_end"] == iso(after(end))
    telling.tell(after(5))
    one = get(telling, "emergency_calls:1")
    assert (one["closed_by"], one["closed_at"]) == ("planned", iso(after(closed_at)))


def test_a_refresh_in_which_little_or_nothing_changed_costs_little(telling: Telling) -> None:
    """150 calls: 2 ms where nobody else computes (the bound leaves room for a busy machine)."""
    calls = [feature(str(n), reported_at=NOW + timedelta(hours=n), lat=50 + n / 3000) for n in range(150)]
    now = after(60 * 200)
    telling.tell(now, *calls)
    took: dict[str, float] = {}
    for n in range(10):
        start = time.process_time()
        assert telling.tell(now, *calls) == []
        took["none"] = min(took.get("none", 1.0), time.process_time() - start)
        calls[n] = feature(str(n), reported_at=NOW + timedelta(hours=n), lat=50 + n / 3000, units=2)
        start = time.process_time()
        assert telling.tell(now, *calls) == [f"emergency_calls:{n}"]
        took["one"] = min(took.get("one", 1.0), time.process_time() - start)
    assert took["none"] < 0.03
    assert took["one"] < 0.04

"""As of a past moment: equal to a replay, by hand, of everything that was told."""

import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from geodata.city import City
from geodata.connector import Feature
from geodata.db.incidents import feed_span, incident, incident_report, incident_step
from geodata.errors import BadInput
from geodata.incidents import read
from geodata.incidents.model import STATUSES
from tests.geodata.incidents.feeding import NOW, Telling, after, feature, iso

STAGES = STATUSES[1:4]


@st.composite
def lives(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Up to six calls: minutes of their stages (a stage may be left out or out of order), of a closing by the provider, and of the
    refresh from which on no feed tells of them."""
    minute = st.integers(0, 30)
    return [
        {
            "id": str(n),
            "kind": draw(st.sampled_from(["fire", "rescue", "medical"])),
            "times": {"reported": draw(minute)} | {s: draw(st.none() | minute) for s in STAGES},
            "closed": draw(st.none() | minute),
            "gone": draw(st.integers(1, 40)),
        }
        for n in range(draw(st.integers(0, 6)))
    ]


def as_told(life: dict[str, Any], minute: int) -> Feature | None:
    """What the feed tells of a call at ``minute``: only what has happened; None before the call and when it is gone."""
    times = {**life["times"], "closed": life["closed"]}
    if times["reported"] > minute or minute >= life["gone"]:
        return None
    known = {f"{stage}_at": after(at) for stage, at in times.items() if at is not None and at <= minute}
    return feature(life["id"], kind=life["kind"], **known)


def replayed(every: list[dict[str, Any]], refreshes: list[int], at: int) -> dict[str, dict[str, Any]]:
    """The open calls at minute ``at`` by brute force: walk through what the feed told refresh by refresh, then look at the times."""
    found: dict[str, dict[str, Any]] = {}
    for life in every:
        told: dict[str, int] = {}
        for minute in refreshes:
            if as_told(life, minute) is not None:
                told |= {s: t for s, t in {**life["times"], "closed": life["closed"]}.items() if t is not None and t <= minute}
            elif told:
                told.setdefault("closed", minute)
        by_then = {s: t for s, t in told.items() if t <= at}
        if "reported" in by_then and "closed" not in by_then:
            status = [s for s in STATUSES if s in by_then][-1]
            found[life["id"]] = {"status": status, **{f"{s}_at": iso(after(by_then[s])) if s in by_then else None for s in STATUSES}}
    return found


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lives(), st.lists(st.integers(0, 45), min_size=1, max_size=8, unique=True).map(sorted), st.lists(st.integers(-2, 50), max_size=4))
def test_a_look_into_the_past_equals_a_replay(
    engine: Engine, tiny: City, every: list[dict[str, Any]], refreshes: list[int], moments: list[int]
) -> None:
    with engine.begin() as connection:
        for table in (incident, incident_report, incident_step, feed_span):
            connection.execute(delete(table))
    telling = Telling(engine, tiny)
    for minute in refreshes:
        telling.tell(after(minute), *(f for life in every if (f := as_told(life, minute))))
    for at in moments:
        wanted = replayed(every, refreshes, at)
        found = {one["id"].removeprefix("emergency_calls:"): one for one in read.open_incidents(engine, tiny, after(at))}
        assert {i: {k: one[k] for k in ("status", *(f"{s}_at" for s in STATUSES))} for i, one in found.items()} == wanted
        assert all(read.incident(engine, tiny, one["id"], after(at)) == one for one in found.values())
        assert not any(one["closed_by"] or [f for f in one["flags"] if f["at"] > (iso(after(at)) or "")] for one in found.values())
    live = {one["id"]: one["status"] for one in read.open_incidents(engine, tiny)}
    assert live == {one["id"]: one["status"] for one in read.open_incidents(engine, tiny, after(refreshes[-1]))}

    line = read.timeline(engine, tiny, after(-3), after(51), 540)
    assert [one["at"] for one in line] == [iso(after(m)) for m in range(-3, 52, 9)]
    for m, one in zip(range(-3, 52, 9), line, strict=True):
        # an incident that "ended" before it began was never open
        kinds = Counter(life["kind"] for life in every if life["id"] in replayed(every, refreshes, m))
        assert (one["open"], one["by_kind"]) == (kinds.total(), dict(kinds)), one


def test_what_was_not_known_then_is_not_shown(engine: Engine, tiny: City) -> None:
    telling = Telling(engine, tiny)
    telling.tell(after(10), feature("1", reported_at=NOW, dispatched_at=after(2), arrived_at=after(8), units=3))
    (then,) = read.open_incidents(engine, tiny, after(1))
    assert (then["status"], then["units"], then["observed_at"], then["updated_at"]) == ("reported", None, None, iso(NOW))
    assert read.incident(engine, tiny, "emergency_calls:1", after(-1)) is None
    assert read.incident(engine, tiny, "emergency_calls:2") is None
    assert read.open_incidents(engine, tiny, iso(after(1))) == [then]
    for odd in ("yesterday", "2026-11-24T05:00:00", datetime(2026, 11, 24, 5)):
        with pytest.raises(BadInput, match="is no moment"):
            read.open_incidents(engine, tiny, odd)


def test_near_is_by_distance_now_and_then(engine: Engine, tiny: City) -> None:
    telling = Telling(engine, tiny)
    a, b, far = (feature(i, reported_at=NOW, lat=lat) for i, lat in (("a", 50.020), ("b", 50.021), ("far", 50.05)))
    telling.tell(NOW, a, b, far, feature("nowhere", reported_at=NOW, lon=None, lat=None))
    telling.tell(after(5), a, far)
    found = read.near(engine, tiny, 10.02, 50.0201, 500, after(1))
    assert [(one["id"], round(one["distance_m"])) for one in found] == [("emergency_calls:a", 11), ("emergency_calls:b", 100)]
    assert [one["id"] for one in read.near(engine, tiny, 10.02, 50.0201, 500)] == ["emergency_calls:a"]


@pytest.mark.parametrize(("minutes", "step_s"), [(-1, 60), (60, 0), (60 * 24 * 400, 60)])
def test_a_timeline_that_cannot_be_is_refused(engine: Engine, tiny: City, minutes: int, step_s: float) -> None:
    with pytest.raises(BadInput, match="choose a longer step"):
        read.timeline(engine, tiny, NOW, after(minutes), step_s)


def test_a_month_of_a_large_city_is_counted_in_one_quick_read(engine: Engine, tiny: City) -> None:
    """43,200 incidents of 30 days (Seoul's demonstration has three times as many: 34 ms)."""
    began = datetime(2026, 10, 25, tzinfo=UTC)
    rows = []
    for n in range(43_200):
        at = began + timedelta(seconds=60 * n)
        rows.append((f"road_incidents:{n}", ("road", "fire")[n % 2], iso(at), iso(at + timedelta(minutes=30)), iso(at)))
    columns = "city, kind, codes, severity, title, status, feed, first_seen, updated_at, demo, flags, reports"
    values = f"'{tiny.id}', ?2, '{{}}', 1, '{{}}', 'closed', 'f', ?3, ?4, 1, '[]', 1"
    with engine.begin() as connection:
        connection.exec_driver_sql(
            f"INSERT INTO incident (id, reported_at, closed_at, observed_at, {columns}) VALUES (?1, ?3, ?4, ?5, {values})", rows
        )
    took: list[float] = []
    for _ in range(3):
        start = time.process_time()
        line = read.timeline(engine, tiny, began, began + timedelta(days=30), 3600)
        took.append(time.process_time() - start)
    assert (len(line), line[100]["open"], line[100]["by_kind"]) == (721, 30, {"fire": 15, "road": 15})
    assert min(took) < 0.05

"""The demonstration's past: what its feeds would have told, whole, once, and exact at the seams."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, func, insert, select, update

from geodata.city import City
from geodata.connectors import _demo as demo
from geodata.db.incidents import feed_span, incident, incident_report, incident_step
from geodata.errors import BadInput
from geodata.feeds.choice import connectors
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.incidents import history, read
from geodata.incidents.history import build_history, catch_up, forget_incidents, prune
from geodata.incidents.life import lived
from geodata.settings import Settings
from tests.geodata.feeds.conftest import Clock, save_outlines
from tests.geodata.incidents.feeding import Telling, feature, iso

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DAY = timedelta(days=1)
CALLS, ROADS = "demo_emergency_calls", "demo_road_incidents"
KNOWN = {i: connectors()[i] for i in (CALLS, ROADS)}
TIMES = ("reported_at", "dispatched_at", "arrived_at", "controlled_at", "closed_at", "closed_by", "status")


@pytest.fixture
def placed_city(engine: Engine, settings: Settings, tiny: City) -> City:
    save_outlines(engine, settings, tiny)
    return tiny


@pytest.fixture
def runner(engine: Engine, settings: Settings, placed_city: City) -> Iterator[FeedRunner]:
    with httpx.Client() as client:
        yield FeedRunner(engine, placed_city, settings, known=KNOWN, tools=Tools(engine, placed_city, client, now=Clock(NOW)))


def clock(runner: FeedRunner) -> Clock:
    assert isinstance(runner.tools.now, Clock)
    return runner.tools.now


def rows(engine: Engine, *wanted: Any) -> dict[str, dict[str, Any]]:
    with engine.connect() as connection:
        return {r["id"]: dict(r) for r in connection.execute(select(incident).where(*wanted)).mappings()}


def ended(city: City, since: datetime, until: datetime) -> set[str]:
    past = [(c.topic, f) for c in KNOWN.values() if c.past for f, _ in c.past(city, since, until)]
    return {f"{topic}:{f.id}" for topic, f in past}


def test_the_past_is_what_the_feed_would_have_told(tiny: City) -> None:
    """``past`` against the feed itself, asked every 20 seconds of two hours."""
    for connector in KNOWN.values():
        assert connector.play
        assert connector.past
        last: dict[str, Any] = {}
        gone: dict[str, Any] = {}
        for second in range(0, 7200, 20):
            now = {f.id: f for f in connector.play(tiny, NOW + timedelta(seconds=second))}
            gone |= {i: f for i, f in last.items() if i not in now}
            last = now
        told = {f.id: f for f, _ in connector.past(tiny, NOW, NOW + timedelta(seconds=7180))}
        assert set(told) == set(gone)
        assert len(told) > 50
        # the very last words may come between two askings: then they say more, never something else
        for id_, last_told in told.items():
            assert {k: v for k, v in gone[id_].props.items() if v is not None}.items() <= last_told.props.items()


def test_calls_are_reached_late_as_often_as_promised_and_have_whole_lives(tiny: City) -> None:
    past = connectors()[CALLS].past
    assert past
    calls = [f for f, _ in past(tiny, NOW - 10 * DAY, NOW)]
    late = 0
    for f in calls:
        p = f.props
        stages = [p[k] for k in ("reported_at", "dispatched_at", "arrived_at", "controlled_at", "closed_at") if p[k]]
        assert stages == sorted(stages)
        assert (p["controlled_at"] is None) == (f.kind == "medical")
        assert p["closed_at"]
        assert p["severity"] in (1, 2, 3, 4)
        late += datetime.fromisoformat(p["arrived_at"]) - datetime.fromisoformat(p["reported_at"]) > timedelta(minutes=7)
    assert 0.09 < late / len(calls) < 0.15


def test_a_city_without_a_past_gets_it_whole_and_only_once(engine: Engine, placed_city: City) -> None:
    written = catch_up(engine, placed_city, NOW, known=KNOWN)
    found = rows(engine)
    assert written == len(found)
    assert set(found) == ended(placed_city, NOW - 2 * DAY, NOW)
    assert all(r["status"] == "closed" and r["demo"] and r["closed_at"] <= iso(NOW) for r in found.values())
    assert all(placed_city.areas[r["neighbourhood"]].parent == r["district"] for r in found.values())
    assert {(s["begins"], s["ends"]) for s in read.heard(engine, placed_city, NOW - 9 * DAY, NOW)} == {(iso(NOW - 2 * DAY), iso(NOW))}
    assert catch_up(engine, placed_city, NOW, known=KNOWN) == 0
    one = next(r for r in found.values() if r["kind"] == "fire")
    steps = [s["to_status"] for s in read.steps(engine, placed_city, one["id"])]
    assert steps == ["reported", "dispatched", "arrived", "controlled", "closed"]
    then = read.open_incidents(engine, placed_city, NOW - DAY)
    assert {o["id"] for o in then} == {f"{c.topic}:{f.id}" for c in KNOWN.values() if c.play for f in c.play(placed_city, NOW - DAY)} - {
        i for i, r in found.items() if r["closed_at"] <= iso(NOW - DAY)
    }


def test_a_row_of_the_past_is_what_a_live_report_would_have_become(engine: Engine, placed_city: City) -> None:
    catch_up(engine, placed_city, NOW, known=KNOWN)
    found = rows(engine)
    for connector in KNOWN.values():
        assert connector.past
        for one, ends in connector.past(placed_city, NOW - timedelta(hours=1), NOW):
            id_ = f"{connector.topic}:{one.id}"
            own = found[id_]
            body = {
                "name": one.name, "kind": one.kind, "lon": own["lon"], "lat": own["lat"], "observed_at": iso(one.observed_at),
                "district": own["district"], "neighbourhood": own["neighbourhood"], "demo": True, "props": one.props,
            }  # fmt: skip
            report = {
                "id": id_, "feed": own["feed"], "rank": 0, "first_seen": own["first_seen"], "last_seen": own["first_seen"],
                "gone_at": iso(ends), "body": body,
            }  # fmt: skip
            assert lived(placed_city.id, id_, None, [report], {}, ends).row | {"updated_at": own["updated_at"]} == own


def test_a_gap_is_made_up_for_with_nothing_lost_or_double(runner: FeedRunner, engine: Engine) -> None:
    city = runner.city
    catch_up(engine, city, NOW, known=KNOWN)
    runner.step()
    before = {o["id"] for o in read.open_incidents(engine, city)}
    assert len(before) > 20
    now = clock(runner).pass_(4 * 3600)
    started = time.perf_counter()
    for feed in KNOWN:
        assert runner.refresh(feed).ok
    took_s = time.perf_counter() - started
    assert took_s < 2.0  # a small part of a second where nobody else computes
    every = rows(engine)
    playing = {f"{c.topic}:{f.id}" for c in KNOWN.values() if c.play for f in c.play(city, now)}
    closed = {i for i, r in every.items() if r["closed_at"]}
    assert set(every) == ended(city, NOW - 2 * DAY, now) | playing
    assert set(every) - playing <= closed
    # those that were open when the feed fell silent end as they would have, step by step, not by absence
    calls = [every[i] for i in before & closed if i.startswith("emergency_calls")]
    assert calls
    assert {(r["closed_by"], bool(r["arrived_at"]), tuple(r["flags"])) for r in calls} == {("provider", True, ())}
    assert all(NOW.isoformat() < r["closed_at"] < iso(now) for r in calls)
    assert {every[i]["closed_by"] for i in before & closed} == {"provider", "planned"}
    assert not any(r["flags"] for r in every.values())
    assert len(read.heard(engine, city, NOW - 3 * DAY, now)) == 2, "one span a feed: the gap is closed"
    with engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(incident_step).where(incident_step.c.legal.is_(False))).scalar() == 0
        left = connection.execute(select(incident_report.c.id).where(incident_report.c.gone_at.is_(None))).scalars()
        assert set(left) == playing


def test_a_feed_nobody_ever_heard_is_not_given_a_past_by_a_refresh(runner: FeedRunner, engine: Engine) -> None:
    runner.refresh(CALLS)
    assert all(r["status"] != "closed" or r["closed_by"] == "provider" for r in rows(engine).values())
    (span,) = read.heard(engine, runner.city, NOW - DAY, NOW)
    assert span["begins"] == span["ends"] == iso(NOW)


def test_time_in_which_a_real_feed_told_is_not_made_up(engine: Engine, placed_city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    real = replace(connectors()[CALLS], id="real_calls", city=placed_city.id, demo=False)
    monkeypatch.setattr(history, "connectors", lambda: {**KNOWN, "real_calls": real})
    with engine.begin() as connection:
        span = {"begins": iso(NOW - DAY), "ends": iso(NOW - timedelta(hours=3))}
        connection.execute(insert(feed_span).values(city=placed_city.id, feed="real_calls", **span))
    catch_up(engine, placed_city, NOW, known=KNOWN)
    calls = rows(engine, incident.c.feed.startswith(CALLS))
    assert min(r["closed_at"] for r in calls.values()) > iso(NOW - timedelta(hours=4))


def test_other_outlines_place_incidents_again(engine: Engine, placed_city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    catch_up(engine, placed_city, NOW, known=KNOWN)
    right = rows(engine)
    with engine.begin() as connection:
        connection.execute(update(incident).where(incident.c.district == "M1").values(district="M3", neighbourhood=None))
    monkeypatch.setattr(history, "catch_up", lambda *_: 0)
    assert "moved to other areas" in build_history(engine, placed_city)
    assert rows(engine) == right
    assert build_history(engine, placed_city) == "0 made-up incidents that are over"


def test_what_is_old_goes_and_imported_histories_stay(engine: Engine, tiny: City) -> None:
    plain = {
        "city": tiny.id,
        "kind": "fire",
        "codes": {},
        "severity": 1,
        "title": {},
        "status": "closed",
        "first_seen": "",
        "updated_at": "",
        "flags": [],
    }
    days = {"real-401": 401, "real-399": 399, "demo-32": 32, "demo-30": 30, "demo-1": 1, "import-2000": 2000}
    with engine.begin() as connection:
        for id_, age in days.items():
            at = iso(NOW - age * DAY)
            feed = "import:old.csv" if id_.startswith("import") else "f"
            connection.execute(
                insert(incident).values(**plain, id=id_, reported_at=at, closed_at=at, feed=feed, demo=id_.startswith("demo"))
            )
            told = {"city": tiny.id, "incident": id_, "feed": "f"}
            connection.execute(insert(incident_report).values(**told, id=id_, first_seen=at, last_seen=at, gone_at=at, body={}))
            connection.execute(insert(incident_step).values(**told, at=at, seen_at=at, to_status="closed", legal=True))
        connection.execute(
            insert(incident).values(**plain | {"status": "reported"}, id="open", reported_at=iso(NOW - 999 * DAY), feed="f", demo=False)
        )
    assert prune(engine, NOW) == 2
    assert set(rows(engine)) == {"real-399", "demo-30", "demo-1", "import-2000", "open"}
    with engine.connect() as connection:
        for table in (incident_report, incident_step):
            assert set(connection.execute(select(table.c.incident)).scalars()) == {"real-399", "demo-1", "import-2000"}


@pytest.mark.parametrize("everything", [False, True])
def test_a_reset_takes_what_was_made_up(engine: Engine, placed_city: City, everything: bool) -> None:
    catch_up(engine, placed_city, NOW, known=KNOWN)
    telling = Telling(engine, placed_city)
    telling.tell(NOW, feature("real", reported_at=NOW))
    with engine.begin() as connection:
        removed = forget_incidents(connection, placed_city, everything=everything)
    assert removed["incident"] > 5_000
    assert set(rows(engine)) == (set() if everything else {"emergency_calls:real"})
    assert len(telling.reports()) == len(telling.steps()) == (0 if everything else 1)
    assert [s["feed"] for s in read.heard(engine, placed_city, NOW - 3 * DAY, NOW)] == ([] if everything else ["feed_emergency_calls_0"])
    assert catch_up(engine, placed_city, NOW, known=KNOWN) > 5_000, "the next build makes it anew"


def test_the_pack_says_how_much_past_it_wants(tiny: City, tmp_path: Any) -> None:
    assert demo.history(tiny) == 2 * DAY
    (tmp_path / "city.toml").write_text("[demo]\nhistory_days = 'many'\n", encoding="utf-8")
    with pytest.raises(BadInput, match="history_days is 'many'"):
        demo.history(replace(tiny, folder=tmp_path))
    (tmp_path / "city.toml").write_text("", encoding="utf-8")
    assert demo.history(replace(tiny, folder=tmp_path)) == 30 * DAY

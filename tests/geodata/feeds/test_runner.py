"""The runner: one holder of the lease, a schedule that survives, states told by the clock alone, and real threads."""

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, select

from geodata.city import City
from geodata.db.schema import setting
from geodata.errors import BadInput
from geodata.feeds import read
from geodata.feeds.lease import TERM_S, Lease
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock, nearest_district, runner_of


def test_one_of_two_runners_works_and_the_other_takes_over_when_it_dies(
    fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock
) -> None:
    first, second = (runner_of(tools, settings, "seoul_air") for _ in range(2))
    assert (first.step(), second.step()) == (["seoul_air"], [])
    clock.pass_(TERM_S - 1)
    assert second.step() == []
    first.step()  # renews
    clock.pass_(TERM_S - 1)
    assert second.step() == []
    clock.pass_(2)  # the first is silent: its term is over
    second.step()
    assert second.lease.hold(clock())
    assert not first.lease.hold(clock())
    assert first.step() == []
    assert len(fake.hits) == 1, "the schedule is taken over too: nobody asks before its time"


def test_many_at_once_and_only_one_gets_the_lease(engine: Engine, clock: Clock) -> None:
    from concurrent.futures import ThreadPoolExecutor

    leases = [Lease(engine, "feeds:x", f"holder-{n}") for n in range(16)]
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda lease: lease.hold(clock()), leases)) == 1
    clock.pass_(TERM_S + 1)
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(lambda lease: lease.hold(clock()), leases)) == 1


def test_only_the_holder_can_give_the_lease_back(engine: Engine, clock: Clock) -> None:
    mine, other = Lease(engine, "feeds:x", "mine"), Lease(engine, "feeds:x", "other")
    assert mine.hold(clock())
    other.release()
    assert not other.hold(clock())
    mine.release()
    assert other.hold(clock())


def test_a_restart_keeps_the_schedule(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    runner_of(tools, settings, "seoul_air").step()
    clock.pass_(TERM_S + 1)
    again = runner_of(tools, settings, "seoul_air")
    assert again.step() == []
    clock.pass_(1800 * 1.1)
    assert again.step() == ["seoul_air"]


def test_a_frozen_feed_turns_stale_and_is_told_without_a_new_reply(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    runner = runner_of(tools, settings, "seoul_air", cadence_s=30 * 3600)
    published: list[Any] = []
    runner.publish(published.extend)
    runner.step()
    runner.step()
    hits = len(fake.hits)
    told = [e["body"]["state"] for e in read.events_since(tools.engine, 0, 99) if e["kind"] == "feed"]
    assert told == ["fresh"]
    clock.pass_(7200 - 1)  # measured at 04:00, asked at 04:30, stale after 2.5 hours
    runner.step()
    assert read.status(tools.engine, tools.city, clock(), runner.known)[0].state == "fresh"
    clock.pass_(2)
    runner.step()
    runner.step()
    feeds = [e for e in read.events_since(tools.engine, 0, 99) if e["kind"] == "feed"]
    assert [e["body"]["state"] for e in feeds] == ["fresh", "stale"]
    assert feeds[-1]["body"] == read.status(tools.engine, tools.city, clock(), runner.known)[0].as_dict()
    assert feeds[-1]["id"] in published
    assert len(fake.hits) == hits


def test_a_repeated_old_hour_stays_stale_though_every_refresh_succeeds(
    fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock
) -> None:
    runner = runner_of(tools, settings, "seoul_air")
    for _ in range(8):
        runner.step()
        clock.pass_(2000)
    status = read.status(tools.engine, tools.city, clock(), runner.known)[0]
    assert (status.state, status.failures, status.error) == ("stale", 0, None)
    assert len(fake.hits) == 8


def test_an_unknown_or_keyless_feed_is_named(tools: Tools, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEOUL_OPENAPI_KEY", raising=False)
    runner = runner_of(tools, settings, "seoul_air", "demo_air")
    with pytest.raises(BadInput, match=r"demo_air.*SEOUL_OPENAPI_KEY"):
        runner.refresh("seoul_air")
    with pytest.raises(BadInput, match="'nothing'"):
        runner.refresh("nothing")


def test_a_listener_that_fails_does_not_silence_the_next(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    heard: list[int] = []

    def fail(_: Any) -> None:
        raise ValueError("gone")

    runner = runner_of(tools, settings, "seoul_road_incidents")
    runner.publish(fail)
    runner.publish(heard.extend)
    runner.refresh("seoul_road_incidents")
    assert heard


def test_in_the_background_it_plays_publishes_and_leaves_nothing_behind(engine: Engine, tiny: City, settings: Settings) -> None:
    runner = FeedRunner(engine, tiny, settings)
    runner.tools.locate = nearest_district
    arrived, threads = threading.Event(), set(threading.enumerate())
    runner.publish(lambda _: arrived.set())
    runner.start()
    runner.start()  # a second start changes nothing
    assert arrived.wait(20)
    runner.stop()
    assert set(threading.enumerate()) <= threads
    assert {s.state for s in read.status(engine, tiny)} <= {"demo", "missing"}
    with engine.connect() as connection:
        assert connection.execute(select(setting.c.key).where(setting.c.key.like("lease:%"))).all() == []


def test_status_has_all_a_layer_must_say(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    runner = runner_of(tools, settings, "seoul_air")
    runner.step()
    clock.pass_(60)
    status = read.status(tools.engine, tools.city, clock(), runner.known)[0].as_dict()
    assert status["title"] == {"ko": "실시간 자치구별 대기환경", "en": "Air quality by district in real time"}
    assert status["age_s"] == timedelta(minutes=31).total_seconds()
    assert (status["quota_used"], status["quota_per_day"], status["demo"]) == (1, 60, False)

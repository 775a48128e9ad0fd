"""A provider that misbehaves: the state stays honest, the last good copy stays, and the feed recovers by itself."""

import logging
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from geodata.db.schema import feed, metadata
from geodata.feeds import read
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.feeds.schedule import LONGEST_PAUSE_S
from geodata.settings import Settings
from tests.fake_seoul import TROUBLES, FakeSeoul, air_row, bike_row
from tests.geodata.feeds.conftest import KEY, Clock, Shelf, runner_of

HARMLESS = {"row_object", "duplicates", "swapped", "same_page"}
# trouble -> what the error says of it
BREAKING = {
    "info_100": "INFO-100", "info_200": "no rows", "error_336": "ERROR-336", "error_500": "ERROR-500", "quota": "ERROR-337", "html": "HTML page",
    "truncated": "cut short", "timeout": "ReadTimeout", "renamed": "renamed", "http_500": "HTTP status 500", "reset": "could not be reached",
    "too_long": "could not be reached", "too_short": "cut short", "huge": "larger than", "echo_key": "***", "garbage": "cut short",
    "redirect": "HTTP status 302",
}  # fmt: skip


def state(runner: FeedRunner, clock: Clock) -> read.FeedStatus:
    return read.status(runner.engine, runner.city, clock(), runner.known)[0]


def next_at(runner: FeedRunner) -> datetime:
    with runner.engine.connect() as connection:
        return datetime.fromisoformat(str(connection.execute(select(feed.c.next_at)).scalar()))


def everything_stored(runner: FeedRunner) -> str:
    with runner.engine.connect() as connection:
        return repr([connection.execute(select(*[c for c in t.c if c.name != "geom"])).all() for t in metadata.sorted_tables])


def test_every_trouble_the_server_knows_is_tried() -> None:
    assert set(BREAKING) | HARMLESS == set(TROUBLES)


@pytest.mark.parametrize("trouble", BREAKING)
def test_trouble_keeps_the_last_good_copy_and_passes(
    trouble: str, fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    runner = runner_of(tools, settings, "seoul_air")
    runner.step()
    good, first = read.features(tools.engine, tools.city, "air"), state(runner, clock)
    assert (first.state, first.rows, first.failures) == ("fresh", 2, 0)

    fake.trouble = trouble
    clock.at = next_at(runner)
    assert runner.step() == ["seoul_air"]
    broken = state(runner, clock)
    assert broken.failures == 1
    assert BREAKING[trouble] in str(broken.error)
    assert (broken.rows, broken.observed_at, broken.fetched_at) == (2, first.observed_at, first.fetched_at)
    assert read.features(tools.engine, tools.city, "air") == good

    # it leaves the provider alone until the pause is over, then asks again, pausing longer each time
    hits, due = len(fake.hits), next_at(runner)
    clock.pass_(0.5)
    assert runner.step() == []
    assert len(fake.hits) == hits
    clock.at = due
    assert runner.step() == ["seoul_air"]
    assert state(runner, clock).failures == 2

    # nobody replies, the clock alone turns it stale
    clock.pass_(3 * 3600)
    assert state(runner, clock).state == "stale"

    fake.trouble = None
    clock.at = max(clock(), next_at(runner))
    hour = clock().replace(minute=0, second=0, microsecond=0)
    fake.rows["RealtimeCityAir"] = [air_row(n, hour=f"{hour.astimezone(ZoneInfo('Asia/Seoul')):%Y%m%d%H%M}") for n in ("중구", "종로구")]
    runner.step()
    again = state(runner, clock)
    assert (again.state, again.failures, again.error) == ("fresh", 0, None)
    assert again.observed_at == hour.isoformat()

    words = [r.getMessage() for r in caplog.records if r.name == "sijangsil.feeds"]
    assert len([w for w in words if "broke" in w]) == 1
    assert len([w for w in words if "works again" in w]) == 1
    for form in (KEY, fake.hits[0].split("/")[1]):
        assert form not in caplog.text + everything_stored(runner)


def test_a_hung_feed_that_never_worked_is_missing(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    fake.trouble = "timeout"
    runner = runner_of(tools, settings, "seoul_air")
    runner.step()
    now = state(runner, clock)
    assert (now.state, now.rows, now.observed_at, now.age_s) == ("missing", 0, None, None)
    assert "could not be reached (ReadTimeout)" in str(now.error)


def test_one_row_as_an_object_is_one_row(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    fake.trouble = "row_object"
    assert runner_of(tools, settings, "seoul_air").refresh("seoul_air").rows == 1


def test_duplicate_ids_are_kept_once_and_reported(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    fake.trouble = "duplicates"
    runner = runner_of(tools, settings, "seoul_road_incidents", "seoul_air")
    result = runner.refresh("seoul_air")
    assert (result.ok, result.rows) == (True, 2)
    assert "stands twice" in result.problems[0]
    assert state(runner, clock).problems == result.problems


def test_swapped_axes_are_repaired_row_by_row_and_reported(fake: FakeSeoul, tools: Tools, settings: Settings, shelf: Shelf) -> None:
    fake.rows["bikeList"] = [bike_row(1), bike_row(2, lat="126.9106", lon="37.5556"), bike_row(3, lat="0.0", lon="0.0")]
    result = runner_of(tools, settings, "seoul_bikes").refresh("seoul_bikes")
    assert [(round(f.lon, 2), round(f.lat, 2)) if f.lon else None for f in shelf.saved["bikes"]] == [(126.91, 37.56), (126.91, 37.56), None]
    assert [p.split(":")[0] for p in result.problems] == ["ST-2", "ST-3"]
    fake.trouble = "swapped"
    problems = runner_of(tools, settings, "seoul_bikes").refresh("seoul_bikes").problems
    assert [p.split(":")[0] for p in problems] == ["ST-1", "ST-3"], "row 2 is now the right way round"
    assert {round(f.lat) for f in shelf.saved["bikes"] if f.lat} == {38}


def test_pages_are_read_until_a_short_one(fake: FakeSeoul, tools: Tools, settings: Settings, shelf: Shelf) -> None:
    for stations, calls in ((2500, 3), (2000, 3), (999, 1)):
        fake.rows["bikeList"] = [bike_row(n) for n in range(stations)]
        result = runner_of(tools, settings, "seoul_bikes", quota_per_day=None).refresh("seoul_bikes")
        assert (result.rows, result.calls, len(shelf.saved["bikes"])) == (stations, calls, stations), result.error


def test_a_server_that_repeats_its_first_page_is_not_asked_for_ever(
    fake: FakeSeoul, tools: Tools, settings: Settings, shelf: Shelf
) -> None:
    fake.rows["bikeList"] = [bike_row(n) for n in range(1000)]
    fake.trouble = "same_page"
    result = runner_of(tools, settings, "seoul_bikes").refresh("seoul_bikes")
    assert "repeats rows" in str(result.error)
    assert len(fake.hits) == 2
    assert not shelf.saved


def test_no_incident_is_good_news_but_no_air_is_a_fault(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    runner = runner_of(tools, settings, "seoul_road_incidents", "seoul_air")
    runner.step()
    fake.trouble = "info_200"
    assert (runner.refresh("seoul_road_incidents").ok, runner.refresh("seoul_air").ok) == (True, False)
    assert read.features(tools.engine, tools.city, "road_incidents") == []
    assert len(read.features(tools.engine, tools.city, "air")) == 2


def test_back_off_grows_to_its_cap_and_is_never_shorter_than_half(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    fake.trouble = "http_500"
    runner = runner_of(tools, settings, "seoul_air")
    pauses = []
    for _ in range(9):
        runner.step()
        pauses.append((next_at(runner) - clock()).total_seconds())
        clock.at = next_at(runner)
    assert all(0.5 * min(15 * 2**n, LONGEST_PAUSE_S) - 1 <= p <= min(15 * 2**n, LONGEST_PAUSE_S) for n, p in enumerate(pauses))
    assert len(fake.hits) == 9


def test_a_refused_key_is_asked_again_at_the_longest_pause(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    fake.key = "another"
    runner = runner_of(tools, settings, "seoul_air")
    runner.step()
    assert (next_at(runner) - clock()).total_seconds() >= LONGEST_PAUSE_S / 2 - 1
    assert "INFO-100" in str(state(runner, clock).error)


def test_a_time_from_the_future_is_not_believed(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    fake.rows["RealtimeCityAir"] = [air_row("중구", hour="203001010000")]
    runner = runner_of(tools, settings, "seoul_air")
    assert "future" in runner.refresh("seoul_air").problems[0]
    assert state(runner, clock).observed_at == clock().astimezone(UTC).isoformat(timespec="seconds")


def test_a_connector_with_a_fault_does_not_stop_the_others(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    def broken(page: Any, request: Any) -> Any:
        raise KeyError(f"a bug near {KEY}")

    from dataclasses import replace

    runner = runner_of(tools, settings, "seoul_road_incidents", "seoul_air")
    runner.known["seoul_air"] = replace(runner.known["seoul_air"], parse=broken)
    assert sorted(runner.step()) == ["seoul_air", "seoul_road_incidents"]
    states = {s.id: s for s in read.status(tools.engine, tools.city, tools.now(), runner.known)}
    assert states["seoul_road_incidents"].state == "fresh"
    assert "KeyError" in str(states["seoul_air"].error)
    assert KEY not in everything_stored(runner)

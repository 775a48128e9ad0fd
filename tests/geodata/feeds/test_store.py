"""A refresh replaces a feed's rows and tells what changed, or changes nothing."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from geodata.boundaries.store import locate
from geodata.city import City
from geodata.db.schema import event, live
from geodata.feeds import read, refresh, store
from geodata.feeds.refresh import Tools
from geodata.places import read as places
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul, bike_row, incident_row
from tests.geodata.feeds.conftest import Clock, nearest_district, runner_of, save_outlines

FEED = "seoul_road_incidents"


def told(tools: Tools, after: int = 0) -> list[tuple[str, list[str]]]:
    return [
        (e["kind"], [f["id"] for f in e["body"].get("features", [])] or e["body"].get("ids", []))
        for e in read.events_since(tools.engine, after, 100)
        if e["topic"] != "incidents"
    ]


def test_new_changed_and_gone_are_told_once(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    runner = runner_of(tools, settings, FEED)
    published: list[Any] = []
    runner.publish(published.append)
    first = runner.refresh(FEED)
    assert told(tools) == [("upsert", ["1", "2"])]
    assert (first.change.added, first.events[-1]) == (2, read.latest_event(tools.engine))

    assert runner.refresh(FEED).events == (), "the same rows again change nothing and tell nothing"

    last, seen = read.latest_event(tools.engine), read.features(tools.engine, tools.city, "road_incidents")
    clock.pass_(240)
    fake.rows["AccInfo"] = [incident_row("2", acc_info="통제 연장"), incident_row("3")]
    change = runner.refresh(FEED).change
    assert (change.added, change.changed, change.removed) == (1, 1, 1)
    assert told(tools, last) == [("upsert", ["3", "2"]), ("remove", ["1"])]
    assert [tuple(p) for p in published] == [first.events, change.events]
    now = {f["id"]: f for f in read.features(tools.engine, tools.city, "road_incidents")}
    assert now["2"]["first_seen"] == seen[0]["first_seen"] < now["3"]["first_seen"]


def test_an_event_carries_the_feature_as_it_is_read(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    runner_of(tools, settings, FEED).refresh(FEED)
    features = {f["id"]: f for e in read.events_since(tools.engine, 0, 10) for f in e["body"].get("features", [])}
    assert features == {f["id"]: f for f in read.features(tools.engine, tools.city, "road_incidents")}
    one = features["1"]
    assert set(one) == {"id", "lon", "lat", "name", "kind", "observed_at", "first_seen", "district", "neighbourhood", "props", "demo"}
    assert (round(one["lon"], 5), round(one["lat"], 5)) == (126.93689, 37.55759)
    assert ([one["district"]], [one["neighbourhood"]]) == nearest_district(tools.engine, tools.city, [one["lon"]], [one["lat"]])


@pytest.mark.parametrize("broken", ["append_event", "feature_dict"])
def test_a_refresh_that_fails_half_way_changes_nothing(
    broken: str, fake: FakeSeoul, tools: Tools, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = runner_of(tools, settings, FEED)
    runner.refresh(FEED)
    before, last = read.features(tools.engine, tools.city, "road_incidents"), read.latest_event(tools.engine)

    def fail(*_: Any) -> int:
        raise RuntimeError("the disk is full")

    monkeypatch.setattr(store, broken, fail)
    fake.rows["AccInfo"] = [incident_row("9")]
    result = runner.refresh(FEED)
    assert not result.ok
    assert read.features(tools.engine, tools.city, "road_incidents") == before
    assert read.latest_event(tools.engine) == last


def test_a_happening_two_services_tell_is_kept_once_from_the_better_one(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    twin = {
        "ACDNT_OCCR_DT": "2026-11-24 09:30", "EXP_CLR_DT": "2026-11-25 23:00", "ACDNT_TYPE": "공사", "ACDNT_DTYPE": "시설물보수", "ACDNT_INFO": "연세로 보수 1| 1개 차로 통제",
        "ACDNT_X": 126.93689, "ACDNT_Y": 37.55759, "ACDNT_TIME": "2026-11-24 10:00",
    }  # fmt: skip
    other = twin | {"ACDNT_INFO": "다른 공사", "ACDNT_X": 126.9, "ACDNT_Y": 37.5}
    fake.rows["citydata"] = [{"AREA_NM": "여의도", "ACDNT_CNTRL_STTS": [twin, other]}]
    second = "seoul_citydata_incidents"
    runner = runner_of(tools, settings, FEED, second)

    def names() -> list[str]:
        return sorted(f["id"] for f in read.features(tools.engine, tools.city, "road_incidents"))

    assert runner.refresh(second).rows == 2, "six places repeat the same two incidents"
    assert len(names()) == 2
    last = read.latest_event(tools.engine)
    runner.refresh(FEED)
    assert [kind for kind, _ in told(tools, last)] == ["remove", "upsert"]
    assert len(names()) == 3
    assert runner.refresh(second).events == ()
    assert names()[:2] == ["1", "2"]


def test_rows_of_a_feed_that_serves_no_longer_go(
    fake: FakeSeoul, tools: Tools, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    runner = runner_of(tools, settings, FEED, "demo_road_incidents")
    runner.step()
    monkeypatch.delenv("SEOUL_OPENAPI_KEY")
    again = runner_of(tools, settings, FEED, "demo_road_incidents")
    again.lease.holder = runner.lease.holder
    last = read.latest_event(tools.engine)
    again.step()
    assert told(tools, last)[0] == ("remove", ["1", "2"])
    assert all(f["demo"] for f in read.features(tools.engine, tools.city, "road_incidents"))
    assert {s.state for s in read.status(tools.engine, tools.city, tools.now(), again.known)} == {"demo"}


def test_many_features_are_told_in_several_events(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    fake.rows["AccInfo"] = [incident_row(str(n)) for n in range(450)]
    assert len(runner_of(tools, settings, FEED).refresh(FEED).events) == 3 + 1, (
        "450 features, and one incident: all say the same of one place"
    )


def test_old_events_go_and_the_newest_stay(tools: Tools, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store, "KEEP_EVENTS", 3)

    def write(n: int) -> None:
        with tools.engine.begin() as connection:
            for _ in range(n):
                store.append_event(connection, tools.city, "t", "remove", {"ids": []}, clock())

    write(2)
    clock.pass_(timedelta(hours=25).total_seconds())
    write(5)
    assert store.prune_events(tools.engine, clock()) == 4
    with tools.engine.connect() as connection:
        assert connection.execute(select(func.count(), func.min(event.c.id))).one() == (3, 5)


def test_stored_places_get_their_features_and_no_live_rows(fake: FakeSeoul, tools: Tools, settings: Settings, shelf: Any) -> None:
    result = runner_of(tools, settings, "seoul_bikes").refresh("seoul_bikes")
    assert (result.rows, result.events) == (2, ())
    assert [f.props["parked"] for f in shelf.saved["bikes"]] == [16, 16]
    assert shelf.calls[0]["observed_at"] == tools.now()
    with tools.engine.connect() as connection:
        assert connection.execute(select(func.count()).select_from(live)).scalar() == 0


def test_saving_places_that_fails_is_a_failure_of_the_feed(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    def fail(*_: Any, **__: Any) -> int:
        raise OSError("disk full")

    tools.save_places = fail
    result = runner_of(tools, settings, "seoul_bikes").refresh("seoul_bikes")
    assert not result.ok
    assert "disk full" in str(result.error)


def test_the_default_clock_is_utc() -> None:
    clock: Callable[[], Any] = refresh.utc_now
    assert clock().utcoffset() == timedelta(0)


def test_another_citys_connector_fills_the_stored_places_with_no_edit(
    engine: Engine, tiny: City, fake: FakeSeoul, tools: Tools, settings: Settings
) -> None:
    save_outlines(engine, settings, tiny)
    fake.rows["bikeList"] = [bike_row(1, lat="50.05", lon="10.02"), bike_row(2, lat="10.055", lon="50.05"), bike_row(3, lat="", lon="")]
    real = replace(tools, city=tiny, locate=locate, save_places=None)
    runner = runner_of(real, settings, "seoul_bikes", city=tiny.id)
    result = runner.refresh("seoul_bikes")
    assert (result.error, result.rows, len(result.problems)) == (None, 3, 1)
    assert places.counts(engine, tiny, "bikes", "district") == {"M1": 1, "M2": 1, "M3": 0}
    active = places.active(engine, tiny, "bikes")
    assert active
    assert (active.rows, active.demo) == (3, False)
    assert places.detail(engine, tiny, "bikes", "ST-1")["props"]["parked"] == 16

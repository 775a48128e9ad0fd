"""When feeds were heard: spans grow while refreshes follow each other and begin anew after a silence."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.incidents.read import heard
from geodata.incidents.spans import cover, extend, last_heard
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock, runner_of
from tests.geodata.incidents.feeding import NOW, after, iso

AHEAD = timedelta(hours=9)


def spans(engine: Engine, city: City) -> list[tuple[str, str | None, str | None]]:
    return [(s["feed"], s["begins"], s["ends"]) for s in heard(engine, city, NOW - AHEAD, NOW + AHEAD)]


@pytest.mark.parametrize(("cadence_s", "patience_min"), [(5, 1), (240, 12)])
def test_three_cadences_or_a_minute_go_on_and_more_is_a_gap(engine: Engine, tiny: City, cadence_s: float, patience_min: float) -> None:
    moments = [0.0, patience_min, 2 * patience_min, 3 * patience_min + 0.1, 3 * patience_min + 0.2]
    for minute in moments:
        with engine.begin() as connection:
            extend(connection, tiny, "f", cadence_s, after(minute))
    first, second = spans(engine, tiny)
    assert first == ("f", iso(NOW), iso(after(moments[2])))
    assert second == ("f", iso(after(moments[3])), iso(after(moments[4])))
    cut = heard(engine, tiny, after(0.5), after(moments[2] - 0.5))
    assert [(s["begins"], s["ends"]) for s in cut] == [(iso(after(0.5)), iso(after(moments[2] - 0.5)))]
    assert heard(engine, tiny, NOW, after(1), feeds=["g"]) == []


def test_covering_joins_what_it_touches(engine: Engine, tiny: City) -> None:
    with engine.begin() as connection:
        for minute in (0, 1, 10, 60):
            extend(connection, tiny, "f", 5, after(minute))
        cover(connection, tiny, "f", after(0.5), after(20))
        assert last_heard(connection, tiny, "f") == after(60)
        assert last_heard(connection, tiny, "g") is None
    assert spans(engine, tiny) == [("f", iso(NOW), iso(after(20))), ("f", iso(after(60)), iso(after(60)))]


def test_a_refresh_is_heard_when_it_succeeds(fake: FakeSeoul, tools, settings: Settings, clock: Clock) -> None:  # type: ignore[no-untyped-def]
    feed = "seoul_road_incidents"
    runner = runner_of(tools, settings, feed)
    begins = clock.at
    runner.refresh(feed)
    ends = clock.pass_(240)
    runner.refresh(feed)
    clock.pass_(240)
    fake.rows["AccInfo"] = [{"broken": "row"}]
    assert not runner.refresh(feed).ok
    (span,) = heard(tools.engine, tools.city, begins - AHEAD, begins + AHEAD)
    assert span == {"feed": feed, "begins": iso(begins), "ends": iso(ends)}

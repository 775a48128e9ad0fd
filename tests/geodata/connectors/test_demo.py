"""The demonstration feeds: functions of city and time alone, for any city, inside their neighbourhoods."""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine

from geodata.city import City, load_city
from geodata.connector import Feature
from geodata.feeds.choice import connectors
from geodata.feeds.read import features, status
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.settings import PROJECT, Settings
from tests.geodata.feeds.conftest import save_outlines

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
DEMOS = sorted(c.id for c in connectors().values() if c.demo)


def play(id_: str, city: City, now: datetime = NOW) -> list[Feature]:
    connector = connectors()[id_]
    assert connector.play
    return list(connector.play(city, now))


@pytest.mark.parametrize("id_", DEMOS)
def test_two_processes_play_the_same(id_: str, tiny: City, tiny_pack: Path) -> None:
    script = (
        "import sys, datetime as d\nfrom geodata.city import load_city\nfrom geodata.feeds.choice import connectors\n"
        f"print(list(connectors()[{id_!r}].play(load_city({str(tiny_pack)!r}), d.datetime.fromisoformat({NOW.isoformat()!r}))))"
    )
    other = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=True,
        cwd=PROJECT,
        env={"PYTHONHASHSEED": "77", "PYTHONPATH": str(PROJECT)},
    )
    assert other.stdout.strip() == repr(play(id_, tiny))


@pytest.mark.parametrize("id_", DEMOS)
@pytest.mark.parametrize("city", ["tiny", "seoul"])
def test_every_feature_says_it_is_a_demonstration_and_is_plain(id_: str, city: str, tiny: City) -> None:
    opened = tiny if city == "tiny" else load_city("seoul")
    # what is rare (disaster messages) is not going on at every hour, but within a day
    played = next(filter(None, (play(id_, opened, NOW + timedelta(hours=h)) for h in range(24))))
    assert played
    assert len({f.id for f in played}) == len(played)
    for f in played:
        assert f.props["demo"] is True
        assert f.area in opened.areas
        assert json.loads(json.dumps(f.props)) == f.props


@pytest.mark.parametrize(("id_", "shortest_s", "longest_s"), [("demo_road_incidents", 20, 40), ("demo_emergency_calls", 40, 80)])
def test_new_ones_come_at_the_promised_pace_and_end_in_time(id_: str, shortest_s: float, longest_s: float, tiny: City) -> None:
    seen: dict[str, Feature] = {}
    for second in range(0, 3600, 10):
        now = NOW + timedelta(seconds=second)
        current = {f.id: f for f in play(id_, tiny, now)}
        assert all(f.observed_at and f.observed_at <= now for f in current.values())
        seen |= current
        for gone in set(seen) - set(current):
            ends = seen[gone].props.get("expected_end")
            assert ends is None or datetime.fromisoformat(ends) <= now
    begun = [f.props.get("started_at") or f.props["reported_at"] for f in seen.values()]
    starts = sorted(datetime.fromisoformat(b) for b in begun)
    fresh = [s for s in starts if s >= NOW]
    gaps = [(b - a).total_seconds() for a, b in pairwise(fresh)]
    assert len(gaps) > 30
    assert min(gaps) >= shortest_s - 1
    assert max(gaps) <= longest_s + 1


def test_a_call_is_reported_then_dispatched_then_reached(tiny: City) -> None:
    stages: dict[str, list[tuple[bool, bool]]] = {}
    for second in range(0, 1800, 15):
        for f in play("demo_emergency_calls", tiny, NOW + timedelta(seconds=second)):
            stage = (f.props["dispatched_at"] is not None, f.props["arrived_at"] is not None)
            assert (f.props["units"] is not None) == stage[0]
            stages.setdefault(f.id, []).append(stage)
            if stage[1]:
                assert f.props["reported_at"] < f.props["dispatched_at"] < f.props["arrived_at"]
    orders = [list(dict.fromkeys(s)) for s in stages.values()]
    whole = [(False, False), (True, False), (True, True)]
    assert whole in orders
    assert all(o in (whole, whole[:2], whole[:1], whole[1:], whole[2:], whole[1:2]) for o in orders)


def test_the_number_follows_the_packs_figures(tiny: City) -> None:
    played = play("demo_road_incidents", tiny)
    assert 2 <= len(played) <= 30  # demo.csv asks for 7 at once; none lasts less than some minutes


def test_air_has_every_district_once_an_hour_and_some_station_is_down(tiny: City) -> None:
    assert [f.area for f in play("demo_air", tiny)] == [d.id for d in tiny.districts]
    assert play("demo_air", tiny) == play("demo_air", tiny, NOW + timedelta(minutes=59))
    hours = [f for h in range(200) for f in play("demo_air", tiny, NOW + timedelta(hours=h))]
    down = [f for f in hours if f.kind is None]
    assert 0 < len(down) < len(hours) / 10
    assert all(f.props["pm25"] is None for f in down)


def test_stored_incidents_lie_in_the_neighbourhood_their_text_names(engine: Engine, settings: Settings, tiny: City) -> None:
    save_outlines(engine, settings, tiny)
    with httpx.Client() as client:
        FeedRunner(engine, tiny, settings, tools=Tools(engine, tiny, client, now=lambda: NOW)).step()
    stored = [
        f
        for topic in ("road_incidents", "emergency_calls", "crowd", "facility_faults", "complaints")
        for f in features(engine, tiny, topic)
    ]
    assert len(stored) > 10
    for f in stored:
        area = tiny.areas[f["neighbourhood"]]
        assert area.name.ko in f["props"]["title_ko"]
        assert area.parent == f["district"]
    assert {s.state for s in status(engine, tiny, NOW)} == {"demo"}
    assert all(f["district"] == f["id"] for topic in ("air", "weather") for f in features(engine, tiny, topic))

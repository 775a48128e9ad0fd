"""SIGKILL during a refresh leaves the old state or the new one, whole: incident, report, step and event agree."""

import os
import random
import signal
import subprocess
import sys
import time

from sqlalchemy import Engine, select

from geodata.city import City
from geodata.db.incidents import feed_span, incident, incident_report, incident_step
from geodata.db.schema import event, feed, live
from geodata.incidents.model import STATUSES
from geodata.settings import PROJECT, Settings

# Every refresh moves 40 calls one stage on: a state in which some have moved and others have not is one cut in half.
_SCRIPT = """
import sys, itertools
from dataclasses import replace
from datetime import datetime, timedelta, UTC
from pathlib import Path
import httpx
from geodata.city import load_city
from geodata.connector import Feature
from geodata.db.engine import open_engine
from geodata.feeds.choice import connectors
from geodata.feeds.refresh import Tools, refresh
from geodata.settings import Settings

STAGES = ("reported", "dispatched", "arrived", "controlled", "closed")
city = load_city(sys.argv[2])
engine = open_engine(Settings(home=Path(sys.argv[1]), city=sys.argv[2], feeds=False))
run = int(sys.argv[3])
start = now = datetime(2026, 11, 24, 5, tzinfo=UTC) + timedelta(days=run)
turn = 0

def play(city, at):
    begun, stage = divmod(turn, len(STAGES))
    for n in range(40):
        times = {f"{s}_at": (start + timedelta(minutes=50 * begun + 10 * i)).isoformat() for i, s in enumerate(STAGES[: stage + 1])}
        yield Feature(f"{run}-{begun}-{n}", 10.02, 50.02, name=f"{run}-{begun}-{n}", kind="fire", observed_at=now, props=times)

own = replace(connectors()["demo_emergency_calls"], play=play, past=None)
nowhere = lambda engine, city, lons, lats: ([None] * len(lons), [None] * len(lons))
tools = Tools(engine, city, httpx.Client(), now=lambda: now, locate=nowhere)
print("ready", flush=True)
for turn in itertools.count():
    now += timedelta(minutes=10)
    assert refresh(tools, own, {}).ok
"""


def test_a_refresh_that_is_killed_is_whole_or_has_not_been(engine: Engine, settings: Settings, tiny: City) -> None:
    dice, seen = random.Random(7), set()
    for run in range(4):
        process = subprocess.Popen(
            [sys.executable, "-c", _SCRIPT, str(settings.home), settings.city, str(run)],
            cwd=PROJECT, env={**os.environ, "PYTHONPATH": str(PROJECT)}, stdout=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        time.sleep(dice.uniform(0.05, 0.4))  # not a wait for something: any moment is right to be killed at
        process.send_signal(signal.SIGKILL)
        assert process.wait(10) == -signal.SIGKILL
        process.stdout.close()
        seen.add(_whole(engine))
    assert len(seen) > 1, "it was always killed at the same stage: nothing was tried"


def _whole(engine: Engine) -> tuple[str, ...]:
    """Check that every table tells of the same refresh; returns the stages incidents are in."""
    with engine.connect() as connection:
        rows = {r["id"]: dict(r) for r in connection.execute(select(incident)).mappings()}
        reports = {r["id"]: dict(r) for r in connection.execute(select(incident_report)).mappings()}
        steps: dict[str, list[str]] = {}
        for step in connection.execute(select(incident_step).order_by(incident_step.c.pk)):
            steps.setdefault(step.incident, []).append(step.to_status)
        told: dict[str, str] = {}
        for body in connection.execute(select(event.c.body).where(event.c.topic == "incidents").order_by(event.c.id)).scalars():
            told |= {one["id"]: one["status"] for one in body["incidents"]}
        playing = {f"emergency_calls:{i}" for i in connection.execute(select(live.c.id)).scalars()}
        fetched = connection.execute(select(feed.c.fetched_at)).scalar()
        heard = connection.execute(select(feed_span.c.ends).order_by(feed_span.c.ends.desc())).scalar()
    assert rows.keys() == reports.keys() == steps.keys() == told.keys()
    assert len(rows) % 40 == 0
    assert heard == fetched
    assert {i for i, r in reports.items() if r["gone_at"] is None} == playing
    for id_, row in rows.items():
        assert row["status"] == told[id_] == steps[id_][-1]
        assert steps[id_] == list(STATUSES[: STATUSES.index(row["status"]) + 1]) or row["closed_by"] == "absence"
    stages = {row["status"] for i, row in rows.items() if i in playing}
    assert len(stages) <= 1, "forty calls move together"
    return tuple(stages)

"""Figures of the live side: from a provider's reply to the event a viewer can read, a full refresh, and the idle runner."""

import os
import random
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from unittest import mock

import httpx
from sqlalchemy import Engine

from geodata.city import City, load_city
from geodata.db.engine import open_engine
from geodata.feeds import read
from geodata.feeds.choice import connectors
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.settings import Settings
from tests.bench.figure import Figure
from tests.fake_seoul import FakeSeoul, incident_row

INCIDENTS = 300  # live at once: several times what the city reports
ROUNDS = 40
IDLE_S = 10.0


def _nearest(_engine: Engine, city: City, lons: list[float], lats: list[float]) -> tuple[list[Any], list[Any]]:
    """Stands in for point-in-area, which has its own figures."""
    return [city.districts[0].id] * len(lons), [None] * len(lats)


@contextmanager
def _home() -> Iterator[tuple[Engine, City, Settings]]:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), city="seoul")
        engine = open_engine(settings)
        yield engine, load_city("seoul"), settings
        engine.dispose()


def arrival() -> tuple[list[float], list[float]]:
    """Milliseconds of a whole refresh over the loopback, and from its begin until the listener has read the event; one of 300
    incidents is new each time."""
    whole, heard = [], []
    with _home() as (engine, city, settings), FakeSeoul("key") as fake, httpx.Client() as client:
        environment = {"SEOUL_OPENAPI_KEY": "key", "SEOUL_OPENAPI_URL": fake.url}
        known = {"seoul_road_incidents": replace(connectors()["seoul_road_incidents"], quota_per_day=None)}
        tools = Tools(engine, city, client, locate=_nearest, dice=random.Random(1))
        runner = FeedRunner(engine, city, settings, known=known, tools=tools)
        arrived: list[float] = []

        def listen(events: Any) -> None:
            assert read.events_since(engine, min(events) - 1, 10)
            arrived.append(time.perf_counter())

        runner.publish(listen)
        with mock.patch.dict("os.environ", environment):
            for number in range(ROUNDS):
                fake.rows["AccInfo"] = [incident_row(str(n)) for n in range(number, number + INCIDENTS)]
                began = time.perf_counter()
                result = runner.refresh("seoul_road_incidents")
                whole.append((time.perf_counter() - began) * 1000)
                assert result.ok, result.error
                heard.append((arrived[-1] - began) * 1000)
    return whole[1:], heard[1:]


def idle() -> tuple[float, float]:
    """Share of a core (percent) that the runner takes while the three demonstration feeds play, and milliseconds of one status()."""
    with _home() as (engine, city, settings), mock.patch.dict("os.environ"):
        os.environ.pop("SEOUL_OPENAPI_KEY", None)
        runner = FeedRunner(engine, city, settings, tools=Tools(engine, city, httpx.Client(), locate=_nearest))
        runner.start()
        time.sleep(2)  # the first round stores everything; only the steady state is measured
        cpu, wall = time.process_time(), time.perf_counter()
        time.sleep(IDLE_S)
        share = 100 * (time.process_time() - cpu) / (time.perf_counter() - wall)
        began = time.perf_counter()
        for _ in range(50):
            read.status(engine, city, datetime.now(UTC))
        took_ms = (time.perf_counter() - began) * 1000 / 50
        runner.stop()
        return share, took_ms


def figures() -> list[Figure]:
    """The rows of ``make bench``."""
    whole, heard = arrival()
    share, status_ms = idle()
    how = f"{INCIDENTS} live incidents, one new and one gone, {len(heard)} rounds"
    return [
        Figure("live: reply to event readable, median", median(heard), "ms", floor=500, note=how),
        Figure("live: reply to event readable, p95", quantiles(heard, n=20)[-1], "ms", floor=1000, note="the same rounds"),
        Figure("live: one whole refresh, median", median(whole), "ms", note="fetch, parse, place, store, tell"),
        Figure("live: runner, share of a core", share, "%", floor=5, note=f"three demonstration feeds playing, {IDLE_S:g} s"),
        Figure("live: status of all feeds", status_ms, "ms", note="50 calls"),
    ]

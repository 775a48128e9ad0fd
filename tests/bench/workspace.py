"""How long the workspace of an incident takes and how large its answer is: the built-in city with 83,734 cameras and 30 days of
demonstration history, 200 open incidents at random, as the duty officer and as the public. Naive: the cameras alone, all read and
sorted by distance in Python.

The published list of cameras is used where it is at hand (../shared beside the project), else as many made-up ones.
"""

import json
import random
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from pyproj import Geod
from sqlalchemy import select

from callbacks.incidents import history, listed
from callbacks.workspace import workspace
from geodata.access.person import PUBLIC, Person
from geodata.build import build
from geodata.city import load_city
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.db.schema import dataset, place
from geodata.feeds.runner import FeedRunner
from geodata.incidents.history import catch_up
from geodata.incidents.read import open_incidents
from geodata.places.load import import_places
from geodata.places.points import Points
from geodata.places.store import save_places
from geodata.settings import PROJECT, Settings
from tests.bench.figure import Figure

CAMERAS = PROJECT.parent / "shared" / "data" / "cctv" / "seoul_ansimi_cctv_83734.csv"
N_CAMERAS, N_INCIDENTS, N_NAIVE = 83_734, 200, 10
DAYS = timedelta(days=30)
FLOOR_MS, FLOOR_KB = 100.0, 25.0
DUTY = Person("bench", "duty")


def prepared(home: Path) -> Context:
    """The built-in city in ``home`` with cameras, 30 days of history and every demonstration feed refreshed once."""
    settings = Settings(home=home, feeds=False)
    build(settings)
    context = Context(settings, open_engine(settings), load_city(settings.city))
    if CAMERAS.is_file():
        import_places(context.engine, context.city, "cctv", CAMERAS)
    else:
        save_places(context.engine, context.city, "cctv", _made_up(context), {"title": {"ko": "측정", "en": "bench"}})
    now = datetime.now(UTC)
    catch_up(context.engine, context.city, now)
    runner = FeedRunner(context.engine, context.city, settings)
    for connector in runner._serving():
        if connector.demo and connector.store == "live":
            runner.refresh(connector.id)
    return context


def _made_up(context: Context) -> Points:
    """Cameras drawn near the middles of neighbourhoods, as dense as the published ones."""
    dice, areas = np.random.default_rng(1), context.city.neighbourhoods
    chosen = dice.integers(0, len(areas), N_CAMERAS)
    middles = np.array([(areas[i].lon, areas[i].lat) for i in chosen])
    where = (middles + dice.normal(0, 0.004, middles.shape)).round(4)
    names: list[str | None] = [None] * N_CAMERAS
    props = [{"address": f"측정로 {i}", "cameras": 1} for i in range(N_CAMERAS)]
    return Points([str(i) for i in range(N_CAMERAS)], where[:, 0], where[:, 1], names, names, props)


def _ms(work: Callable[[], Any]) -> tuple[float, float]:
    """Milliseconds from the question to JSON, and kilobytes of the answer."""
    started = time.perf_counter()
    body = json.dumps(work(), ensure_ascii=False, separators=(",", ":")).encode()
    return (time.perf_counter() - started) * 1e3, len(body) / 1e3


def opened(context: Context, ids: list[str], person: Person, **how: Any) -> tuple[np.ndarray, np.ndarray]:
    """Milliseconds and kilobytes of each workspace."""
    for one in ids[:5]:
        workspace(context, one, person=person, **how)  # what the first request of a process reads once
    found = [_ms(lambda one=one: workspace(context, one, person=person, **how)) for one in ids]  # type: ignore[misc]
    return np.array([ms for ms, _ in found]), np.array([kb for _, kb in found])


def naive(context: Context, positions: list[tuple[float, float]]) -> float:
    """Milliseconds (mean) of reading every camera and sorting by distance."""
    geod, query = Geod(ellps="WGS84"), select(place.c.fid, place.c.name, place.c.lon, place.c.lat, place.c.props)
    query = query.join(dataset, dataset.c.id == place.c.dataset_id).where(dataset.c.topic == "cctv", dataset.c.active)

    def sorted_by_distance(lon: float, lat: float) -> list[Any]:
        with context.engine.connect() as connection:
            rows = [dict(row) for row in connection.execute(query).mappings()]
        for row in rows:
            row["distance_m"] = geod.inv(lon, lat, row["lon"], row["lat"])[2]
        return sorted(rows, key=lambda row: row["distance_m"])[:8]

    return float(np.mean([_ms(lambda at=at: sorted_by_distance(*at))[0] for at in positions]))  # type: ignore[misc]


def measure(context: Context) -> list[Figure]:
    """Figures over a prepared city."""
    now = datetime.now(UTC)
    open_now = open_incidents(context.engine, context.city)
    dice = random.Random(3)
    ids = [one["id"] for one in dice.choices(open_now, k=N_INCIDENTS)]
    duty_ms, duty_kb = opened(context, ids, DUTY)
    public_ms, public_kb = opened(context, ids, PUBLIC)
    wide_ms, wide_kb = opened(context, ids, DUTY, radius_m=5_000)
    past = now - DAYS / 2
    then = [one["id"] for one in dice.choices(open_incidents(context.engine, context.city, past), k=N_INCIDENTS // 4)]
    past_ms, _ = opened(context, then, DUTY, at=past)
    list_ms, list_kb = _ms(lambda: listed(context, person=DUTY))
    bar_ms, _ = _ms(lambda: history(context, since=now - DAYS, until=now, step_s=27_000, now=now))
    plain_ms = naive(context, [(one["lon"], one["lat"]) for one in open_now[:N_NAIVE] if one["lon"] is not None])
    note = f"{N_INCIDENTS} of {len(open_now)} open incidents"

    def p(values: np.ndarray, share: float) -> float:
        return float(np.percentile(values, share))

    return [
        Figure("workspace, duty officer: server, p95", p(duty_ms, 95), "ms", FLOOR_MS, plain_ms, note=f"{note}; naive: cameras alone"),
        Figure("workspace, duty officer: server, p50", p(duty_ms, 50), "ms"),
        Figure("workspace, public: server, p95", p(public_ms, 95), "ms", FLOOR_MS, note="with everything withheld that rules name"),
        Figure("workspace, circle of 5 km: server, p95", p(wide_ms, 95), "ms", FLOOR_MS),
        Figure("workspace as of 15 days ago: server, p95", p(past_ms, 95), "ms", FLOOR_MS),
        Figure("workspace: largest answer", float(max(duty_kb.max(), public_kb.max())), "kB", FLOOR_KB, note="JSON, not compressed"),
        Figure("workspace, circle of 5 km: largest answer", float(wide_kb.max()), "kB", None),
        Figure("list of open incidents: server", list_ms, "ms", note=f"{len(open_now)} rows, {list_kb:.0f} kB"),
        Figure("time bar over 30 days: server", bar_ms, "ms"),
    ]


def figures() -> list[Figure]:
    """Figures of the workspace, in a home that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        context = prepared(Path(folder))
        try:
            return measure(context)
        finally:
            context.engine.dispose()

"""Runs inside a copy of the project: ``python tests/bench/_registry_probe.py FOLDER`` prints one JSON object of measurements."""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from fastapi.testclient import TestClient

from callbacks.draw import facts
from dash_app.app import create_app
from geodata.build import build
from geodata.city import load_city
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.feeds.read import events_since, latest_event, status
from geodata.feeds.runner import POOL, FeedRunner
from geodata.settings import PROJECT, Settings

TINY = PROJECT / "tests" / "tinycity"
START = "import sys; from geodata.settings import *; from dash_app.app import create_app; create_app(Settings(home=Path(sys.argv[1]), city=sys.argv[2], feeds=False))"


def median_ms(work: Callable[[], object], times: int = 7) -> float:
    """Median of ``times`` runs."""
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken) * 1000


def stored_kb(settings: Settings) -> float:
    """Size of the database with its log."""
    return sum(p.stat().st_size for p in settings.home.glob("sijangsil.sqlite*")) / 1000


def main(folder: str) -> dict[str, float]:
    """Build the made-up city, start it, refresh everything twice, ask for the registry."""
    settings = Settings(home=Path(folder) / "home", city=str(TINY), feeds=False)
    build(settings)
    command = [sys.executable, "-c", START, str(settings.home), settings.city]
    start_cpu_s = min(_processor_s(command) for _ in range(3))
    engine, city = open_engine(settings), load_city(settings.city)
    runner = FeedRunner(engine, city, settings)
    runner.step()  # takes the lease, refreshes all, one after the other: the first round makes every row
    names = [c.id for c in runner._serving()]
    before_kb, first_event = stored_kb(settings), latest_event(engine)
    began, cpu = time.perf_counter(), time.process_time()
    with ThreadPoolExecutor(POOL) as pool:
        results = list(pool.map(runner.refresh, names))
    round_s, round_cpu_s = time.perf_counter() - began, time.process_time() - cpu
    failed = [r.error for r in results if not r.ok]
    if failed:
        raise RuntimeError(f"{len(failed)} feeds failed; the first: {failed[0]}")
    client = TestClient(create_app(settings).server, base_url="http://127.0.0.1:8050")
    api, page = client.get("/api/sources"), client.get("/sources")
    sent = client.send(client.build_request("GET", "/api/sources", headers={"accept-encoding": "br, gzip"}), stream=True)
    context = Context(settings, engine, city)
    return {
        "feeds": len(names),
        "start_cpu_s": start_cpu_s,
        "round_s": round_s,
        "round_cpu_s": round_cpu_s,
        "feed_p95_ms": sorted(r.took_s for r in results)[int(0.95 * len(results))] * 1000,
        "grown_kb": stored_kb(settings) - before_kb,
        "events": len(events_since(engine, first_event, 100_000)),
        "step_ms": median_ms(runner.step) if not names else median_ms(lambda: _idle(runner)),
        "status_ms": median_ms(lambda: status(engine, city)),
        "api_ms": median_ms(lambda: client.get("/api/sources")),
        "api_kb": len(api.content) / 1000,
        "api_sent_kb": sum(map(len, sent.iter_raw())) / 1000,
        "page_ms": median_ms(lambda: client.get("/sources")),
        "page_kb": len(page.content) / 1000,
        "draw_ms": median_ms(lambda: facts(context, {"query": "layers=indicator,road_incidents,air"})),
    }


def _processor_s(command: list[str]) -> float:
    """Processor time of a command: what else the machine does counts less than in time by the clock."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, cwd=PROJECT)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def _idle(runner: FeedRunner) -> None:
    """A turn in which nothing is due."""
    now = runner.tools.now()
    runner._due = {c.id: now.replace(year=now.year + 1) for c in runner._serving()}
    runner.step()


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))

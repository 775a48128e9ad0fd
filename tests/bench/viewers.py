"""200 viewers of the live stream and 50 people drilling at once, over real HTTP on the loopback.

The clients are another process; the server's processor time is that of this one, writer included.
"""

import asyncio
import json
import random
import shutil
import subprocess
import sys
import time
from datetime import UTC, datetime
from typing import Any

import httpx
from playwright.sync_api import sync_playwright
from sqlalchemy import delete, insert

from geodata.city import load_city
from geodata.db.schema import event
from tests.bench._office import call, percentile, run, seoul, served
from tests.bench.figure import Figure
from tests.browser.conftest import FLAGS

VIEWERS = 200
ARRIVALS = 40
EVERY_S = 0.25
PEOPLE = 50
DRILLS = 8
THINK_S = 1.0


def figures() -> list[Figure]:
    """Push latency and processor share, and the drill-down under load."""
    settings = seoul()
    with served(settings) as (url, app):
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
            page = _watching(browser, url)
            pushed = _push(url, app)
            painted = page.evaluate("window.__late")
            browser.close()
        drilled = [json.loads(_client("drill", url, str(think))) for think in (THINK_S, 0.0)]
        plain = percentile(json.loads(_client("alone", url))["server_ms"], 0.95)
    late = pushed["late_ms"]
    return [
        Figure(
            "arrival → painted in Chromium, p95",
            percentile(painted, 0.95),
            "ms",
            1000,
            note=f"{len(painted)} of {ARRIVALS} marks, beside {VIEWERS} other viewers, median {percentile(painted, 0.5):.0f} ms",
        ),
        Figure(
            "arrival → 200 viewers, p95",
            percentile(late, 0.95),
            "ms",
            1000,
            note=f"median {percentile(late, 0.5):.0f} ms, {len(late)} deliveries, SSE",
        ),
        Figure("server processor with 200 viewers", pushed["share"] * 100, "% of a core", 50, note=f"{1 / EVERY_S:.0f} arrivals a second"),
        Figure("drill-down, server part, p95", plain, "ms", 30, note="both callbacks, one person"),
        Figure(
            "50 people drilling, p99",
            percentile(drilled[0]["drill_ms"], 0.99),
            "ms",
            500,
            note=f"{THINK_S:g} s to think, {drilled[0]['errors']} errors",
        ),
        Figure(
            "50 people, no time to think, p99",
            percentile(drilled[1]["drill_ms"], 0.99),
            "ms",
            None,
            note=f"{drilled[1]['errors']} errors, {drilled[1]['per_s']:.0f} drills/s",
        ),
        Figure("errors while 50 drill", float(drilled[0]["errors"] + drilled[1]["errors"]), "errors", 0),
    ]


def _watching(browser: Any, url: str) -> Any:
    """A page close up on where the arrivals happen; ``window.__late``: milliseconds from sent to the frame after the mark."""
    page = browser.new_context(viewport={"width": 1366, "height": 900}, locale="ko-KR", bypass_csp=True).new_page()
    page.goto(url + "?layers=road_incidents&x=127.0&y=37.5&z=15")
    page.wait_for_function("window.sijangsil && sijangsil.page.connection === 'connected' && sijangsil.page.layers.length > 0")
    page.evaluate(
        """() => { window.__late = []; const seen = new Set(); new MutationObserver(() => document.querySelectorAll("[data-feature^='road_incidents:bench']").forEach(e => {
        const id = e.dataset.feature.split(':')[1]; if (seen.has(id)) return; seen.add(id); const sent = sijangsil.page.live.road_incidents[id].props.sent;
        requestAnimationFrame(() => window.__late.push(Date.now() - sent * 1000)); })).observe(document.getElementById('map'), {childList: true, subtree: true, attributes: true}); }"""
    )
    return page


def _client(*words: str) -> str:
    done = subprocess.run([sys.executable, "-m", "tests.bench.viewers", *words], capture_output=True, text=True, check=True, timeout=200)
    return done.stdout


def _push(url: str, app: Any) -> dict[str, Any]:
    engine = app.server.state.broadcaster.engine
    client = subprocess.Popen([sys.executable, "-m", "tests.bench.viewers", "watch", url], stdout=subprocess.PIPE, text=True)
    assert client.stdout
    assert client.stdout.readline().strip() == "connected"
    began, used = time.perf_counter(), time.process_time()
    ids = []
    for n in range(ARRIVALS):
        feature = {
            "id": f"bench{n}",
            "lon": 126.99 + n * 0.0005,
            "lat": 37.5,
            "props": {"title_ko": "측정", "sent": time.time()},
            "kind": "crash",
        }
        with engine.begin() as connection:
            row = insert(event).values(
                at=datetime.now(UTC).isoformat(), city="seoul", topic="road_incidents", kind="upsert", body={"features": [feature]}
            )
            ids.append(connection.execute(row).inserted_primary_key[0])
        app.server.state.broadcaster.wake(ids[-1:])
        time.sleep(EVERY_S)
    share = (time.process_time() - used) / (time.perf_counter() - began)
    with engine.begin() as connection:
        connection.execute(delete(event).where(event.c.id.in_(ids)))
    out, _ = client.communicate(timeout=60)
    return {"late_ms": json.loads(out), "share": share}


async def _watch(url: str) -> None:
    late: list[float] = []
    ready = asyncio.Semaphore(0)

    async def one(client: httpx.AsyncClient) -> None:
        async with client.stream("GET", url + "live") as reply:
            seen = 0
            async for line in reply.aiter_lines():
                if line.startswith("retry"):
                    ready.release()
                elif line.startswith("data: ") and '"sent"' in line:
                    late.append((time.time() - json.loads(line[6:])["body"]["features"][0]["props"]["sent"]) * 1000)
                    seen += 1
                    if seen == ARRIVALS:
                        return

    async with httpx.AsyncClient(timeout=60, limits=httpx.Limits(max_connections=VIEWERS + 10)) as client:
        tasks = [asyncio.create_task(one(client)) for _ in range(VIEWERS)]
        for _ in range(VIEWERS):
            await ready.acquire()
        print("connected", flush=True)
        await asyncio.wait_for(asyncio.gather(*tasks), 60)
    print(json.dumps(late))


async def _drill_once(client: httpx.AsyncClient, url: str, area: str, n: int, view: Any) -> tuple[float, Any]:
    """Both callbacks of one click; (milliseconds, the new view). Raises for anything but a good answer."""
    began = time.perf_counter()
    first = await client.post(url + "_dash-update-component", json=call("view", "event", {"n": n, "type": "area", "id": area}, view))
    first.raise_for_status()
    view = first.json()["response"]["view"]["data"]
    second = await client.post(url + "_dash-update-component", json=call("drawn", "view", view))
    second.raise_for_status()
    assert second.json()["response"]["drawn"]["data"]["view"]["area"] == area
    return (time.perf_counter() - began) * 1000, view


async def _drill(url: str, think_s: float, people: int) -> dict[str, Any]:
    areas = [a.id for a in load_city("seoul").areas.values()]
    took: list[float] = []
    errors = 0

    async def person(client: httpx.AsyncClient, seed: int) -> None:
        nonlocal errors
        dice, view = random.Random(seed), None
        for n in range(DRILLS):
            await asyncio.sleep(dice.random() * 2 * think_s)
            try:
                ms, view = await _drill_once(client, url, dice.choice(areas), n + 1, view)
                took.append(ms)
            except (httpx.HTTPError, AssertionError, KeyError):
                errors += 1

    began = time.perf_counter()
    async with httpx.AsyncClient(timeout=30, limits=httpx.Limits(max_connections=people + 5)) as client:
        await asyncio.gather(*(person(client, seed) for seed in range(people)))
    return {"drill_ms": took, "errors": errors, "per_s": len(took) / (time.perf_counter() - began)}


async def _alone(url: str) -> dict[str, Any]:
    told = await _drill(url, 0.0, 1)
    return {"server_ms": (told["drill_ms"] + (await _drill(url, 0.0, 1))["drill_ms"] + (await _drill(url, 0.0, 1))["drill_ms"])[2:]}


if __name__ == "__main__":
    words = sys.argv[1:]
    if words[0] == "watch":
        run(_watch(words[1]))
    elif words[0] == "drill":
        print(json.dumps(run(_drill(words[1], float(words[2]), PEOPLE))))
    else:
        print(json.dumps(run(_alone(words[1]))))

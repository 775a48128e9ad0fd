"""The page in a real Chromium: weight, first paint, click to card, indicator change, a live arrival."""

import gzip
import shutil
import time
from statistics import median
from typing import Any

from playwright.sync_api import Page, sync_playwright

from geodata.boundaries.store import load
from geodata.city import load_city
from geodata.db.engine import open_engine
from tests.bench._office import percentile, seoul, served
from tests.bench.figure import Figure
from tests.browser.conftest import FLAGS

LOADS = 5
CLICKS = 25

# Resolves two frames after ``done()`` is true: the change has been handed to the screen.
PAINTED = """async ([start, done]) => { const began = performance.now(); new Function('return ' + start)()();
const ready = new Function('return ' + done)(); while (!ready()) { await new Promise(requestAnimationFrame); if (performance.now() - began > 8000) throw new Error(done); }
await new Promise(requestAnimationFrame); return performance.now() - began; }"""


def figures() -> list[Figure]:
    """Measured with the server in this process and Chromium beside it, on the same two cores."""
    settings = seoul()
    with served(settings) as (url, _), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=FLAGS)
        kilobytes, paints = [], []
        for _ in range(LOADS):
            weight, paint = _load(browser, url)
            kilobytes.append(weight)
            paints.append(paint)
        page = _open(browser, url + "?layers=indicator")
        clicks = _clicks(page)
        page = _open(browser, url + "?layers=indicator&level=neighbourhood&ind=living_population_day")
        changes = _changes(page)
        answer = _answer_kb(_open(browser, url + "?layers=indicator"), "11680")
        geometry = load(open_engine(settings), load_city("seoul"), "neighbourhood").to_json().encode()
        browser.close()
    return [
        Figure("first page, over the wire", median(kilobytes), "kB", 650, note="all answers, brotli"),
        Figure("districts painted after navigation", median(paints), "ms", 1500, note=f"median of {LOADS}, worst {max(paints):.0f}"),
        Figure(
            "district click → neighbourhoods and card, p95",
            percentile(clicks, 0.95),
            "ms",
            250,
            note=f"median {median(clicks):.0f}",
        ),
        Figure(
            "district click, answer on the wire",
            answer,
            "kB",
            naive=len(gzip.compress(geometry, 5)) / 1000,
            note="naive: the 424 outlines in the callback's answer",
        ),
        Figure(
            "indicator change on 424 areas",
            percentile(changes, 0.95),
            "ms",
            150,
            note=f"p95 of {len(changes)}, median {median(changes):.0f}",
        ),
    ]


def _open(browser: Any, url: str) -> Page:
    page: Page = browser.new_context(viewport={"width": 1366, "height": 900}, locale="ko-KR", bypass_csp=True).new_page()
    page.goto(url)
    page.wait_for_function(
        "window.sijangsil && sijangsil.page.drawn && sijangsil.shapes.neighbourhood.size === 424 && Object.keys(sijangsil.page.areas).length"
    )
    time.sleep(0.5)  # let the page come to rest, so that its own loading is not in the figure
    return page


def _load(browser: Any, url: str) -> tuple[float, float]:
    """(kB, ms until the districts are coloured) of a first visit with an empty cache."""
    context = browser.new_context(viewport={"width": 1366, "height": 900}, locale="ko-KR", bypass_csp=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    session.on("Network.loadingFinished", lambda sent: sizes.append(sent["encodedDataLength"]))
    page.add_init_script(
        """(function look() { const p = document.querySelector('path.area.district');
        if (p && (p.getAttribute('fill') || '').startsWith('#')) window.__painted = performance.now(); else requestAnimationFrame(look); })()"""
    )
    page.goto(url)
    page.wait_for_function("window.__painted && sijangsil.page.layers.length && sijangsil.shapes.neighbourhood.size === 424")
    page.wait_for_load_state("load")
    paint = float(page.evaluate("window.__painted"))
    context.close()
    return sum(sizes) / 1000, paint


def _clicks(page: Page) -> list[float]:
    """Milliseconds from the click on each district to its neighbourhoods and card on the screen."""
    took = []
    for district in load_city("seoul").districts[:CLICKS]:
        start = (
            f"() => document.querySelector(\"path[data-area='{district.id}']\").dispatchEvent(new MouseEvent('click', {{bubbles: true}}))"
        )
        done = (
            f"() => sijangsil.page.drawn.view.area === '{district.id}' && document.querySelector('#card-body h2').textContent === '{district.name.ko}'"
            f" && [...document.querySelectorAll('path.area.neighbourhood')].some(p => p.style.display === '')"
        )
        took.append(float(page.evaluate(PAINTED, [start, done])))
        page.evaluate("sijangsil.send('home')")
        page.wait_for_function("sijangsil.page.drawn.view.area === null")
        time.sleep(0.5)  # the map flies back; the next click starts from rest
    return took


def _changes(page: Page) -> list[float]:
    """Milliseconds from choosing an indicator to 424 recoloured areas."""
    took = []
    for indicator in (
        "living_population_night",
        "area_km2",
        "living_population_day",
        "land_price",
        "green_space_share",
        "day_night_ratio",
    ) * 3:
        start = f"() => sijangsil.send('indicator', {{id: '{indicator}'}})"
        done = f"() => sijangsil.page.drawn.view.indicator === '{indicator}'"
        took.append(float(page.evaluate(PAINTED, [start, done])))
        time.sleep(0.2)
    return took


def _answer_kb(page: Page, district: str) -> float:
    """Size of the draw callback's answer for one district, as it goes over the wire."""
    with page.expect_response(
        lambda reply: "_dash-update-component" in reply.url and '"drawn' in (reply.request.post_data or "")
    ) as caught:
        page.evaluate(f"sijangsil.send('area', {{id: '{district}'}})")
    return len(gzip.compress(caught.value.body(), 5)) / 1000

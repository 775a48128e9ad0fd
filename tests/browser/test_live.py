"""Live arrival without a reload, without moving the view or closing a card; freshness in words; hostile texts stay text."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from sqlalchemy import Engine, insert, update

from geodata.connector import Feature
from geodata.db.engine import open_engine
from geodata.db.schema import feed
from geodata.settings import Settings
from tests.browser.conftest import Office, open_page, serve
from tests.browser.happening import Teller
from tests.browser.test_drill import settled
from tests.conftest import TINY

pytestmark = pytest.mark.browser
HOSTILE = '<img src=x onerror="window.pwned=1"><script>window.pwned=1</script> 도로 통제'


@pytest.fixture(scope="module")
def quiet(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """The made-up city with feeds off: what arrives is what the test writes, from another process than the server's."""
    office = serve(tmp_path_factory.mktemp("quiet"), str(TINY), SIJANGSIL_FEEDS="off")
    engine = open_engine(Settings(home=office.home, city=str(TINY)))
    with engine.begin() as connection:
        connection.execute(
            insert(feed).values(
                id="demo_road_incidents:mirae", city="mirae", topic="road_incidents", demo=True, problems=[], rows=0, observed_at=_now()
            )
        )
    yield office, engine
    office.stop()


def _now(seconds: float = 0) -> str:
    return (datetime.now(UTC) + timedelta(seconds=seconds)).isoformat(timespec="seconds")


def arrive(office: Office, fid: str, title: str, lon: float, lat: float) -> None:
    """An incident as the feed runner writes it: row, incident and events in one transaction."""
    props = {"title_ko": title, "title_en": title, "started_at": _now()}
    Teller(office).tell("demo_road_incidents", [Feature(fid, lon, lat, title, "crash", datetime.now(UTC), None, props)])


def place(page: Page) -> str:
    """Where the map is and what is open."""
    return str(
        page.evaluate(
            "[sijangsil.page.map.getCenter(), sijangsil.page.map.getZoom(), sijangsil.page.drawn.query, document.querySelector('#card-body h2').textContent].join()"
        )
    )


def test_an_arrival_is_painted_without_moving_anything(quiet: tuple[Office, Engine], desktop: BrowserContext) -> None:
    office, _ = quiet
    page = open_page(desktop, office.url)
    district = page.evaluate("Object.values(sijangsil.page.areas).find(a => a.level === 'district')")
    page.evaluate("id => sijangsil.open(id)", district["id"])
    page.wait_for_function("id => sijangsil.page.drawn.view.area === id", arg=district["id"])
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    settled(page)
    before, loads = place(page), page.evaluate("performance.getEntriesByType('navigation').length + performance.timeOrigin")
    arrive(office, "x1", HOSTILE, district["lon"], district["lat"])
    mark = page.locator("[data-feature='road_incidents:x1']")
    expect(mark).to_be_visible(timeout=3000)
    expect(page.locator("#announce")).to_contain_text("도로 통제")
    settled(page)
    assert place(page) == before
    assert page.evaluate("performance.getEntriesByType('navigation').length + performance.timeOrigin") == loads
    mark.click()
    expect(page.locator("#card-body h2")).to_have_text(HOSTILE)
    assert page.evaluate("window.pwned") is None
    assert page.locator("#office img, #office script").count() == 0
    expect(page.locator("#card-body")).to_contain_text("시연용")


def test_a_frozen_feed_turns_stale_by_itself_in_words_and_shape(quiet: tuple[Office, Engine], desktop: BrowserContext) -> None:
    office, engine = quiet
    page = open_page(desktop, office.url)
    row = page.locator("#layer-list li.layer", has_text="도로 돌발상황")
    stale_after = page.evaluate("Object.values(sijangsil.page.feeds).find(f => f.topic === 'road_incidents').stale_after_s")
    with engine.begin() as connection:
        connection.execute(update(feed).where(feed.c.topic == "road_incidents").values(observed_at=_now(4 - stale_after)))
    page.reload()
    expect(row.locator(".badge.demo")).to_have_text("◆시연")
    expect(row.locator(".badge.stale")).to_have_text("▲지연", timeout=15000)  # nothing arrives; the page's own clock says so
    with engine.begin() as connection:
        connection.execute(update(feed).where(feed.c.topic == "road_incidents").values(observed_at=_now()))


def test_a_dropped_stream_says_so_and_catches_up(tmp_path: Path, desktop: BrowserContext) -> None:
    office = serve(tmp_path, str(TINY), SIJANGSIL_FEEDS="off")
    engine = open_engine(Settings(home=office.home, city=str(TINY)))
    page = open_page(desktop, office.url)
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    port = office.url.rsplit(":", 1)[1].strip("/")
    office.stop()
    expect(page.locator("#live-words")).to_contain_text("다시 연결하는 중")
    expect(page.locator("#notices")).to_contain_text("서버에 연결할 수 없습니다")
    with engine.begin() as connection:
        connection.execute(
            insert(feed).values(
                id="demo_road_incidents:mirae", city="mirae", topic="road_incidents", demo=True, problems=[], rows=1, observed_at=_now()
            )
        )
    middle = page.evaluate("Object.values(sijangsil.page.areas).find(a => a.level === 'district')")
    arrive(office, "missed", "끊긴 사이의 사고", middle["lon"], middle["lat"])
    again = serve(tmp_path, str(TINY), SIJANGSIL_FEEDS="off", PORT=port)
    expect(page.locator("[data-feature='road_incidents:missed']")).to_be_visible(timeout=20000)
    expect(page.locator("#notices")).not_to_contain_text("서버에 연결할 수 없습니다")
    again.stop()


def test_health_names_every_feed(quiet: tuple[Office, Engine], desktop: BrowserContext) -> None:
    office, _ = quiet
    health = json.loads(desktop.request.get(office.url + "healthz").text())
    assert {"status", "city", "vintage", "districts", "neighbourhoods", "layers", "feeds"} <= health.keys()
    assert (health["districts"], health["neighbourhoods"]) == (3, 8)
    assert all({"id", "state", "observed_at", "age_s", "rows"} <= f.keys() for f in health["feeds"])

"""Freshness on the screen: one of ten feeds freezes and recovers, old stored sets say their date, the registry on every screen."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect

from dash_app.app import create_app
from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.dialect import ProviderError
from geodata.feeds import choice, runner, schedule
from geodata.settings import Settings
from geodata.text import Text
from tests.browser.conftest import free_port, open_page, watch
from tests.callbacks.conftest import dated_city

pytestmark = pytest.mark.browser
FROZEN, LIMIT_S = "made_4", 4.0
TOPICS = ("road_incidents", "air", "emergency_calls", *(f"made_up_{n}" for n in range(7)))
frozen = threading.Event()


def made(n: int, topic: str) -> Connector:
    """A feed that is heard every second, unless it is the frozen one."""

    def play(city: City, now: datetime) -> list[Feature]:
        if f"made_{n}" == FROZEN and frozen.is_set():
            raise ProviderError("It does not answer.", kind="timeout")
        return [Feature(id="1", lon=10.02, lat=50.05, name=f"{n}", observed_at=now, props={"quiet": True})]

    source = demo.source(Text(ko=f"자료 {n}", en=f"Feed {n}"))
    return Connector(f"made_{n}", "*", topic, source, 1.0, LIMIT_S, demo=True, play=play)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A city with ten made-up feeds and places of 2022, served in this process so that a feed can be frozen; its address."""
    known = {f"made_{n}": made(n, topic) for n, topic in enumerate(TOPICS)}
    patch = pytest.MonkeyPatch()
    patch.setattr(choice, "connectors", lambda: known)
    patch.setattr(runner, "connectors", lambda: known)
    patch.setattr(schedule, "FIRST_PAUSE_S", 1.0)  # the frozen feed is asked again soon
    built = dated_city(tmp_path_factory.mktemp("ten")).settings
    settings = Settings(home=built.home, city=built.city, feeds=True, port=free_port())
    config = uvicorn.Config(create_app(settings).server, port=settings.port, log_level="error", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{settings.port}/"
    server.should_exit = True
    thread.join(15)
    patch.undo()


def badges(page: Page) -> dict[str, str]:
    """Badge of each feed in the tab of feeds: name -> its words."""
    found: dict[str, str] = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('#feeds-body ul.feeds > li')].map(li =>"
        " [li.querySelector('b').textContent, li.querySelector('.badge').textContent]))"
    )
    return found


def wait_for(check: Callable[[], bool], within_s: float) -> float:
    """Seconds until ``check`` holds; fails when it does not within ``within_s``."""
    began = time.monotonic()
    while not check():
        assert time.monotonic() - began < within_s, "it did not happen in time"
        time.sleep(0.1)
    return time.monotonic() - began


def test_one_of_ten_badges_turns_alone_is_said_once_and_recovers(office: str, desktop: BrowserContext) -> None:
    page = open_page(desktop, office + "?tab=feeds&layers=road_incidents")
    names = {f"자료 {n}" for n in range(10)}
    wait_for(lambda: badges(page) == dict.fromkeys(names, "◆시연"), 10)
    page.evaluate(
        "() => { window.said = []; new MutationObserver(() => window.said.push(document.getElementById('announce').textContent))"
        ".observe(document.getElementById('announce'), {childList: true, characterData: true, subtree: true}); }"
    )
    page.wait_for_timeout(4500)  # longer than the limit: feeds that are heard stay
    assert badges(page) == dict.fromkeys(names, "◆시연")

    frozen.set()
    took_s = wait_for(lambda: badges(page)["자료 4"] == "▲지연", LIMIT_S + 7)
    assert took_s <= LIMIT_S + 6
    assert {name: words for name, words in badges(page).items() if name != "자료 4"} == dict.fromkeys(names - {"자료 4"}, "◆시연")
    page.wait_for_timeout(1500)
    assert [words for words in page.evaluate("window.said") if "자료" in words] == ["자료 4: 지연"]

    frozen.clear()
    wait_for(lambda: badges(page)["자료 4"] == "◆시연", 35)
    page.wait_for_timeout(1500)
    assert [words for words in page.evaluate("window.said") if "자료" in words] == ["자료 4: 지연", "자료 4: 시연"]
    assert page.locator("#announce").get_attribute("aria-live") == "polite"


def test_an_old_stored_set_says_its_date_and_the_top_bar_counts_feeds_only(office: str, desktop: BrowserContext) -> None:
    page = open_page(desktop, office + "?layers=subway&feature=subway:S1")
    card = page.locator("#card-body")
    expect(card.locator("h2")).to_have_text("가람역")
    expect(card.locator(".badge.stale")).to_have_text("▲2022-07-07 기준")
    expect(page.locator("#layer-list li.layer", has_text="지하철").locator(".badge")).to_have_text("▲2022-07-07 기준")
    expect(page.locator("#live-words")).to_have_text("실시간 연결됨")
    page.evaluate("sijangsil.send('layer', {id: 'road_incidents', on: true})")
    expect(page.locator("#live-words")).to_have_text("실시간 연결됨 · 시연")


def test_it_never_says_live_while_the_server_is_away(office: str, desktop: BrowserContext) -> None:
    page = open_page(desktop, office)
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    words = page.evaluate("() => { sijangsil.emit('network', false); return document.getElementById('live-words').textContent; }")
    assert words == "다시 연결하는 중"
    expect(page.locator("#notices")).to_contain_text("서버에 연결할 수 없습니다")
    words = page.evaluate("() => { sijangsil.emit('network', true); return document.getElementById('live-words').textContent; }")
    assert words.startswith("실시간 연결됨")


def test_the_feeds_lead_to_the_registry(office: str, desktop: BrowserContext) -> None:
    page = desktop.new_page()
    seen = watch(page, office)
    page.goto(office + "?tab=feeds")
    page.get_by_role("link", name="모든 출처").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("출처 등록부")
    expect(page.locator("table.sources tbody tr")).not_to_have_count(0)
    page.get_by_label("종류").select_option("feed")
    page.get_by_label("정렬").select_option("-rows")
    page.get_by_role("button", name="보기").click()
    expect(page.locator("table.sources tbody tr")).to_have_count(10)
    page.get_by_role("columnheader", name="건수").get_by_role("link").click()
    expect(page).to_have_url(office + "sources?lang=ko&kind=feed")
    assert (seen.errors, seen.outside) == ([], [])


@pytest.mark.parametrize(("width_px", "theme"), [(390, "light"), (390, "dark"), (800, "contrast"), (1024, "dark"), (1440, "light")])
def test_the_registry_fits_every_screen(office: str, chromium: Browser, width_px: int, theme: str) -> None:
    context = chromium.new_context(viewport={"width": width_px, "height": 844}, java_script_enabled=False, has_touch=True, locale="ko-KR")
    page = context.new_page()
    page.goto(f"{office}sources?theme={theme}&lang={'en' if theme == 'dark' else 'ko'}")
    expect(page.locator("table.sources tbody tr").first).to_be_visible()
    context.close()
    reader: Any = chromium.new_context(viewport={"width": width_px, "height": 844}, has_touch=True, is_mobile=width_px < 1000)
    page = reader.new_page()
    page.goto(f"{office}sources?theme={theme}&lang={'en' if theme == 'dark' else 'ko'}")
    assert page.evaluate("document.documentElement.scrollWidth - window.innerWidth") <= 0
    small = page.evaluate(
        "() => [...document.querySelectorAll('main a, main button, main select, main input:not([type=hidden])')]"
        ".filter(e => matchMedia('(pointer: coarse)').matches && e.checkVisibility() && e.getBoundingClientRect().height < 43).map(e => e.outerHTML.slice(0, 80))"
    )
    assert small == []
    reader.close()

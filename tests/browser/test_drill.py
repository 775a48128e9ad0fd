"""Drill-down with a pointer: district, neighbourhood, breadcrumb, Escape, Back, the same area twice, links."""

import re

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, open_page, painted

pytestmark = pytest.mark.browser
GANGNAM, SEOCHO, YEOKSAM1 = "11680", "11650", "1168064000"


def click_area(page: Page, area: str) -> None:
    """A real mouse click in the middle of an area (its register point, which lies inside)."""
    page.wait_for_function("id => sijangsil.shapes.district.has(id) || sijangsil.shapes.neighbourhood.has(id)", arg=area)
    settled(page)
    spot = page.evaluate(
        """id => { const a = sijangsil.page.areas[id], m = sijangsil.page.map, p = m.latLngToContainerPoint([a.lat, a.lon]),
        box = m.getContainer().getBoundingClientRect(); return [p.x + box.x, p.y + box.y]; }""",
        area,
    )
    page.evaluate(
        "sijangsil.page.map.eachLayer(l => l.getElement && l.getElement() && l.getElement().classList.contains('mark-holder') && (l.getElement().style.pointerEvents = 'none'))"
    )
    page.mouse.click(*spot)


def settled(page: Page) -> None:
    """Wait until the map has stopped moving."""
    page.wait_for_function(
        """() => { const m = sijangsil.page.map, k = m.getCenter() + '/' + m.getZoom(), w = window;
        if (w.__k !== k || m._animatingZoom || (m._panAnim && m._panAnim._inProgress)) { w.__k = k; w.__t = performance.now(); return false; }
        return performance.now() - w.__t > 120; }"""
    )


def opened(page: Page, area: str | None) -> None:
    """Wait until ``area`` is the open one."""
    page.wait_for_function("id => sijangsil.page.drawn.view.area === id", arg=area)


def crumbs(page: Page) -> list[str]:
    """Words of the breadcrumb."""
    return page.locator("#crumbs li").all_inner_texts()


@pytest.fixture
def page(seoul: Office, desktop: BrowserContext) -> Page:
    return open_page(desktop, seoul.url + "?layers=indicator")


def test_click_district_then_neighbourhood_then_up(page: Page) -> None:
    click_area(page, GANGNAM)
    opened(page, GANGNAM)
    shown = page.locator("path.area.neighbourhood:visible")
    expect(shown).to_have_count(22)
    expect(page.locator("#card-body h2")).to_have_text("강남구")
    click_area(page, YEOKSAM1)
    opened(page, YEOKSAM1)
    expect(page.locator("#card-body h2")).to_have_text("역삼1동")
    assert crumbs(page)[1:] == ["강남구", "역삼1동"]
    page.keyboard.press("Escape")
    opened(page, GANGNAM)
    page.locator(".map-tools [data-action=up]").click()
    opened(page, None)
    expect(shown).to_have_count(0)


def test_the_same_area_twice_works(page: Page) -> None:
    for _ in range(2):
        click_area(page, GANGNAM)
        opened(page, GANGNAM)
        expect(page.locator("path.area.neighbourhood:visible")).to_have_count(22)
        page.keyboard.press("Escape")
        opened(page, None)
    click_area(page, GANGNAM)
    opened(page, GANGNAM)
    click_area(page, YEOKSAM1)
    opened(page, YEOKSAM1)
    before = page.evaluate("sijangsil.page.drawn.n")
    click_area(page, YEOKSAM1)
    page.wait_for_function("n => sijangsil.page.drawn.n > n", arg=before)
    opened(page, YEOKSAM1)


def test_breadcrumb_and_back_button(page: Page) -> None:
    click_area(page, GANGNAM)
    opened(page, GANGNAM)
    click_area(page, YEOKSAM1)
    opened(page, YEOKSAM1)
    page.locator("#crumbs button", has_text="강남구").click()
    opened(page, GANGNAM)
    page.go_back()
    opened(page, YEOKSAM1)
    page.go_back()
    opened(page, GANGNAM)
    page.go_back()
    opened(page, None)
    page.go_forward()
    opened(page, GANGNAM)


def test_a_link_reproduces_the_screen_in_another_browser(page: Page, chromium: Browser) -> None:
    click_area(page, SEOCHO)
    opened(page, SEOCHO)
    page.locator("[data-action=lang]").click()
    expect(page.locator("#card-body h2")).to_have_text("Seocho-gu")
    page.locator("[data-action=theme]").click()
    page.wait_for_function("document.documentElement.dataset.theme === 'dark' && location.search.includes('theme=dark')")
    page.locator("#tab-table").click()
    page.wait_for_function("location.search.includes('tab=table')")
    settled(page)
    link = page.url
    other = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", bypass_csp=True)
    there = open_page(other, link)
    opened(there, SEOCHO)
    expect(there.locator("#table-body table")).to_be_visible()
    assert there.evaluate("document.documentElement.lang + document.documentElement.dataset.theme") == "endark"
    assert there.locator("#table-body").inner_text() == page.locator("#table-body").inner_text()
    assert there.locator("#legend").inner_text() == page.locator("#legend").inner_text()
    settled(there)
    place = "[...Object.values(sijangsil.page.map.getCenter()), sijangsil.page.map.getZoom()].map(v => v.toFixed(3)).join()"
    assert there.evaluate(place) == page.evaluate(place)
    other.close()


@pytest.mark.parametrize(
    "query",
    [
        "?area=99999",
        "?ind=nothing",
        "?layers=nope,indicator",
        "?period=1066",
        "?v=99",
        "?classes=eleven",
        "?x=1&y=2&z=3",
        "?area=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E",
    ],
)
def test_a_bad_link_says_so_and_the_rest_opens(seoul: Office, desktop: BrowserContext, query: str) -> None:
    page = open_page(desktop, seoul.url + query)
    expect(page.locator("#notices .notice").first).to_be_visible()
    assert page.locator("#notices img").count() == 0
    assert page.locator("path.area.district").count() == 25
    assert re.search("[가-힣]", page.locator("#notices .notice").first.inner_text())
    painted(page)


def test_search_finds_by_name_consonants_and_romanised(page: Page) -> None:
    for words in ("역삼1", "ㅇㅅ1ㄷ", "yeoksam1"):
        page.locator("#search").fill(words)
        expect(page.locator("#search-hits li").first).to_contain_text("역삼1동")
        page.keyboard.press("Enter")
        opened(page, YEOKSAM1)
        page.locator(".map-tools [data-action=home]").click()
        opened(page, None)


def test_two_users_do_not_disturb_each_other(seoul: Office, chromium: Browser) -> None:
    contexts = [chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", bypass_csp=True) for _ in range(2)]
    first, second = (open_page(context, seoul.url + "?layers=indicator") for context in contexts)
    click_area(first, GANGNAM)
    opened(first, GANGNAM)
    click_area(second, SEOCHO)
    opened(second, SEOCHO)
    first.keyboard.press("Escape")
    opened(first, None)
    assert second.evaluate("sijangsil.page.drawn.view.area") == SEOCHO
    for context in contexts:
        context.close()

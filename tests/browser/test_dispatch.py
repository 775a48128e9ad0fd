"""Dispatch times in an area's card: fetched when opened, by hour and kind, with keyboard and touch, in both languages."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Office, open_page, watch

pytestmark = pytest.mark.browser
ASKED = "performance.getEntriesByType('resource').filter(e => e.name.includes('/api/dispatch')).length"


def card(page: Page) -> None:
    """Open the part with the keyboard and wait for its chart."""
    page.locator("[data-dispatch=card]").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".dispatch-chart")).to_be_visible()


def test_it_is_fetched_when_opened_and_shows_bars_words_and_a_table(seoul: Office, desktop: BrowserContext) -> None:
    page = desktop.new_page()
    seen = watch(page, seoul.url)
    page.goto(seoul.url + "?area=11680")
    expect(page.locator("[data-dispatch=card]")).to_have_text("신고 후 도착 시간")
    assert page.evaluate(ASKED) == 0
    card(page)
    chart = page.locator(".dispatch-chart")
    assert chart.get_attribute("role") == "img"
    assert "목표 7분" in (chart.get_attribute("aria-label") or "")
    assert page.locator(".dispatch-chart .bar").count() + page.locator(".dispatch-chart .withheld").count() > 12
    expect(page.locator(".dispatch-chart .target")).to_have_count(1)
    expect(page.locator(".dispatch-summary")).to_contain_text("강남구")
    expect(page.locator(".dispatch-body")).to_contain_text("시연용으로 만든 신고")
    expect(page.locator(".dispatch-state")).to_contain_text("시연")
    page.locator("[data-dispatch=table]").click()
    expect(page.locator(".dispatch-table tbody tr")).not_to_have_count(0)
    assert seen.errors == []
    assert seen.outside == []


def test_hour_and_kind_by_keyboard_keep_the_focus(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url)
    card(page)
    expect(page.locator("[data-dispatch=hour]")).to_have_attribute("aria-pressed", "true")
    page.locator("[data-dispatch=kind]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-dispatch=kind]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator(".dispatch-table")).to_contain_text("구급")
    assert page.evaluate("document.activeElement.dataset.dispatch") == "kind"


def test_it_stays_open_in_the_next_area(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?area=11680")
    card(page)
    page.evaluate("sijangsil.send('area', {id: '11110'})")
    expect(page.locator(".dispatch-summary")).to_contain_text("종로구")


def test_a_failure_is_said_and_tried_again(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?area=11680")
    page.route("**/api/dispatch*", lambda route: route.fulfill(status=503, body="{}"))
    page.locator("[data-dispatch=card]").click()
    expect(page.locator(".dispatch-body")).to_contain_text("불러오지 못했습니다")
    page.unroute("**/api/dispatch*")
    page.locator("[data-dispatch=retry]").click()
    expect(page.locator(".dispatch-chart")).to_be_visible()


def test_targets_on_a_phone_are_large_and_nothing_is_cut_off(seoul: Office, phone: BrowserContext) -> None:
    page = open_page(phone, seoul.url + "?area=11680")
    page.evaluate("sijangsil.dispatchCard('11680')")
    page.locator("[data-dispatch=card]").evaluate("e => e.click()")
    expect(page.locator(".dispatch-chart")).to_have_count(1)
    for name in ("card", "hour", "kind", "table"):
        box = page.locator(f"[data-dispatch={name}]").evaluate("e => e.getBoundingClientRect().height")
        assert box >= 44, name
    wide = page.evaluate(
        "[...document.querySelectorAll('.dispatch *')].filter(e => e.getBoundingClientRect().right > innerWidth + 1).length"
    )
    assert wide == 0

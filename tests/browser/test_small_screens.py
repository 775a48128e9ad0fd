"""Tablet and phone, by touch only: the map first, a sheet with three heights, 44 px targets."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Office, open_page
from tests.browser.test_drill import opened, settled

pytestmark = pytest.mark.browser


def tap_area(page: Page, area: str) -> None:
    """A tap in the middle of an area."""
    settled(page)
    spot = page.evaluate(
        """id => { const a = sijangsil.page.areas[id], m = sijangsil.page.map, p = m.latLngToContainerPoint([a.lat, a.lon]),
        box = m.getContainer().getBoundingClientRect(); return [p.x + box.x, p.y + box.y]; }""",
        area,
    )
    page.touchscreen.tap(*spot)


def height(page: Page) -> float:
    """Height of the sheet in px once its transition is over."""
    page.wait_for_function("document.getElementById('panel').getAnimations().length === 0")
    return float(page.evaluate("document.getElementById('panel').getBoundingClientRect().height"))


@pytest.mark.parametrize("device", ["tablet", "phone"])
def test_drill_by_touch_opens_the_sheet(seoul: Office, device: str, request: pytest.FixtureRequest) -> None:
    context: BrowserContext = request.getfixturevalue(device)
    page = open_page(context, seoul.url + "?layers=indicator")
    assert height(page) < 150
    tap_area(page, "11680")
    opened(page, "11680")
    expect(page.locator("#card-body h2")).to_have_text("강남구")
    assert height(page) > 300
    covered = page.evaluate(
        "document.getElementById('map').getBoundingClientRect().bottom - document.getElementById('panel').getBoundingClientRect().top"
    )
    assert covered < page.viewport_size["height"] * 0.6, "the sheet leaves room for the map"


def test_three_heights_by_buttons_and_by_dragging(seoul: Office, phone: BrowserContext) -> None:
    page = open_page(phone, seoul.url + "?layers=indicator")
    peek = height(page)
    page.locator("[data-action=sheet][data-id=up]").tap()
    half = height(page)
    page.locator("[data-action=sheet][data-id=up]").tap()
    full = height(page)
    assert peek < half < full
    page.locator("[data-action=sheet][data-id=down]").tap()
    assert height(page) == half
    page.locator("[data-action=sheet][data-id=down]").tap()
    assert height(page) == peek
    box = page.locator("#sheet-handle").bounding_box()
    assert box
    session = page.context.new_cdp_session(page)
    x, y = box["x"] + box["width"] / 2, box["y"] + 20
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for moved in range(0, 301, 50):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - moved}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    assert height(page) == half


@pytest.mark.parametrize("device", ["tablet", "phone"])
def test_targets_are_44_px(seoul: Office, device: str, request: pytest.FixtureRequest) -> None:
    context: BrowserContext = request.getfixturevalue(device)
    page = open_page(context, seoul.url + "?area=11680")
    opened(page, "11680")
    for tab in ("card", "table", "layers", "feeds"):
        page.locator(f"#tab-{tab}").tap()
        page.wait_for_function("id => document.body.dataset.tab === id", arg=tab)
        small = page.evaluate(
            """() => [...document.querySelectorAll('button, select, input:not([type=checkbox]), label:has(input), summary')]
            .filter(e => e.checkVisibility() && !e.disabled && e.closest('#office')).map(e => [e.outerHTML.slice(0, 90), e.getBoundingClientRect()])
            .filter(([, r]) => r.height && (r.height < 43.5 || r.width < 43.5)).map(([html, r]) => `${r.width}x${r.height} ${html}`)"""
        )
        assert small == []


def test_one_finger_moves_the_map_and_not_the_page(seoul: Office, phone: BrowserContext) -> None:
    page = open_page(phone, seoul.url + "?layers=indicator")
    settled(page)
    before = page.evaluate("sijangsil.page.map.getCenter().lat")
    session = page.context.new_cdp_session(page)
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": 200, "y": 400}]})
    for moved in range(0, 121, 20):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": 200, "y": 400 + moved}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    settled(page)
    assert page.evaluate("sijangsil.page.map.getCenter().lat") > before
    assert page.evaluate("window.scrollY") == 0
    page.locator("#tab-layers").tap()
    page.locator("[data-action=sheet][data-id=up]").tap()
    where = page.evaluate("[sijangsil.page.map.getCenter().lat, document.getElementById('page-layers').scrollTop]")
    box = page.locator("#page-layers").bounding_box()
    assert box
    x, y = box["x"] + 150, box["y"] + box["height"] - 60
    session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for moved in range(0, 241, 30):
        session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y - moved}]})
    session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
    page.wait_for_function("top => document.getElementById('page-layers').scrollTop > top", arg=where[1])
    assert page.evaluate("sijangsil.page.map.getCenter().lat") == where[0]

"""What people ran into: each of these once went wrong."""

from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import Office, open_page, watch
from tests.browser.test_drill import opened, settled

pytestmark = pytest.mark.browser
GANGNAM = "11680"

FIRE = """() => { const s = sijangsil, all = Object.values(s.page.live.road_incidents || {});
s.page.live.road_incidents['zz' + Math.random()] = Object.assign({}, all[0], {id: 'zz' + Math.random(), first_seen: new Date().toISOString()}); s.emit('live', ['road_incidents']); }"""


def with_incidents(page: Page) -> None:
    page.wait_for_function(
        "Object.keys(sijangsil.page.live.road_incidents || {}).length > 3 && document.querySelectorAll('#live-list li').length > 3"
    )


@pytest.mark.parametrize("layers", ["", "cctv", "air", "road_incidents", "police"])
def test_a_map_without_colours_still_works(seoul: Office, desktop: BrowserContext, layers: str) -> None:
    page = desktop.new_page()
    seen = watch(page, seoul.url)
    page.goto(f"{seoul.url}?layers={layers}")
    expect(page.locator("#layer-list li.layer").first).to_be_visible()
    expect(page.locator("#card-body h2")).to_have_text("서울특별시")
    page.evaluate("id => sijangsil.open(id)", GANGNAM)
    opened(page, GANGNAM)
    expect(page.locator("#card-body h2")).to_have_text("강남구")
    page.locator("#layer-list input[data-id=indicator]").check()
    expect(page.locator("#legend .legend-classes")).to_be_visible()
    assert seen.errors == []


def test_a_link_carries_the_place_of_the_map_once_and_the_newest(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=indicator&x=127.0&y=37.55&z=13")
    settled(page)
    page.mouse.move(700, 500)
    page.mouse.down()
    page.mouse.move(500, 400, steps=8)
    page.mouse.up()
    settled(page)
    page.wait_for_function("location.search.match(/x=/g) && location.search.match(/x=/g).length === 1")
    here = page.evaluate("sijangsil.page.map.getCenter().lng.toFixed(4)")
    there = open_page(desktop, page.url)
    settled(there)
    assert there.evaluate("sijangsil.page.map.getCenter().lng.toFixed(4)") == here


def test_back_restores_the_place_of_the_map(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=indicator&x=127.05&y=37.65&z=13")
    settled(page)
    page.evaluate("id => sijangsil.open(id)", GANGNAM)
    opened(page, GANGNAM)
    settled(page)
    page.go_back()
    opened(page, None)
    settled(page)
    assert page.evaluate("[sijangsil.page.map.getCenter().lat.toFixed(2), sijangsil.page.map.getZoom()].join()") == "37.65,13"


def test_a_press_survives_an_arrival(seoul: Office, desktop: BrowserContext) -> None:
    """Mouse down on a mark, an incident arrives, mouse up: the pressed mark opens, for it is still the same element."""
    page = open_page(desktop, seoul.url + "?layers=road_incidents")
    with_incidents(page)
    settled(page)
    spot = page.evaluate(
        """() => { for (const e of document.querySelectorAll('.mark-holder[data-feature]')) { const r = e.getBoundingClientRect(), x = r.x + r.width / 2, y = r.y + r.height / 2;
        const top = document.elementFromPoint(x, y); if (top && e.contains(top)) return [x, y, e.dataset.feature]; } }"""
    )
    page.mouse.move(spot[0], spot[1])
    page.mouse.down()
    page.evaluate(FIRE)
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    page.mouse.up()
    page.wait_for_function("key => sijangsil.page.drawn.view.feature === key", arg=spot[2])


def test_focus_and_open_mark_survive_an_arrival(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=road_incidents")
    with_incidents(page)
    page.locator("#live-list li button").nth(1).focus()
    key = page.evaluate("document.activeElement.dataset.id")
    page.evaluate(FIRE)
    page.evaluate("() => new Promise(r => requestAnimationFrame(() => requestAnimationFrame(r)))")
    assert page.evaluate("document.activeElement.dataset.id") == key
    page.keyboard.press("Enter")
    page.wait_for_function("key => sijangsil.page.drawn.view.feature === 'road_incidents:' + key", arg=key)
    expect(page.locator(f"[data-feature='road_incidents:{key}'].open")).to_have_count(1)
    page.evaluate(FIRE)
    expect(page.locator(f"[data-feature='road_incidents:{key}'].open")).to_have_count(1)


def test_a_card_of_something_over_says_so(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=road_incidents&feature=road_incidents:long-gone")
    expect(page.locator("#card-body")).to_contain_text("기록을 찾을 수 없습니다")


def test_the_keyboard_goes_on_where_it_was(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=indicator")
    page.locator(f"path[data-area='{GANGNAM}']").focus()
    page.keyboard.press("Enter")
    opened(page, GANGNAM)
    assert page.evaluate("document.activeElement.dataset.area") == GANGNAM
    page.locator("#search").fill("역삼1")
    expect(page.locator("#search-hits li").first).to_contain_text("역삼1동")
    page.keyboard.press("Enter")
    opened(page, "1168064000")
    expect(page.locator("#card-body h2")).to_be_focused()
    page.locator("#tab-table").click()
    page.locator("#table-body thead button").first.focus()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.dataset.column") == "name"


def test_what_was_clicked_without_a_network_is_done_when_it_is_back(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=indicator")
    desktop.set_offline(True)
    page.evaluate("id => sijangsil.open(id)", GANGNAM)
    expect(page.locator("#notices")).to_contain_text("서버에 연결할 수 없습니다", timeout=10000)
    desktop.set_offline(False)
    page.wait_for_function("id => sijangsil.page.drawn.view.area === id", arg=GANGNAM, timeout=20000)
    expect(page.locator("#notices")).not_to_contain_text("서버에 연결할 수 없습니다")


def test_a_double_click_opens_and_does_not_zoom_away(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=indicator")
    settled(page)
    page.mouse.dblclick(700, 620)
    page.wait_for_function("sijangsil.page.drawn.view.district !== null")
    settled(page)
    inside = """() => { const v = sijangsil.page.drawn.view, m = sijangsil.page.map; return m.getBounds().contains(sijangsil.shapes.district.get(v.district).getBounds()) || v.area !== v.district; }"""
    assert page.evaluate(inside)


@pytest.mark.parametrize("device", ["phone", "tablet"])
def test_an_opened_district_lies_in_what_the_sheet_leaves_free(seoul: Office, device: str, request: pytest.FixtureRequest) -> None:
    context: BrowserContext = request.getfixturevalue(device)
    page = open_page(context, seoul.url + "?layers=indicator")
    visible = """id => { const r = document.querySelector(`path[data-area='${id}']`).getBoundingClientRect(), m = document.getElementById('map-box').getBoundingClientRect(),
        p = document.getElementById('panel').getBoundingClientRect(); return r.top >= m.top - 3 && r.bottom <= p.top + 3 && r.left >= -3 && r.right <= innerWidth + 3; }"""
    for area in ("11650", "11500"):
        page.evaluate("id => sijangsil.open(id)", area)
        opened(page, area)
        settled(page)
        page.wait_for_function("document.getElementById('panel').getAnimations().length === 0")
        assert page.evaluate(visible, area)
        page.locator(".map-tools [data-action=home]").tap()
        opened(page, None)
        settled(page)
        whole = page.locator("path.area.district").evaluate_all(
            """paths => { const p = document.getElementById('panel').getBoundingClientRect(); return paths.every(path => { const r = path.getBoundingClientRect();
                return r.top >= document.getElementById('map-box').getBoundingClientRect().top - 3 && r.bottom <= p.top + 3 && r.left >= -3 && r.right <= innerWidth + 3; }); }"""
        )
        assert whole  # no part of the city lies under the raised sheet


def test_a_link_to_an_area_fits_beside_the_sheet_it_raises(seoul: Office, tablet: BrowserContext) -> None:
    page = open_page(tablet, seoul.url + "?layers=indicator&area=11680")
    opened(page, "11680")
    settled(page)
    page.wait_for_function("document.getElementById('panel').getAnimations().length === 0")
    top, bottom = page.evaluate(
        "[document.querySelector(\"path[data-area='11680']\").getBoundingClientRect().bottom, document.getElementById('panel').getBoundingClientRect().top]"
    )
    assert top <= bottom + 3


def test_links_open_usefully_on_a_phone(seoul: Office, phone: BrowserContext) -> None:
    page = open_page(phone, f"{seoul.url}?layers=indicator&area={GANGNAM}")
    opened(page, GANGNAM)
    page.wait_for_function("document.body.dataset.sheet === 'half'")


def test_the_layers_tab_has_a_page_at_every_width(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?tab=layers")
    expect(page.locator("#page-card")).to_be_visible()
    page.set_viewport_size({"width": 1024, "height": 768})
    expect(page.locator("#page-layers #layer-sheet li.layer").first).to_be_visible()
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#page-card")).to_be_visible()
    expect(page.locator("#layer-list li.layer").first).to_be_visible()


def test_the_device_decides_the_theme_where_the_link_does_not(seoul: Office, chromium: Browser) -> None:
    for query in ("", "?theme=auto"):
        context = chromium.new_context(color_scheme="dark", locale="ko-KR", bypass_csp=True)
        page = open_page(context, seoul.url + query)
        assert page.evaluate("document.documentElement.dataset.theme") == "dark"
        context.close()


def test_a_window_made_small_keeps_the_city_in_view(seoul: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, seoul.url + "?layers=indicator")
    settled(page)
    page.set_viewport_size({"width": 390, "height": 844})
    settled(page)
    fits: Any = page.evaluate(
        "() => { const b = sijangsil.page.map.getBounds(); return [...sijangsil.shapes.district.values()].every(l => b.contains(l.getBounds())); }"
    )
    assert fits

"""The page as a whole: nothing from outside, nothing on the console, the policy holds, the budget of the first load."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import Office, open_page, serve, watch
from tests.conftest import TINY

pytestmark = pytest.mark.browser


def test_nothing_from_outside_and_nothing_on_the_console(seoul: Office, chromium: Browser) -> None:
    """With the page's own policy in force (no bypass), through a drill, a layer, a language and a theme."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR")
    page = context.new_page()
    seen = watch(page, seoul.url)
    answer = page.goto(seoul.url)
    assert answer
    policy = answer.headers["content-security-policy"]
    assert "unsafe-eval" not in policy
    assert "default-src 'self'" in policy
    expect(page.locator("path.area.district")).to_have_count(25)
    page.locator("path.area[data-area='11680']").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#card-body h2")).to_have_text("강남구")
    for layer in ("cctv", "air", "subway", "wifi"):
        page.locator(f"#layer-list input[data-id={layer}]").check()
        expect(page.locator(f"#layer-list input[data-id={layer}]")).to_be_checked()
    expect(page.locator(".mark.cluster").first).to_be_visible()
    page.locator("[data-action=lang]").click()
    expect(page.locator("#card-body h2")).to_have_text("Gangnam-gu")
    page.locator("[data-action=theme]").click()
    page.locator("#tab-table").click()
    expect(page.locator("#table-body table")).to_be_visible()
    assert seen.outside == []
    assert seen.errors == []
    context.close()


def test_first_page_stays_within_its_budget_and_brings_no_plotly(seoul: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", bypass_csp=True)
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    sizes: list[float] = []
    urls: list[str] = []
    session.on("Network.loadingFinished", lambda sent: sizes.append(sent["encodedDataLength"]))
    session.on("Network.requestWillBeSent", lambda sent: urls.append(sent["request"]["url"]))
    page.goto(seoul.url)
    page.wait_for_function(
        "window.sijangsil && sijangsil.page.drawn && sijangsil.page.layers.length && document.querySelectorAll('.mark').length > 3"
    )
    page.wait_for_load_state("load")
    total_kb = sum(sizes) / 1000
    print(f"first page: {total_kb:.0f} kB in {len(sizes)} answers")
    assert 100 < total_kb <= 650
    assert not [u for u in urls if "plotly" in u]
    context.close()


def test_the_whole_app_works_on_another_city_from_a_folder(tmp_path: Path, desktop: BrowserContext) -> None:
    office = serve(tmp_path, str(TINY))
    page = open_page(desktop, office.url)
    seen = watch(page, office.url)
    expect(page.locator("path.area.district")).to_have_count(3)
    expect(page.locator("#crumbs")).to_contain_text("미래시")
    district = page.evaluate("Object.values(sijangsil.page.areas).find(a => a.level === 'district').id")
    page.locator(f"path.area[data-area='{district}']").focus()
    page.keyboard.press("Enter")
    page.wait_for_function("id => sijangsil.page.drawn.view.area === id", arg=district)
    assert page.locator("path.area.neighbourhood:visible").count() >= 2
    page.wait_for_function("Object.values(sijangsil.page.live.road_incidents || {}).length > 0")
    page.locator("#layer-list input[data-id=fire_stations]").check()
    page.wait_for_function("sijangsil.page.drawn.layers.includes('fire_stations')")
    assert "서울" not in page.locator("body").inner_text()
    assert seen.errors == []
    office.stop()


def test_two_instances_run_side_by_side(seoul: Office, tmp_path: Path, desktop: BrowserContext) -> None:
    other = serve(tmp_path, str(TINY))
    first, second = open_page(desktop, seoul.url), open_page(desktop, other.url)
    assert first.locator("path.area.district").count() == 25
    assert second.locator("path.area.district").count() == 3
    other.stop()

"""Keyboard alone, screen readers, both languages, every theme and width: nothing serious by axe."""

from pathlib import Path

import axe_core_python
import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import Office, open_page
from tests.browser.test_drill import opened

pytestmark = pytest.mark.browser
AXE = next(Path(axe_core_python.__file__).parent.rglob("axe.min.js")).read_text(encoding="utf-8")


def findings(page: Page) -> list[str]:
    """Serious and critical findings of axe, one line each. Its script is put in past the page's own script policy."""
    session = page.context.new_cdp_session(page)
    session.send("Runtime.evaluate", {"expression": AXE})
    result = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in result["violations"] if v["impact"] in ("serious", "critical")]


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1024, 768), (800, 1280), (390, 844)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_reports_nothing_serious(seoul: Office, chromium: Browser, width: int, height: int, theme: str) -> None:
    context = chromium.new_context(viewport={"width": width, "height": height}, locale="ko-KR", bypass_csp=True)
    page = open_page(context, f"{seoul.url}?theme={theme}&area=11680")
    opened(page, "11680")
    for tab in ("card", "table", "feeds"):
        page.evaluate("id => sijangsil.actions.tab({dataset: {id}})", tab)
        page.wait_for_function("id => sijangsil.page.drawn.view.tab === id", arg=tab)
        assert findings(page) == []
    context.close()


def test_every_area_can_be_reached_and_opened_by_keyboard(seoul: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", bypass_csp=True)
    page = open_page(context, seoul.url + "?layers=indicator")
    reachable = (
        "[...document.querySelectorAll('path.area')].filter(p => p.tabIndex === 0 && p.style.display !== 'none').map(p => p.dataset.area)"
    )
    assert len(set(page.evaluate(reachable))) == 25
    page.locator("#search").focus()
    seen: set[str] = set()
    for _ in range(120):
        page.keyboard.press("Tab")
        area = page.evaluate("document.activeElement.dataset.area || ''")
        if area:
            seen.add(area)
        if len(seen) == 25:
            break
    assert len(seen) == 25
    last = page.evaluate("document.activeElement.dataset.area")
    page.keyboard.press("Enter")
    opened(page, last)
    inside = page.evaluate("id => Object.values(sijangsil.page.areas).filter(a => a.parent === id).map(a => a.id)", last)
    assert set(page.evaluate(reachable)) >= set(inside)
    page.locator(f"path[data-area='{inside[0]}']").focus()
    page.keyboard.press("Enter")
    opened(page, inside[0])
    context.close()


def test_table_and_summary_stay_in_step_with_the_map(seoul: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", bypass_csp=True)
    page = open_page(context, seoul.url + "?layers=indicator&ind=living_population_day")
    page.locator("#tab-table").click()
    expect(page.locator("#table-body tbody tr")).to_have_count(25)
    before = page.evaluate("sijangsil.page.drawn.summary")
    page.locator("#table-body tbody button").first.click()
    page.wait_for_function("sijangsil.page.drawn.view.area !== null")
    area = page.evaluate("sijangsil.page.drawn.view.area")
    children = page.evaluate("id => Object.values(sijangsil.page.areas).filter(a => a.parent === id).length", area)
    expect(page.locator("#table-body tbody tr")).to_have_count(children)
    assert page.evaluate("sijangsil.page.drawn.summary") != before
    context.close()


def test_one_tap_changes_the_language_of_everything(seoul: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="en-GB", bypass_csp=True)
    page = open_page(context, seoul.url + "?area=11680")
    assert page.evaluate("document.documentElement.lang") == "en"
    expect(page.locator("#card-body h2")).to_have_text("Gangnam-gu")
    hangul = "[...document.querySelectorAll('body *')].filter(e => e.checkVisibility() && [...e.childNodes].some(n => n.nodeType === 3 && /[가-힣]/.test(n.textContent))).map(e => e.textContent)"
    left = [words for words in page.evaluate(hangul) if words.strip() != "한국어"]
    assert left == []
    page.locator("[data-action=lang]").click()
    expect(page.locator("#card-body h2")).to_have_text("강남구")
    context.close()

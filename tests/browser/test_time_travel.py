"""Time travel: steps, slider, play; the moment is in the link; live and past are never taken for each other."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Office, open_page, serve
from tests.browser.happening import Teller, call
from tests.browser.test_access import findings
from tests.conftest import TINY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def teller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    """The made-up city with 30 days of demonstration history and its feeds off."""
    office = serve(tmp_path_factory.mktemp("past"), str(TINY), SIJANGSIL_FEEDS="off")
    yield Teller(office)
    office.stop()


def in_past(context: BrowserContext, office: Office) -> Page:
    """One step (ten minutes) before now, with the list open."""
    page = open_page(context, office.url + "?tab=incidents")
    page.locator(".map-tools [data-action=timebar]").click()
    page.locator("#timebar [data-action=timeback]").click()
    expect(page.locator("#past")).to_contain_text("과거를 보고 있습니다")
    page.wait_for_function("sijangsil.page.pastIncidents !== null")
    return page


def moment(page: Page) -> datetime:
    (at,) = parse_qs(urlsplit(page.url).query)["at"]
    return datetime.fromisoformat(at)


def listed(page: Page) -> list[str]:
    return page.locator("#incident-list b").all_text_contents()


def test_a_step_back_shows_what_was_open_then_and_the_link_shows_the_same(teller: Teller, desktop: BrowserContext) -> None:
    page = in_past(desktop, teller.office)
    page.wait_for_function("location.search.includes('at=')")
    age_s = (datetime.now(UTC) - moment(page)).total_seconds()
    assert 590 <= age_s <= 690
    then = desktop.request.get(teller.office.url + "api/incidents", params={"at": moment(page).isoformat(), "lang": "ko"}).json()
    assert then["past"] is True
    assert then["incidents"], "the history is empty: nothing was compared"
    assert sorted(listed(page)) == sorted(one["title"] for one in then["incidents"])
    expect(page.locator("#incident-count")).to_contain_text("그때 진행 중이던")
    other = open_page(desktop, page.url)
    expect(other.locator("#past")).to_contain_text("과거를 보고 있습니다")
    expect(other.locator("#incident-list li")).to_have_count(len(then["incidents"]))
    assert listed(other) == listed(page)
    assert findings(other) == []


def test_nothing_live_gets_into_the_past(teller: Teller, desktop: BrowserContext) -> None:
    page = in_past(desktop, teller.office)
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    before = listed(page)
    expect(page.locator("#live-words")).to_have_text("과거를 보고 있습니다")
    assert page.locator("body.is-past").count() == 1
    teller.tell("demo_emergency_calls", [call("now", teller.city.districts[0], "지금 일어난 화재", severity=4, age_s=3)])
    page.wait_for_function("'emergency_calls:now' in sijangsil.page.incidents")
    page.wait_for_timeout(700)  # longer than an announcement takes: it must not come
    assert listed(page) == before
    assert page.locator("[data-feature='emergency_calls:now']").count() == 0
    assert page.locator("#arrivals .arrival").count() == 0
    assert "지금 일어난" not in (page.locator("#announce").text_content() or "")
    page.locator("#tab-card").click()
    expect(page.locator("#live-list")).to_be_empty()
    page.locator("#past [data-action=timenow]").click()
    expect(page.locator("#past")).to_be_empty()
    assert "at=" not in page.url
    page.locator("#tab-incidents").click()
    expect(page.locator("#incident-list b", has_text="지금 일어난 화재")).to_have_count(1)
    expect(page.locator("[data-feature='emergency_calls:now']")).to_be_visible()


def test_keys_slider_and_play_lead_through_time(teller: Teller, desktop: BrowserContext) -> None:
    page = in_past(desktop, teller.office)
    start = moment(page)
    page.locator("h1").first.click()
    page.keyboard.press("[")
    page.wait_for_function("before => !location.search.includes(before)", arg=start.strftime("%H:%M"))
    assert (start - moment(page)).total_seconds() == 600
    page.keyboard.press("]")
    page.wait_for_function("before => location.search.includes(before)", arg=start.strftime("%H:%M"))
    slider = page.locator("[data-time=slider]")
    slider.focus()
    page.keyboard.press("Home")
    page.wait_for_function("before => !location.search.includes(before)", arg=start.strftime("%H:%M"))
    oldest = moment(page)
    assert (datetime.now(UTC) - oldest).total_seconds() >= 86000
    assert slider.get_attribute("aria-valuetext") == page.locator("#timebar .moment").text_content()
    page.locator("[data-action=timeplay]").click()
    page.wait_for_function(
        "before => { const at = new URLSearchParams(location.search).get('at'); return at && Date.parse(at) >= before + 1200000; }",
        arg=oldest.timestamp() * 1000,
    )
    page.locator("[data-action=timeplay]").click()
    expect(page.locator("[data-action=timeplay]")).to_have_attribute("aria-label", "재생")
    stopped = moment(page)
    page.wait_for_timeout(1500)  # longer than a step of play: it must stand
    assert moment(page) == stopped


def test_thirty_days_back(teller: Teller, desktop: BrowserContext) -> None:
    page = in_past(desktop, teller.office)
    page.locator("[data-time=range]").select_option("month")
    page.wait_for_function("document.querySelectorAll('#timebar .counts rect').length > 80")
    page.locator("[data-time=slider]").focus()
    page.keyboard.press("Home")
    page.wait_for_function("Date.now() - Date.parse(new URLSearchParams(location.search).get('at')) > 29.9 * 86400000")
    expect(page.locator("#past")).to_contain_text("과거를 보고 있습니다")


def test_a_link_farther_back_than_a_day_opens_the_longer_range(teller: Teller, desktop: BrowserContext) -> None:
    at = (datetime.now(UTC) - timedelta(days=12)).strftime("%Y-%m-%dT%H:%MZ")
    page = open_page(desktop, f"{teller.office.url}?at={at}")
    expect(page.locator("[data-time=range]")).to_have_value("month")
    assert 0 < int(page.locator("[data-time=slider]").input_value()) < 30 * 1440


def test_a_past_incident_opens_as_it_was(teller: Teller, desktop: BrowserContext) -> None:
    page = in_past(desktop, teller.office)
    title = listed(page)[0]
    page.locator("#incident-list button").first.click()
    expect(page.locator(".workspace h2")).to_have_text(title)
    clock = page.locator(".state-line [data-since]").text_content()
    page.wait_for_timeout(1300)
    assert page.locator(".state-line [data-since]").text_content() == clock  # the past does not tick


def test_an_open_incident_does_not_stay_when_it_had_not_happened_yet(teller: Teller, desktop: BrowserContext) -> None:
    teller.tell("demo_emergency_calls", [call("young", teller.city.districts[1], "막 일어난 화재", severity=3, age_s=30)])
    page = open_page(desktop, teller.office.url + "?feature=emergency_calls:young")
    expect(page.locator(".workspace h2")).to_have_text("막 일어난 화재")
    page.locator(".map-tools [data-action=timebar]").click()
    page.locator("#timebar [data-action=timeback]").click()
    expect(page.locator(".workspace header")).to_contain_text("아직 접수되지 않았거나")
    assert page.locator(".workspace [data-part]").count() == 0
    assert page.locator(".workspace .jump button").count() == 0
    page.locator("#past [data-action=timenow]").click()
    expect(page.locator(".workspace h2")).to_have_text("막 일어난 화재")


def test_what_comes_meanwhile_is_counted_on_the_banner(teller: Teller, desktop: BrowserContext) -> None:
    page = in_past(desktop, teller.office)
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    teller.tell("demo_emergency_calls", [call(f"late{i}", teller.city.districts[0], "새 화재", severity=4, age_s=2) for i in range(2)])
    expect(page.locator("#past")).to_contain_text("그 사이 새 사건 2건 (심각 이상 2건)", timeout=10000)


def test_by_thumb_on_a_phone(teller: Teller, phone: BrowserContext) -> None:
    page = open_page(phone, teller.office.url)
    page.locator(".map-tools [data-action=timebar]").tap()
    page.locator("#timebar [data-action=timeback]").tap()
    expect(page.locator("#past")).to_contain_text("과거를 보고 있습니다")
    small = page.locator("#timebar button:visible, #past button:visible").evaluate_all(
        "all => all.filter(one => Math.min(one.getBoundingClientRect().height, one.getBoundingClientRect().width) < 44).map(one => one.outerHTML.slice(0, 90))"
    )
    assert small == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390
    assert findings(page) == []
    page.locator("#past [data-action=timenow]").tap()
    expect(page.locator("#past")).to_be_empty()

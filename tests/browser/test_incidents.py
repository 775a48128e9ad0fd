"""The list of incidents and the workspace: one request, a clock that counts, the map stays; side by side; a busy minute; sound."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Office, open_page, serve
from tests.browser.happening import Teller, call
from tests.browser.test_access import findings
from tests.browser.test_drill import settled
from tests.conftest import TINY

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def teller(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Teller]:
    """The made-up city with its own feeds off."""
    office = serve(tmp_path_factory.mktemp("room"), str(TINY), SIJANGSIL_FEEDS="off")
    yield Teller(office)
    office.stop()


@pytest.fixture
def room(teller: Teller) -> Teller:
    """Three calls: a grave fire, a rescue, a minor rescue, each in another district."""
    first, second, third = teller.city.districts
    teller.tell(
        "demo_emergency_calls",
        [
            call("fire", first, "시장 화재", severity=4, age_s=300),
            call("rescue", second, "승강기 갇힘", kind="rescue", severity=2, age_s=4000),
            call("door", third, "문 개방 요청", kind="rescue", severity=1, age_s=60),
        ],
    )
    return teller


def at_list(context: BrowserContext, office: Office) -> Page:
    page = open_page(context, office.url + "?tab=incidents")
    expect(page.locator("#incident-list li")).to_have_count(3)
    return page


def at_fire(context: BrowserContext, office: Office) -> Page:
    page = open_page(context, office.url + "?feature=emergency_calls:fire")
    expect(page.locator(".workspace h2")).to_have_text("시장 화재")
    return page


def where(page: Page) -> Any:
    return page.evaluate("[sijangsil.page.map.getCenter().lat, sijangsil.page.map.getCenter().lng, sijangsil.page.map.getZoom()]")


def titles(page: Page) -> list[str]:
    return page.locator("#incident-list b").all_text_contents()


def test_a_row_opens_the_workspace_in_one_request_and_the_map_stays(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    settled(page)
    before, asked = where(page), []
    page.on("request", lambda sent: asked.append(sent.url) if "/api/" in sent.url else None)
    page.locator("#incident-list button", has_text="시장 화재").click()
    expect(page.locator(".workspace h2")).to_have_text("시장 화재")
    assert [url.split("?")[0].rsplit("/api/")[1] for url in asked] == ["incidents/workspace"]
    assert where(page) == before
    parts = page.locator(".workspace [data-part]").evaluate_all("found => found.map(part => part.dataset.part)")
    assert {"timeline", "nearest", "around", "conditions", "evidence"} <= set(parts)
    clock = page.locator(".state-line [data-since]")
    first = clock.text_content()
    assert first is not None
    assert first.startswith("00:05:")
    expect(clock).not_to_have_text(first, timeout=3000)
    assert findings(page) == []


def test_the_map_goes_there_only_when_asked(room: Teller, desktop: BrowserContext) -> None:
    page = at_fire(desktop, room.office)
    settled(page)
    page.locator("[data-action=locate]").click()
    settled(page)
    district = room.city.districts[0]
    lat, lon, zoom = where(page)
    assert (abs(lat - district.lat) < 0.001, abs(lon - district.lon) < 0.001, zoom >= 15) == (True, True, True)


def test_i_and_a_number_opens_that_row(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    wanted = titles(page)[1]
    page.locator("h1").first.click()
    page.keyboard.press("i")
    page.keyboard.press("2")
    expect(page.locator(".workspace h2")).to_have_text(wanted)
    expect(page.locator(".workspace h2")).to_be_focused()
    page.keyboard.press("i")
    page.keyboard.press("9")
    expect(page.locator("#announce")).to_have_text("그 번호의 사건이 없습니다.")


def test_the_list_sorts_and_filters(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    assert titles(page) == ["문 개방 요청", "시장 화재", "승강기 갇힘"]
    page.locator("[data-filter=sort]").select_option("severity")
    assert titles(page) == ["시장 화재", "승강기 갇힘", "문 개방 요청"]
    page.locator("[data-filter=age]").select_option("60")
    assert titles(page) == ["시장 화재", "문 개방 요청"]
    page.locator("[data-filter=severity]").select_option("3")
    assert titles(page) == ["시장 화재"]
    expect(page.locator("#incident-count")).to_have_text("진행 중 3건 가운데 1건")
    page.locator("[data-filter=severity]").select_option("")
    page.locator("[data-filter=age]").select_option("")
    page.locator("[data-filter=kind]").select_option("fire")
    assert titles(page) == ["시장 화재"]
    page.locator("[data-filter=district]").select_option(room.city.districts[1].id)
    expect(page.locator("#incident-none")).to_have_text("조건에 맞는 사건이 없습니다.")
    assert findings(page) == []


def test_two_incidents_stand_side_by_side_and_the_link_shows_them(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    for title in ("시장 화재", "승강기 갇힘"):
        page.locator("#tab-incidents").click()
        page.locator("#incident-list button", has_text=title).click()
        expect(page.locator(".workspace h2")).to_have_text(title)
        page.locator(".workspace [data-action=pin]").click()
        expect(page.locator(".workspace [data-action=pin]")).to_have_attribute("aria-pressed", "true")
    expect(page.locator("#pins .pinned b")).to_have_text(["시장 화재", "승강기 갇힘"])
    page.wait_for_function("location.search.includes('pins=')")
    other = open_page(desktop, page.url)
    expect(other.locator("#pins .pinned b")).to_have_text(["시장 화재", "승강기 갇힘"])
    assert findings(other) == []
    other.locator("#pins .pinned [data-action=unpin]").first.click()
    expect(other.locator("#pins .pinned b")).to_have_text(["승강기 갇힘"])


def test_the_circle_follows_slider_number_and_buttons(room: Teller, desktop: BrowserContext) -> None:
    page = at_fire(desktop, room.office)
    radius = "sijangsil.page.map && Object.values(sijangsil.page.map._layers).filter(l => l.getRadius && l.options.className === 'incident-circle').map(l => l.getRadius())"
    page.wait_for_function(f"JSON.stringify({radius}) === '[500]'")
    page.locator("[data-circle=number]").fill("1200")
    page.locator("[data-circle=number]").press("Tab")
    page.wait_for_function(f"JSON.stringify({radius}) === '[1200]'")
    page.wait_for_function("location.search.includes('radius=1200')")
    page.locator("[data-circle=more]").click()
    page.wait_for_function(f"JSON.stringify({radius}) === '[1500]'")
    page.locator("[data-circle=slider]").focus()
    page.keyboard.press("Home")
    page.wait_for_function(f"JSON.stringify({radius}) === '[100]'")
    page.locator(".workspace [data-action=close]").click()
    page.wait_for_function(f"JSON.stringify({radius}) === '[]'")


def test_a_change_reaches_the_open_workspace_and_what_was_typed_stays(room: Teller, desktop: BrowserContext) -> None:
    page = at_fire(desktop, room.office)
    expect(page.locator(".workspace .status")).to_have_text("접수")
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    fire = call("fire", room.city.districts[0], "시장 화재", severity=4, age_s=300)
    dispatched = {**fire.props, "dispatched_at": call("x", room.city.districts[0], "x", age_s=200).props["reported_at"]}
    room.tell("demo_emergency_calls", [type(fire)("fire", fire.lon, fire.lat, fire.name, fire.kind, fire.observed_at, None, dispatched)])
    expect(page.locator(".workspace .status").first).to_have_text("출동")
    expect(page.locator(".steps li:not(.yet)")).to_have_count(2)


def test_an_arrival_is_told_politely_and_a_grave_one_offers_itself(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    page.locator(".telling summary").click()
    page.locator(".telling input[type=checkbox]").check()
    beeps = page.evaluate("sijangsil.page.beeps || 0")
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    room.tell("demo_emergency_calls", [call("new", room.city.districts[1], "아파트 화재", severity=4, age_s=5)])
    expect(page.locator("#arrivals .arrival b")).to_have_text("아파트 화재")
    expect(page.locator("#announce")).to_contain_text("아파트 화재")
    assert page.locator("#announce").get_attribute("aria-live") == "polite"
    assert page.evaluate("sijangsil.page.beeps") == beeps + 1
    page.locator("#arrivals .open").click()
    expect(page.locator(".workspace h2")).to_have_text("아파트 화재")


def test_a_hundred_at_once_are_one_sentence(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    page.evaluate(
        "() => { window.said = []; new MutationObserver(() => said.push(document.getElementById('announce').textContent)).observe(document.getElementById('announce'), {childList: true, characterData: true, subtree: true}); }"
    )
    districts = room.city.districts
    kinds = ["fire", "rescue", "medical"]
    many = [call(f"m{i}", districts[i % 3], f"신고 {i}", kind=kinds[i % 3], severity=3) for i in range(100)]
    room.tell("demo_emergency_calls", many)
    expect(page.locator("#incident-count")).to_contain_text("진행 중 100건")
    expect(page.locator("#arrivals .arrival")).to_have_count(1)
    expect(page.locator("#arrivals")).to_contain_text("화재 34, 구조 33, 구급 33")
    told = page.evaluate("said.filter(words => words.includes('화재 34'))")
    assert len(told) == 1
    assert page.evaluate("said.length") <= 2
    page.locator("#arrivals .open").click()
    expect(page.locator("#incident-list li")).to_have_count(60)
    expect(page.locator("#incident-more")).to_contain_text("40")


def test_without_a_network_it_says_so_and_goes_on_by_itself(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    page.wait_for_function("sijangsil.page.connection === 'connected'")
    desktop.set_offline(True)
    page.locator("#incident-list button", has_text="승강기 갇힘").click()
    expect(page.locator("#notices")).to_contain_text("서버에 연결할 수 없습니다", timeout=10000)
    desktop.set_offline(False)
    expect(page.locator(".workspace h2")).to_have_text("승강기 갇힘", timeout=20000)


def test_the_back_button_goes_from_incident_to_incident(room: Teller, desktop: BrowserContext) -> None:
    page = at_list(desktop, room.office)
    for title, fid in (("시장 화재", "fire"), ("승강기 갇힘", "rescue")):
        page.locator("#tab-incidents").click()
        page.locator("#incident-list button", has_text=title).click()
        expect(page.locator(".workspace h2")).to_have_text(title)
        page.wait_for_function("fid => location.search.includes('feature=emergency_calls:' + fid)", arg=fid)
    page.go_back()
    expect(page.locator(".workspace h2")).to_have_text("시장 화재")
    page.locator("[data-action=lang]").click()
    expect(page.locator(".workspace .status").first).to_have_text(re.compile("Reported|Dispatched"))  # as an earlier test left it
    expect(page.locator(".jump button").first).to_have_text("Dispatch timeline")


def test_by_thumb_on_a_phone(room: Teller, phone: BrowserContext) -> None:
    page = at_list(phone, room.office)
    row = page.locator("#incident-list button").first
    assert (row.bounding_box() or {})["height"] >= 44
    title = titles(page)[0]
    row.tap()
    expect(page.locator(".workspace h2")).to_have_text(title)
    page.locator(".workspace [data-action=pin]").tap()
    page.locator("#tab-incidents").tap()
    expect(page.locator("#pins-in-tab .pinned b")).to_have_text([title])
    small = page.locator(".workspace button:visible, #page-incidents button:visible").evaluate_all(
        "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML.slice(0, 90))"
    )
    assert small == []
    assert page.evaluate("document.scrollingElement.scrollWidth") <= 390

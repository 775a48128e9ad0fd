"""An order from a desk to a phone and back: the recipient's page without JavaScript on a small screen, the form at the desk."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import insert

from geodata.access.person import Person
from geodata.city import City, load_city
from geodata.db.engine import open_engine
from geodata.db.incidents import incident
from geodata.directory import contacts
from geodata.orders import Due, give, read
from geodata.orders.model import Subject
from geodata.settings import Settings
from tests.browser.conftest import Office, open_page, serve, watch
from tests.browser.test_access import findings
from tests.browser.test_sign_in import enter
from tests.conftest import TINY

pytestmark = pytest.mark.browser
PASSWORD = "a long enough password"
OFFICE = """
[[user]]
name = "kim"
role = "duty"
password = "{hash}"
ko = "김당직"
en = "Kim (duty)"
[call]
sms = "sms:{{phone}}?body={{text}}"
room = "https://meet.example.kr/{{room}}"
"""
FIRE = "emergency_calls:b1"
LONG = "<b>현장</b> 확인 후 보고. " + "가나다라마바사아자차카타파하" * 8


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The made-up city, with one user and a fire."""
    home = tmp_path_factory.mktemp("orders")
    hash_ = PasswordHasher(time_cost=1, memory_cost=8192).hash(PASSWORD)
    (home / "office.toml").write_text(OFFICE.format(hash=hash_), encoding="utf-8")
    (home / "office.toml").chmod(0o600)
    running = serve(home, str(TINY), SIJANGSIL_FEEDS="off")
    city, at = tiny(), datetime.now(UTC).isoformat(timespec="seconds")
    place = city.neighbourhoods[0]
    row = {
        "city": city.id, "id": FIRE, "kind": "fire", "codes": {}, "severity": 3, "title": {"ko": "건물 화재", "en": "Building fire"}, "place": "중앙로 12",
        "lon": place.lon, "lat": place.lat, "district": place.parent, "neighbourhood": place.id, "status": "dispatched", "reported_at": at,
        "feed": "demo_emergency_calls", "first_seen": at, "updated_at": at, "flags": [],
    }  # fmt: skip
    with open_engine(settings(home)).begin() as connection:
        connection.execute(insert(incident).values(**row))
    yield running
    running.stop()


def tiny() -> City:
    """The made-up city."""
    return load_city(str(TINY))


def settings(home: Path) -> Settings:
    """Settings of the running office."""
    return Settings(home=home, city=str(TINY), feeds=False)


def ordered(office: Office, minutes: int = 30, ago_h: int = 0) -> str:
    """An order to the first duty officer, given ``ago_h`` hours ago; the path of its link."""
    city = tiny()
    to = next(c for c in contacts(city) if not c.public)
    due, now = Due(in_s=minutes * 60), datetime.now(UTC) - timedelta(hours=ago_h)
    person, subject = Person("kim", "duty"), Subject("incident", FIRE)
    return (
        "o/"
        + give(open_engine(settings(office.home)), city, person, contact_id=to.id, text=LONG, due=due, subject=subject, now=now).link_token
    )


def fits(page: Page) -> None:
    """Everything to press is at least 44 px high and nothing is wider than the screen."""
    width = page.viewport_size["width"]
    for target in page.locator("main button:visible, main a:visible, main summary:visible").all():
        box = target.bounding_box()
        assert box is not None
        assert box["height"] >= 44, target.inner_text()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
    assert page.locator("main").bounding_box()["width"] <= width


def test_the_recipient_acts_on_a_phone_without_scripts(office: Office, chromium: Browser) -> None:
    link = office.url + ordered(office)
    phone = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="ko-KR", java_script_enabled=False, has_touch=True, is_mobile=True
    )
    page = phone.new_page()
    page.goto(link)
    fits(page)
    expect(page.locator("main")).not_to_contain_text("현장")
    page.get_by_role("button", name="지시 열기").tap()
    expect(page.locator("main > .order-page > .order-text")).to_have_text(LONG.strip())
    expect(page.locator("dl")).to_contain_text("김당직")
    expect(page.locator("dl")).to_contain_text("남은 시간 29분")
    fits(page)
    other = chromium.new_context(locale="ko-KR").new_page()
    assert other.goto(link).status == 410
    expect(other.get_by_role("alert")).to_contain_text("이미 다른 기기에서 열린 링크입니다")
    other.context.close()
    page.get_by_role("button", name="수락").tap()
    expect(page.get_by_role("button", name="완료")).to_be_visible()
    page.goto(link)  # back on the same device
    page.get_by_label("처리 결과").fill("확인 <i>완료</i>")
    fits(page)
    page.get_by_role("button", name="완료").tap()
    expect(page.locator(".order-steps li")).to_have_count(4)
    expect(page.locator(".order-steps li").last).to_contain_text("확인 <i>완료</i>")
    phone.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_reports_nothing_serious_on_the_recipient_s_page(office: Office, chromium: Browser, theme: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", bypass_csp=True)
    page = context.new_page()
    seen = watch(page, office.url)
    page.goto(f"{office.url}{ordered(office)}?theme={theme}")
    assert findings(page) == []
    page.get_by_role("button", name="Open the order").click()
    page.locator("summary").click()
    assert findings(page) == []
    page.get_by_role("button", name="Open the video room").click()
    expect(page.get_by_role("link", name="Enter the video room")).to_have_attribute("href", r"https://meet.example.kr/" + room_of(office))
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator("html").get_attribute("data-theme") == theme
    assert (seen.errors, seen.outside) == ([], [])
    context.close()


def room_of(office: Office) -> str:
    """The room's random name."""
    from geodata.calls import room

    with open_engine(settings(office.home)).begin() as connection:
        return room(connection, tiny(), FIRE)


def test_an_order_is_given_at_the_desk_and_its_answer_shows_by_itself(office: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, locale="ko-KR", bypass_csp=True)
    assert context.request.post(office.url + "api/session", data={"name": "kim", "password": PASSWORD}).ok
    page = open_page(context, office.url)
    seen = watch(page, office.url)
    area = tiny().districts[0].id
    page.evaluate("""area => {
        const box = sijangsil.h("div", { id: "try", style: "position:fixed;inset:0;z-index:5000;overflow:auto;background:var(--paper);padding:16px" });
        box.append(sijangsil.orderForm({ area }));
        document.body.append(box);
    }""", area)  # fmt: skip
    form = page.get_by_role("form", name="새 지시")
    form.get_by_label("지시 내용").fill("첫째 지시 <b>굵게</b>")
    form.get_by_label("지시 내용").focus()
    with page.expect_response(lambda reply: "api/orders?" in reply.url):  # a live event redraws while somebody types
        ordered(office, 90)
    page.keyboard.type(" 이어서")
    expect(form.get_by_label("지시 내용")).to_have_value("첫째 지시 <b>굵게</b> 이어서")
    form.get_by_label("15분 뒤").check()
    form.get_by_label("받는 사람").select_option(index=3)
    assert findings(page) == []
    form.get_by_role("button", name="지시 보내기").click()
    link = page.get_by_label("받는 사람의 링크").get_by_role("textbox").input_value()
    assert link.startswith(office.url + "o/")
    rows = page.locator("#try .order")
    expect(rows).to_have_count(1)
    expect(rows.first.locator(".order-state")).to_have_text("전달됨")
    phone = chromium.new_context(locale="ko-KR").new_page()
    phone.goto(link)
    phone.get_by_role("button", name="지시 열기").click()
    expect(rows.first.locator(".order-state")).to_have_text("확인함")
    phone.get_by_role("button", name="수락").click()
    expect(rows.first.locator(".order-state")).to_have_text("수락함")
    phone.context.close()
    ordered(office, 30, ago_h=2)
    page.evaluate("document.getElementById('try').append(sijangsil.ordersBoard())")
    board = page.locator("#try > .orders").last
    expect(board.locator(".order").first).to_contain_text("▲ 기한 지남 · 기한을 1시간 30분 넘김")  # overdue ones come first
    expect(board.locator(".quiet").first).to_contain_text("▲ 기한 지난 지시 1건")
    expect(board.locator(".order.late")).to_have_count(1)
    row = rows.first
    row.get_by_role("button", name="철회").click()
    row.get_by_role("button", name="정말 철회합니다").click()
    expect(row.locator(".order-state")).to_have_text("철회됨")
    assert findings(page) == []
    assert (seen.errors, seen.outside) == ([], [])
    found = read.for_subject(open_engine(settings(office.home)), tiny(), Subject("area", area))
    assert [step["action"] for step in found[0]["steps"]] == ["give", "open", "accept", "withdraw"]
    context.close()


def test_an_order_on_an_area_or_its_figure_starts_at_the_area_card(office: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", bypass_csp=True)
    district = tiny().districts[0]
    page = open_page(context, f"{office.url}?area={district.id}")
    expect(page.locator("#card-body h2")).to_have_text(district.name.ko)
    assert page.locator(".order-area").count() == 0  # the public gives no orders
    enter(page, "kim", PASSWORD)
    lines = page.locator(".order-area summary")
    expect(lines).to_have_count(2)
    lines.last.click()
    form = page.get_by_role("form", name="새 지시")
    form.get_by_label("지시 내용").fill("지표를 확인해 주세요")
    form.get_by_label("받는 사람").select_option(index=1)
    form.get_by_role("button", name="지시 보내기").click()
    expect(page.get_by_label("받는 사람의 링크").get_by_role("textbox")).to_have_value(re.compile("/o/"))
    page.locator("#tab-incidents").click()
    expect(page.locator("#orders-board")).to_contain_text("지표를 확인해 주세요")
    context.close()

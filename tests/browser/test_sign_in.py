"""Signing in and out by keyboard and thumb, what the public is told is withheld, and the auditor's page without scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from geodata.audit.log import append
from geodata.db.engine import open_engine
from geodata.settings import Settings
from tests.browser.conftest import Office, open_page, serve, watch
from tests.browser.test_access import findings
from tests.conftest import TINY
from tests.dash_app.staff import PASSWORD, users_toml

pytestmark = pytest.mark.browser
MEDICAL = "Object.values(sijangsil.page.live.emergency_calls || {}).filter(f => f.kind === 'medical')"


@pytest.fixture(scope="module")
def staffed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The made-up city with demonstration feeds and users; 130 audit rows."""
    home = tmp_path_factory.mktemp("staffed")
    (home / "office.toml").write_text(users_toml("duty", "auditor"), encoding="utf-8")
    office = serve(home, str(TINY), SIJANGSIL_FEEDS="on")
    engine = open_engine(Settings(home=home, city=str(TINY)))
    with engine.begin() as connection:
        for n in range(130):
            append(
                connection,
                "mirae",
                at=datetime.now(UTC),
                who="kim",
                role="duty",
                action="camera.view",
                subject=f"cctv:{n}",
                details={"purpose": "fire"},
            )
    engine.dispose()
    yield office
    office.stop()


def enter(page: Page, name: str, password: str = PASSWORD) -> None:
    page.locator("[data-action=person]").click()
    page.get_by_label("이름").fill(name)
    page.get_by_label("비밀번호").fill(password)
    page.get_by_label("비밀번호").press("Enter")


def test_signing_out_in_one_tab_signs_out_the_other(staffed: Office, desktop: BrowserContext) -> None:
    first, second = open_page(desktop, staffed.url), open_page(desktop, staffed.url)
    enter(first, "duty")
    for page in (first, second):
        page.wait_for_function("sijangsil.page.person.signed_in")
    second.locator("[data-action=person]").click()
    second.get_by_role("button", name="로그아웃").click()
    first.wait_for_function("!sijangsil.page.person.signed_in")


def test_sign_in_by_keyboard_shows_what_was_withheld_and_out_hides_it_again(staffed: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, staffed.url)
    seen = watch(page, staffed.url)
    page.wait_for_function(f"({MEDICAL}).length > 0")
    assert page.evaluate(f"({MEDICAL}).every(f => f.withheld[0] === 'medical' && f.props.title_ko === '구급 신고')")
    button = page.locator("[data-action=person]")
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog", name="로그인")
    expect(page.get_by_label("이름")).to_be_focused()
    assert findings(page) == []
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("이름과 비밀번호를 모두 넣어 주세요.")
    page.keyboard.type("duty")
    page.keyboard.press("Tab")
    page.keyboard.type("wrong")
    page.keyboard.press("Enter")
    expect(dialog.get_by_role("alert")).to_have_text("이름 또는 비밀번호가 맞지 않습니다.")
    expect(page.get_by_label("비밀번호")).to_be_focused()
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(dialog).not_to_be_visible()
    expect(button).to_be_focused()
    expect(button).to_have_attribute("aria-label", "로그인·내 계정 (duty 님, 당직 책임자)")
    page.wait_for_function(f"({MEDICAL}).length > 0 && ({MEDICAL}).every(f => !f.withheld && f.props.title_ko !== '구급 신고')")
    assert page.evaluate("sijangsil.page.person.may.includes('order.give')")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog", name="내 계정")).to_contain_text("당직 책임자")
    expect(page.get_by_role("link", name="감사 기록")).to_have_count(0)
    assert findings(page) == []
    page.get_by_role("button", name="로그아웃").press("Enter")
    page.wait_for_function(f"({MEDICAL}).length > 0 && ({MEDICAL}).every(f => f.withheld)")
    assert page.evaluate("sijangsil.page.person.role") == "public"
    assert [e for e in seen.errors if "401" not in e] == []  # the browser itself reports the refused sign-in
    assert seen.outside == []


def test_who_is_taken_out_is_told_and_sees_what_the_public_sees(staffed: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, staffed.url)
    enter(page, "auditor")
    page.wait_for_function("sijangsil.page.person.role === 'auditor'")
    written = (staffed.home / "office.toml").read_text(encoding="utf-8")
    (staffed.home / "office.toml").write_text(users_toml("duty"), encoding="utf-8")
    page.evaluate("sijangsil.restartLive()")  # as the server asks at its next look, at most half a minute later
    expect(page.locator("[data-action=person]")).to_have_attribute("aria-label", "로그인·내 계정")
    assert page.evaluate("sijangsil.page.person.role") == "public"
    (staffed.home / "office.toml").write_text(written, encoding="utf-8")


def test_escape_closes_the_dialog_and_not_the_open_area(staffed: Office, desktop: BrowserContext) -> None:
    page = open_page(desktop, staffed.url + "?area=M1")
    page.locator("[data-action=person]").click()
    expect(page.get_by_label("이름")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).not_to_be_visible()
    page.wait_for_timeout(300)
    assert page.evaluate("sijangsil.page.drawn.view.area") == "M1"


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_public_reads_what_is_withheld_with_a_thumb(staffed: Office, phone: BrowserContext, theme: str) -> None:
    page = open_page(phone, f"{staffed.url}?theme={theme}")
    box = page.locator("[data-action=person]").bounding_box()
    assert box
    assert min(box["width"], box["height"]) >= 44
    page.locator("[data-action=person]").tap()
    page.get_by_text("무엇이 가려져 있나요?").tap()
    rules = page.locator(".rules li")
    expect(rules).to_have_count(8)
    expect(rules.first).to_contain_text("이유:")
    expect(rules.first).to_contain_text("근거:")
    dialog = page.get_by_role("dialog").bounding_box()
    assert dialog
    assert dialog["x"] >= 0
    assert dialog["x"] + dialog["width"] <= 390
    assert findings(page) == []
    for one in page.locator("dialog button, dialog input, dialog summary").all():
        size = one.bounding_box()
        assert size
        assert size["height"] >= 44


def test_the_audit_page_needs_no_script(staffed: Office, chromium: Browser) -> None:
    context = chromium.new_context(viewport={"width": 1024, "height": 768}, locale="ko-KR", java_script_enabled=False)
    page = context.new_page()
    refused = page.goto(staffed.url + "audit?lang=ko")
    assert refused
    assert refused.status == 403
    expect(page.get_by_role("alert")).to_contain_text("감사 담당자와 관리자만")
    signed = context.request.post(staffed.url + "api/session", data={"name": "auditor", "password": PASSWORD})
    assert signed.status == 200
    page.goto(staffed.url + "audit?lang=ko")
    expect(page.locator(".verdict")).to_contain_text("이상이 없습니다.")
    expect(page.locator("table.audit tbody tr")).to_have_count(100)
    page.get_by_role("link", name="더 옛것").click()
    expect(page.get_by_text("2쪽 가운데 2쪽")).to_be_visible()
    page.goto(staffed.url + "audit?lang=ko")
    page.get_by_label("대상").fill("cctv:77")
    page.get_by_role("button", name="찾기").click()
    expect(page.locator("table.audit tbody tr")).to_have_count(1)
    expect(page.locator("table.audit tbody tr")).to_contain_text("카메라 본 기록")
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV로 내보내기").click()
    text = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert len(text.splitlines()) == 2
    assert "cctv:77" in text
    page.get_by_role("link", name="English").click()
    expect(page.locator(".verdict")).to_contain_text("Nothing is wrong")
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_audit_page_fits_a_phone(staffed: Office, phone: BrowserContext, theme: str) -> None:
    page = phone.new_page()
    assert phone.request.post(staffed.url + "api/session", data={"name": "auditor", "password": PASSWORD}).status == 200
    page.goto(f"{staffed.url}audit?lang=ko&theme={theme}&action=camera")
    expect(page.locator("table.audit tbody tr").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert findings(page) == []

"""Cameras in a real browser: a sliding HLS stream made by ffmpeg plays through the relay, is called live while it moves and frozen
when it stops; clip and still; four at once; the purpose; keyboard, phone; no address and no sound anywhere."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import open_page, watch
from tests.browser.happening import call
from tests.browser.studio import Studio, opened
from tests.browser.test_access import findings
from tests.browser.test_sign_in import enter
from tests.fake_cameras import CANARY

pytestmark = pytest.mark.browser
INCIDENT = "?feature=emergency_calls:fire"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Studio]:
    yield from opened(tmp_path_factory.mktemp("studio"))


@pytest.fixture
def studio(built: Studio) -> Studio:
    built.teller.tell("demo_emergency_calls", [call("fire", built.teller.city.districts[0], "시장 화재", severity=4, age_s=300)])
    return built


def at_fire(context: BrowserContext, studio: Studio) -> Page:
    page = open_page(context, studio.office.url + INCIDENT)
    expect(page.locator('[data-part="cameras"] .camera')).to_have_count(6)
    return page


def press(page: Page, fid: str, topic: str = "traffic_cctv") -> None:
    page.locator(f'[data-watch="{topic}:{fid}"]').click()


def tile(page: Page, fid: str, topic: str = "traffic_cctv") -> Any:
    return page.locator(f'.tile[data-camera="{topic}:{fid}"]')


def state_of(page: Page, fid: str, state: str, timeout_s: float = 12) -> None:
    expect(tile(page, fid)).to_have_attribute("data-state", state, timeout=timeout_s * 1000)


def test_a_real_stream_plays_is_live_and_then_frozen_never_live(studio: Studio, desktop: BrowserContext) -> None:
    studio.roll()
    page = at_fire(desktop, studio)
    seen, bodies = watch(page, studio.office.url), []
    page.on("response", lambda reply: bodies.append(reply) if "/video/" in reply.url or "/api/" in reply.url else None)
    press(page, "hls")
    state_of(page, "hls", "live")
    video = tile(page, "hls").locator("video")
    first = video.evaluate("v => v.currentTime")
    page.wait_for_function("before => document.querySelector('.tile video').currentTime > before + 1", arg=first)
    assert video.evaluate("v => [v.muted, v.controls, v.videoWidth]") == [True, False, 320]
    video.evaluate("v => { v.muted = false; }")
    page.wait_for_function("document.querySelector('.tile video').muted")
    tile(page, "hls").locator(".keep").click()
    expect(tile(page, "hls").locator(".left")).to_contain_text("초 남음")
    about = studio.office.url + "api/cameras/traffic_cctv/hls"
    assert page.request.get(about).json()["status"]["state"] == "live"
    stopped = time.time()
    studio.freeze()
    state_of(page, "hls", "frozen", 16)
    assert time.time() - stopped < 15, "said within its limit"
    expect(tile(page, "hls")).to_contain_text("부터 멈춤")
    page.evaluate("window.said = []; setInterval(() => window.said.push(document.querySelector('.tile').dataset.state), 100)")
    page.wait_for_timeout(2000)
    told = page.request.get(about).json()["status"]
    assert (told["state"], told["frozen"]) == ("still", True)
    assert set(page.evaluate("window.said")) == {"frozen"}
    texts = [reply.text() for reply in bodies if reply.url.endswith("m3u8") or "/api/" in reply.url]
    assert any("#EXTM3U" in text for text in texts)
    assert not [text for text in texts if CANARY in text or studio.fake.host in text]
    assert CANARY not in page.content()
    assert studio.fake.host not in page.content()
    assert seen.outside == []
    assert CANARY not in studio.office.log.read_text(encoding="utf-8")
    studio.cut()


def test_a_clip_is_a_recording_a_still_has_its_time_and_the_fifth_is_refused(studio: Studio, desktop: BrowserContext) -> None:
    page = at_fire(desktop, studio)
    for fid in ("clip", "still", "s4", "s5"):
        press(page, fid)
        expect(tile(page, fid)).to_be_visible()
    state_of(page, "clip", "still")
    expect(tile(page, "clip")).to_contain_text("녹화 영상")
    page.wait_for_function("document.querySelector('.tile video').currentTime > 0.5")
    state_of(page, "still", "still")
    expect(tile(page, "still")).to_contain_text("정지 사진")
    assert tile(page, "still").locator("img").evaluate("i => i.naturalWidth") == 320
    press(page, "hls")
    expect(page.locator("#camera-wall [role=alert]")).to_contain_text("한 번에 4개까지")
    expect(page.locator(".tile")).to_have_count(4)
    assert findings(page) == []
    tile(page, "s5").locator(".stop").click()
    expect(page.locator(".tile")).to_have_count(3)
    assert page.evaluate("document.activeElement.className").endswith("stop"), "the focus goes on at the next picture"


def test_a_preview_counts_down_ends_and_can_be_watched_again(studio: Studio, desktop: BrowserContext) -> None:
    page = at_fire(desktop, studio)
    press(page, "still")
    expect(tile(page, "still").locator(".left")).to_contain_text("미리보기")
    page.evaluate("Date.now = (real => () => real() + 16000)(Date.now)")  # the page's clock; the server ends it by its own
    expect(tile(page, "still")).to_contain_text("열람이 끝났습니다")
    assert tile(page, "still").locator("img").count() == 0, "no last picture stays"
    tile(page, "still").locator(".keep").click()
    expect(tile(page, "still").locator("img")).to_be_visible()
    expect(page.locator(".tile")).to_have_count(1)


def test_a_safety_camera_asks_for_the_purpose_and_only_staff_on_duty_get_it(studio: Studio, desktop: BrowserContext) -> None:
    page = at_fire(desktop, studio)
    row = page.locator('[data-camera="cctv:guard"]').first
    expect(row).to_contain_text("상황 근무자만")
    expect(row.locator("[data-watch]")).to_have_count(0)
    enter(page, "duty")
    button = page.locator('[data-watch="cctv:guard"]')
    expect(button).to_be_visible()
    button.focus()
    page.keyboard.press("Enter")
    dialog = page.locator("dialog.purpose")
    expect(dialog).to_contain_text("누가, 언제, 왜 보았는지 기록됩니다")
    expect(dialog.locator("input[type=radio]")).to_have_count(3)
    assert findings(page) == []
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    expect(button).to_be_focused()
    page.keyboard.press("Enter")
    dialog.locator("input[value=rescue]").check()
    page.keyboard.press("Enter")
    expect(tile(page, "guard", "cctv")).to_be_visible()
    expect(button).to_have_text("보는 중")
    page.evaluate("sijangsil.watchCamera('cctv', 'guard', 'emergency_calls:fire')")
    expect(page.locator(".tile")).to_have_count(1)
    tile(page, "guard", "cctv").locator(".stop").click()
    page.evaluate("sijangsil.watchCamera('cctv', 'guard', null)")
    expect(dialog.locator("input:disabled")).to_have_count(2)  # without an incident only the check of a facility is open


def test_on_a_phone_the_wall_is_as_wide_as_the_screen_and_fits_a_thumb(studio: Studio, phone: BrowserContext) -> None:
    page = open_page(phone, studio.office.url + INCIDENT)
    page.evaluate("sijangsil.watchCamera('traffic_cctv', 'still', null)")
    wall = page.locator("#camera-wall")
    expect(tile(page, "still").locator("img")).to_be_visible()
    box = wall.bounding_box()
    assert box is not None
    assert box["width"] == 390
    small = page.locator("#camera-wall button").evaluate_all("all => all.filter(b => b.getBoundingClientRect().height < 44).length")
    assert small == 0
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    keep, sheet = page.locator("#camera-wall .keep").bounding_box(), page.locator("#panel").bounding_box()
    assert keep is not None
    assert sheet is not None
    assert keep["y"] + keep["height"] <= sheet["y"], "the sheet does not cover the buttons"
    for theme in ("light", "dark", "contrast"):
        page.evaluate("theme => sijangsil.theme(theme)", theme)
        assert findings(page) == [], theme
    page.locator("#camera-wall .stop").tap()
    expect(wall).to_be_hidden()


def test_a_cameras_card_on_the_map_opens_its_picture(studio: Studio, desktop: BrowserContext) -> None:
    page = open_page(desktop, studio.office.url + "?layers=traffic_cctv&feature=traffic_cctv:still")
    page.locator(".page-card .deed", has_text="영상 보기").click()
    expect(tile(page, "still")).to_be_visible()


def test_the_card_of_a_safety_camera_offers_no_picture_to_the_public(studio: Studio, desktop: BrowserContext) -> None:
    page = open_page(desktop, studio.office.url + "?layers=cctv,traffic_cctv")
    page.wait_for_function("sijangsil.page.person")
    page.evaluate("sijangsil.send('feature', {topic: 'cctv', id: 'safe'})")
    page.wait_for_function("sijangsil.page.drawn.view.feature === 'cctv:safe'")
    expect(page.locator(".page-card .deed", has_text="영상 보기")).to_have_count(0)

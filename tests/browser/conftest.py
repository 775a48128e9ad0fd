"""A real server (its own process, its own home) and a real Chromium for the browser tests."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

PROJECT = Path(__file__).resolve().parents[2]
FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def free_port() -> int:
    """A TCP port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Office:
    """A running application: ``url`` ends with a slash."""

    url: str
    home: Path
    process: subprocess.Popen[bytes]
    log: Path

    def stop(self) -> None:
        """Stop the server and wait for it."""
        self.process.terminate()
        self.process.wait(20)


def serve(home: Path, city: str, **environment: str) -> Office:
    """Build ``city`` in ``home`` and serve it on a free port; returns when it answers."""
    env = {**os.environ, "SIJANGSIL_HOME": str(home), "SIJANGSIL_CITY": city, "PORT": str(free_port()), "HOST": "127.0.0.1", **environment}
    subprocess.run([sys.executable, "-m", "geodata", "build", "--json"], cwd=PROJECT, env=env, check=True, capture_output=True, timeout=240)
    log = home / "server.log"
    with log.open("ab") as out:
        process = subprocess.Popen([sys.executable, "-m", "dash_app"], cwd=PROJECT, env=env, stdout=out, stderr=out)
    office = Office(f"http://127.0.0.1:{env['PORT']}/", home, process, log)
    deadline = time.monotonic() + 40
    while True:
        try:
            if httpx.get(office.url + "healthz", timeout=2).status_code == 200:
                return office
        except httpx.TransportError:
            pass
        if process.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"The server did not come up:\n{log.read_text()}")
        time.sleep(0.05)


@pytest.fixture(scope="session")
def seoul(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """Seoul, built and served once for all browser tests."""
    office = serve(tmp_path_factory.mktemp("seoul"), "seoul")
    yield office
    office.stop()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium; each test gets a context of its own."""
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if path is None:
        pytest.skip("no Chromium on PATH; make test installs it")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Watch:
    """What a page did that nobody should see: console errors, page errors, requests to other hosts."""

    errors: list[str]
    outside: list[str]


def watch(page: Page, url: str) -> Watch:
    """Collect a page's errors and outside requests from now on."""
    seen = Watch([], [])

    def console(message: ConsoleMessage) -> None:
        if message.type == "error":
            seen.errors.append(message.text)

    def request(sent: Request) -> None:
        if not sent.url.startswith((url, "data:", "blob:")):
            seen.outside.append(sent.url)

    page.on("console", console)
    page.on("pageerror", lambda problem: seen.errors.append(str(problem)))
    page.on("request", request)
    return seen


def open_page(context: BrowserContext, url: str) -> Page:
    """A page at ``url``, painted: areas drawn and the first answer of the server shown."""
    page = context.new_page()
    page.goto(url)
    painted(page)
    return page


def painted(page: Page) -> None:
    """Wait until districts are drawn and coloured."""
    page.wait_for_function(
        "window.sijangsil && sijangsil.page.drawn && document.querySelectorAll('path.area.district[aria-label]').length > 0"
        " && Object.keys(sijangsil.page.areas).length > 0 && sijangsil.page.layers.length > 0"
    )


@pytest.fixture
def desktop(chromium: Browser) -> Iterator[BrowserContext]:
    """A Korean desktop browser, 1440 x 900."""
    context = chromium.new_context(viewport={"width": 1440, "height": 900}, locale="ko-KR", bypass_csp=True, timezone_id="Asia/Seoul")
    yield context
    context.close()


@pytest.fixture
def phone(chromium: Browser) -> Iterator[BrowserContext]:
    """A Korean phone with touch, 390 x 844."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 844}, locale="ko-KR", bypass_csp=True, has_touch=True, is_mobile=True, device_scale_factor=2
    )
    yield context
    context.close()


@pytest.fixture
def tablet(chromium: Browser) -> Iterator[BrowserContext]:
    """A Korean tablet with touch, 800 x 1280."""
    context = chromium.new_context(viewport={"width": 800, "height": 1280}, locale="ko-KR", bypass_csp=True, has_touch=True, is_mobile=True)
    yield context
    context.close()

"""Fixtures for all tests: the made-up city, a temporary home, the real material, and a network that is shut.

Tests that use the real material ask for the fixture ``shared``; they are then marked ``shared`` by themselves and say
so when they skip.
"""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from geodata.city import City, load_city
from geodata.db.engine import open_engine
from geodata.settings import PROJECT, Settings

TINY = Path(__file__).parent / "tinycity"
SHARED = PROJECT.parent / "shared" / "data"
LOOPBACK = ("127.", "::1", "localhost", "0.0.0.0", "::ffff:127.")


def pytest_setup_options() -> Any:
    """Chromium options for dash_duo: a desktop window, Korean, and no calls home."""
    from selenium.webdriver.chrome.options import Options

    options = Options()
    for argument in (
        "--window-size=1366,900", "--lang=ko", "--disable-quic", "--no-first-run",
        "--disable-background-networking", "--disable-component-update", "--disable-sync",
    ):  # fmt: skip
        options.add_argument(argument)
    return options


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whoever asks for the real material is marked ``shared``, so that ``-m "not shared"`` leaves it out. Browser tests come
    last: they are the slow ones, and Playwright keeps an event loop in the main thread once it has begun."""
    items.sort(key=lambda item: "browser" in item.path.parts)  # stable: everything else keeps its order
    for item in items:
        if "shared" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.shared)


def _is_outside(host: Any) -> bool:
    text = host.decode() if isinstance(host, bytes) else host
    return bool(text) and not str(text).startswith(LOOPBACK)


@pytest.fixture(autouse=True)
def _network_is_shut(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test reaches another host: a look-up or connection that leaves the machine raises."""
    real_connect, real_connect_ex, real_getaddrinfo = socket.socket.connect, socket.socket.connect_ex, socket.getaddrinfo

    def check(host: Any) -> None:
        if _is_outside(host):
            raise OSError(f"a test tried to reach {host!r}; the network is shut in tests, only loopback is open")

    def connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            check(address[0])
        return real_connect(self, address)

    def connect_ex(self: socket.socket, address: Any) -> int:
        if self.family in (socket.AF_INET, socket.AF_INET6):
            check(address[0])
        return real_connect_ex(self, address)

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        check(host)
        return real_getaddrinfo(host, *args, **kwargs)

    monkeypatch.setattr(socket.socket, "connect", connect)
    monkeypatch.setattr(socket.socket, "connect_ex", connect_ex)
    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)


@pytest.fixture
def tiny_pack() -> Path:
    """Folder of the made-up city 미래시 (Mirae): 3 districts, 8 neighbourhoods, not in Korea. Read only."""
    return TINY


@pytest.fixture
def tiny(tiny_pack: Path) -> City:
    """The made-up city, loaded."""
    return load_city(str(tiny_pack))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """An empty SIJANGSIL_HOME."""
    folder = tmp_path / "home"
    folder.mkdir()
    return folder


@pytest.fixture
def settings(home: Path, tiny_pack: Path) -> Settings:
    """Settings of the made-up city in a temporary home; feeds off."""
    return Settings(home=home, city=str(tiny_pack), feeds=False)


@pytest.fixture
def engine(settings: Settings) -> Iterator[Engine]:
    """Database of ``settings``, with empty tables."""
    opened = open_engine(settings)
    yield opened
    opened.dispose()


@pytest.fixture(scope="session")
def shared() -> Path:
    """Folder of the real material; skips the test where it is not at hand."""
    if not (SHARED / "README.md").is_file():
        pytest.skip("the real material (../shared/data beside the project) is not here: nothing was checked against it")
    return SHARED

"""The order routes served, with a fire burning and an office that has a video system."""

import sys
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from geodata.settings import Settings
from tests.dash_app.orders.app import make
from tests.dash_app.orders.steps import BASE, KIM, ROOM
from tests.geodata.orders.made_up import stand_in, start_fire


@pytest.fixture
def served(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The routes' application with a fire burning and an office that has a video system."""
    monkeypatch.setitem(sys.modules, "geodata.directory", sys.modules.get("geodata.directory"))
    stand_in()
    (settings.home / "office.toml").write_text("[call]\n" + ROOM, encoding="utf-8")
    server = make(settings.home)
    start_fire(server.state.context.engine, server.state.context.city)
    return server


@pytest.fixture
def desk(served: Any) -> Iterator[TestClient]:
    """The giver's browser."""
    with TestClient(served, base_url=BASE, headers=KIM) as client:
        yield client

"""The made-up city, built once, and a client of its application."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dash_app.app import create_app
from geodata.build import build
from geodata.settings import Settings
from tests.conftest import TINY


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Settings:
    """Settings of the made-up city, built; feeds off."""
    settings = Settings(home=tmp_path_factory.mktemp("office"), city=str(TINY), feeds=False)
    build(settings)
    return settings


@pytest.fixture(scope="session")
def app(office: Settings) -> Any:
    """The Dash application."""
    return create_app(office)


@pytest.fixture
def client(app: Any) -> Iterator[TestClient]:
    """An HTTP client; the application's start and stop are run."""
    with TestClient(app.server, base_url="http://127.0.0.1:8050") as found:
        yield found

"""A clock that is set by hand, the fake service, and a runner over both."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import geopandas as gpd
import httpx
import pytest
from sqlalchemy import Engine

from geodata.boundaries import store as outlines
from geodata.city import City, load_city
from geodata.connector import Connector
from geodata.feeds.choice import connectors
from geodata.feeds.fetch import Limits
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.indicator import LEVELS
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul

KEY = "k3y/with+odd=chars0123456789"


class Clock:
    """The present, set by hand. Starts at the hour the small air rows were measured."""

    def __init__(self, at: datetime = datetime(2026, 7, 20, 4, 30, tzinfo=UTC)):
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def pass_(self, seconds: float) -> datetime:
        self.at += timedelta(seconds=seconds)
        return self.at


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> Iterator[FakeSeoul]:
    """The fake service, with key and address in the environment."""
    with FakeSeoul(KEY) as server:
        monkeypatch.setenv("SEOUL_OPENAPI_KEY", KEY)
        monkeypatch.setenv("SEOUL_OPENAPI_URL", server.url)
        yield server


@pytest.fixture
def seoul() -> City:
    """The registers of Seoul (a city that has real connectors)."""
    return load_city("seoul")


def nearest_district(_engine: Engine, city: City, lons: list[float], lats: list[float]) -> tuple[list[Any], list[Any]]:
    """Stands in for the outlines: the nearest neighbourhood centre, and its district."""
    nearest = [min(city.neighbourhoods, key=lambda a: (a.lon - lon) ** 2 + (a.lat - lat) ** 2) for lon, lat in zip(lons, lats, strict=True)]
    return [a.parent for a in nearest], [a.id for a in nearest]


def save_outlines(engine: Engine, settings: Settings, city: City) -> None:
    """Store the outlines a pack carries, for tests that use the real point-in-area."""
    frames = {level: gpd.read_file(city.folder / "boundaries" / f"{level}-{city.vintage}.geojson") for level in LEVELS}
    title = {"ko": "시험", "en": "test"}
    outlines.save_levels(engine, settings, city, frames, {"kind": "pack", "title": title, "approximate": False})


class Shelf:
    """Stands in for the stored places: remembers what was saved."""

    def __init__(self) -> None:
        self.saved: dict[str, list[Any]] = {}
        self.calls: list[dict[str, Any]] = []

    def __call__(self, engine: Engine, city: City, topic: str, features: list[Any], source: Any, demo: bool = False, **more: Any) -> int:
        self.saved[topic] = list(features)
        self.calls.append({"topic": topic, "demo": demo, **more})
        return len(self.saved[topic])


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


@pytest.fixture
def tools(engine: Engine, seoul: City, clock: Clock, shelf: Shelf) -> Iterator[Tools]:
    """Tools of a refresh with short limits, the clock set by hand and dice that always fall alike."""
    with httpx.Client() as client:
        limits = Limits(timeout_s=1.0, total_s=5.0, body_bytes=1_000_000)
        yield Tools(engine, seoul, client, now=clock, locate=nearest_district, save_places=shelf, limits=limits, dice=random.Random(1))


def runner_of(tools: Tools, settings: Settings, *ids: str, **changes: Any) -> FeedRunner:
    """A runner of the connectors named, their cards changed by ``changes``."""
    known: dict[str, Connector] = {i: replace(connectors()[i], **changes) for i in ids}
    return FeedRunner(tools.engine, tools.city, settings, known=known, tools=tools)

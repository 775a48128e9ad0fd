"""The made-up city with its outlines and a few cameras of a fake provider, an office that allows it, and persons."""

import asyncio
from collections.abc import Coroutine, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from geodata.access.person import Person
from geodata.city import City
from geodata.connector import Feature
from geodata.db.incidents import incident
from geodata.office import Office
from geodata.places.load import save_places
from geodata.settings import Settings
from geodata.video.cameras import Camera, keep_streams
from geodata.video.pieces import Piece
from geodata.video.relay import Relay
from geodata.video.upstream import Bounds
from tests.fake_cameras import CANARY, FakeCameras
from tests.geodata.feeds.conftest import save_outlines

DUTY, OFFICIAL, PUBLIC = Person("kim", "duty", "s1"), Person("lee", "official", "s2"), Person()
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
SOURCE = {"title": {"ko": "시험", "en": "test"}, "provider": {"ko": "시험", "en": "test"}, "licence": {"ko": "시험", "en": "test"}}


@pytest.fixture
def fake() -> Iterator[FakeCameras]:
    with FakeCameras() as server:
        yield server


@pytest.fixture
def outlined(engine: Engine, settings: Settings, tiny: City) -> City:
    """The city, its outlines stored."""
    save_outlines(engine, settings, tiny)
    return tiny


def save_cameras(engine: Engine, city: City, topic: str, streams: dict[str, dict[str, str] | None], *, demo: bool = False) -> None:
    """Store cameras of ``topic`` by id with their streams, all at the first neighbourhood's centre."""
    spot = city.neighbourhoods[0]
    features = [Feature(fid, spot.lon, spot.lat, f"카메라 {fid}", private=private) for fid, private in streams.items()]
    save_places(engine, city, topic, features, SOURCE, demo, with_set=keep_streams(city, topic, features, NOW))


@pytest.fixture
def cameras(engine: Engine, outlined: City, fake: FakeCameras) -> City:
    """Traffic cameras t1 (HLS) … t5, safety cameras c1 (HLS) and c2 without a picture."""
    address = {"kind": "hls", "address": f"{fake.url}/cam/index.m3u8?token=canary-5f1d"}
    save_cameras(engine, outlined, "traffic_cctv", {f"t{n}": address for n in range(1, 6)})
    save_cameras(engine, outlined, "cctv", {"c1": address, "c2": None})
    return outlined


@pytest.fixture
def office(settings: Settings, fake: FakeCameras) -> Office:
    """An office that allows the fake provider, which stands on the loopback."""
    return replace(Office(settings.home / "office.toml"), video={"private_hosts": [fake.host]})


def save_incident(engine: Engine, city: City, id_: str, *, status: str = "reported", away_deg: float = 0.0) -> str:
    """An incident at the first neighbourhood's centre, or ``away_deg`` degrees north of it."""
    spot, at = city.neighbourhoods[0], (NOW - timedelta(minutes=10)).isoformat(timespec="seconds")
    row = {
        "city": city.id, "id": id_, "kind": "fire", "subkind": "fire", "codes": {}, "severity": 2, "title": {"ko": "화재", "en": "Fire"},
        "lon": spot.lon, "lat": spot.lat + away_deg, "district": spot.parent, "neighbourhood": spot.id, "status": status, "reported_at": at,
        "closed_at": at if status == "closed" else None, "feed": "test", "first_seen": at, "updated_at": at, "demo": False, "flags": [],
        "reports": 1,
    }  # fmt: skip
    with engine.begin() as connection:
        connection.execute(insert(incident).values(**row))
    return id_


KEY = b"k" * 32


@pytest.fixture
def relay(engine: Engine, cameras: City, office: Office) -> Relay:
    return Relay(engine, cameras, lambda: office, KEY, bounds=Bounds(timeout_s=0.5, total_s=1.0, segment_bytes=100_000, still_bytes=20_000))


def of_kind(fake: FakeCameras, kind: str, path: str) -> Camera:
    return Camera("traffic_cctv", "t1", "카메라", kind, 1.0, 1.0, address=f"{fake.url}{path}?token={CANARY}")


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


async def whole(piece: Piece) -> bytes:
    return piece.body if piece.stream is None else b"".join([part async for part in piece.stream])

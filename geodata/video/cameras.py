"""Which camera has a picture, and where it comes from.

A camera is a stored place of a topic in ``TOPICS``. Its stream's address lies in ``camera_stream`` and is handed to the relay
alone. Cameras of a demonstration set have a picture drawn by the server, which says that it is one.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from geodata.city import City
from geodata.connector import Feature
from geodata.db.schema import dataset, place
from geodata.db.video import camera_stream
from geodata.errors import BadInput
from geodata.places.active import active_id

TRAFFIC, SAFETY = "traffic_cctv", "cctv"
TOPICS = (SAFETY, TRAFFIC)
KINDS = ("hls", "mp4", "still", "ask")
DEMO = "demo:"  # address of a picture drawn here
BATCH_ROWS = 500

WithSet = Callable[[Connection, int], None]


@dataclass(frozen=True, slots=True)
class Camera:
    """A camera with a picture. ``kind`` of picture; ``address`` never leaves the server and is left out of every text.
    ``lon``/``lat`` may be None: it then stands in lists only, and no incident is near it."""

    topic: str
    fid: str
    name: str
    kind: str
    lon: float | None
    lat: float | None
    demo: bool = False
    address: str = field(default="", repr=False)


def keep_streams(city: City, topic: str, features: Sequence[Feature], now: datetime) -> WithSet:
    """What ``save_places(with_set=…)`` runs in the transaction that activates the set: the streams of ``features`` replace the
    topic's. Raises BadInput for a kind that is none (before anything is written)."""
    rows = []
    for feature in features:
        if feature.private is None:
            continue
        kind, address = feature.private.get("kind"), feature.private.get("address")
        if kind not in KINDS or not isinstance(address, str) or not address:
            raise BadInput(f"{topic} {feature.id}: private must hold kind (one of {', '.join(KINDS)}) and address. Mend the connector.")
        rows.append({"fid": feature.id, "kind": kind, "address": address})

    def write(connection: Connection, dataset_id: int) -> None:
        connection.execute(delete(camera_stream).where(camera_stream.c.city == city.id, camera_stream.c.topic == topic))
        stamp = {"city": city.id, "topic": topic, "fetched_at": now.astimezone(UTC).isoformat(timespec="seconds"), "dataset": dataset_id}
        for at in range(0, len(rows), BATCH_ROWS):
            connection.execute(insert(camera_stream), [row | stamp for row in rows[at : at + BATCH_ROWS]])

    return write


def move_streams(old: int) -> WithSet:
    """For a set that is stored anew with the same points (``old``: its number before): the streams go with it."""

    def write(connection: Connection, dataset_id: int) -> None:
        connection.execute(update(camera_stream).where(camera_stream.c.dataset == old).values(dataset=dataset_id))

    return write


def camera(engine: Engine, city: City, topic: str, fid: str) -> Camera | None:
    """The camera if it has a picture, else None."""
    if topic not in TOPICS:
        return None
    with engine.connect() as connection:
        found = active_id(connection, city, topic)
        query = select(place.c.name, place.c.lon, place.c.lat, dataset.c.demo).join(dataset, dataset.c.id == place.c.dataset_id)
        row = connection.execute(query.where(place.c.dataset_id == found, place.c.fid == fid)).first()
        if row is None:
            return None
        stream = connection.execute(
            select(camera_stream.c.kind, camera_stream.c.address).where(
                *_of(city, topic), camera_stream.c.dataset == found, camera_stream.c.fid == fid
            )
        ).first()
    if stream is None and not row.demo:
        return None
    kind, address = (stream.kind, stream.address) if stream else ("still", DEMO)
    return Camera(topic, fid, row.name or fid, kind, row.lon, row.lat, stream is None, address)


def _of(city: City, topic: str) -> tuple[Any, ...]:
    return camera_stream.c.city == city.id, camera_stream.c.topic == topic


def pictured(engine: Engine, city: City, topic: str, fids: Iterable[str]) -> dict[str, str]:
    """Which of the cameras have a picture: id -> "hls", "mp4", "still", "ask", or "demo". No address."""
    wanted = list(fids)
    if topic not in TOPICS or not wanted:
        return {}
    with engine.connect() as connection:
        row = connection.execute(
            select(dataset.c.id, dataset.c.demo).where(dataset.c.city == city.id, dataset.c.topic == topic, dataset.c.active)
        ).first()
        if row is None:
            return {}
        stored = connection.execute(
            select(camera_stream.c.fid, camera_stream.c.kind).where(
                *_of(city, topic), camera_stream.c.dataset == row.id, camera_stream.c.fid.in_(wanted)
            )
        ).all()
    return (dict.fromkeys(wanted, "demo") if row.demo else {}) | {one.fid: one.kind for one in stored}

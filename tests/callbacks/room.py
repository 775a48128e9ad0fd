"""A situation room to test in: the made-up city, built, without any incident; and ways to put in incidents, feeds and readings."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert
from sqlalchemy.dialects.sqlite import insert as upsert

from geodata.access.withheld import serve
from geodata.build import build
from geodata.city import load_city
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.db.incidents import feed_span, incident, incident_report, incident_step
from geodata.db.schema import feed, live
from geodata.feeds.choice import feed_key, serving
from geodata.incidents.model import TOPICS
from geodata.settings import Settings
from tests.conftest import TINY

NOW = datetime(2026, 11, 24, 5, 0, 0, tzinfo=UTC)  # 14:00 in the made-up city's neighbour; its own zone is in its pack
HERE = (10.05, 50.05)


def iso(at: datetime | None) -> str | None:
    """UTC text as the database keeps it."""
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None


def before(**how_long: float) -> datetime:
    """A moment that long before NOW."""
    return NOW - timedelta(**how_long)


def room(folder: Path) -> Context:
    """The made-up city, built in ``folder``, with no incident and no live feature."""
    settings = Settings(home=folder, city=str(TINY), feeds=False)
    build(settings)
    context = Context(settings, open_engine(settings), load_city(settings.city))
    serve(context.city)
    clear(context)
    return context


def clear(context: Context) -> None:
    """Forget every incident, feed and live feature."""
    with context.engine.begin() as connection:
        for table in (incident, incident_report, incident_step, feed_span, live, feed):
            connection.execute(delete(table))


def add(context: Context, id_: str = "emergency_calls:one", **told: Any) -> str:
    """Store an incident: a fire at HERE reported ten minutes before NOW unless told otherwise; times may be datetimes."""
    row: dict[str, Any] = {
        "city": context.city.id, "id": id_, "kind": "fire", "subkind": None, "codes": {}, "severity": 3,
        "title": {"ko": "시험 화재", "en": "Test fire"}, "place": None, "lon": HERE[0], "lat": HERE[1], "district": "M2",
        "neighbourhood": "M201", "status": "reported", "reported_at": before(minutes=10), "dispatched_at": None, "arrived_at": None,
        "controlled_at": None, "closed_at": None, "closed_by": None, "expected_end": None, "units": None, "feed": "demo_emergency_calls",
        "observed_at": before(seconds=5), "first_seen": before(minutes=10), "updated_at": before(seconds=5), "demo": False, "flags": [],
        "reports": 1,
    }  # fmt: skip
    row |= told
    row = {key: iso(value) if isinstance(value, datetime) else value for key, value in row.items()}
    with context.engine.begin() as connection:
        connection.execute(insert(incident).values(row))
    return id_


def report(context: Context, id_: str, of: str, **told: Any) -> None:
    """Store a report of the incident ``of``."""
    row: dict[str, Any] = {
        "city": context.city.id, "id": id_, "incident": of, "feed": key(context, "emergency_calls"), "rank": 0,
        "first_seen": iso(before(minutes=10)), "last_seen": iso(before(seconds=5)), "gone_at": None, "why": "first", "body": {},
    }  # fmt: skip
    with context.engine.begin() as connection:
        connection.execute(insert(incident_report).values(row | told))


def key(context: Context, topic: str) -> str:
    """Key of the feed that serves ``topic``."""
    return next(feed_key(c, context.city) for c in serving(context.city) if c.topic == topic)


def heard(context: Context, observed_at: datetime | None = NOW, *topics: str) -> None:
    """The feeds of ``topics`` (of all incidents when none are named) were refreshed, observed at that moment."""
    rows = [
        {"id": key(context, topic), "city": context.city.id, "topic": topic, "demo": True, "observed_at": iso(observed_at), "problems": []}
        for topic in topics or TOPICS
    ]
    with context.engine.begin() as connection:
        for row in rows:
            connection.execute(upsert(feed).values(row).on_conflict_do_update(index_elements=["id"], set_=row))


def spans(context: Context, begins: datetime, ends: datetime, *topics: str) -> None:
    """The feeds of ``topics`` (of all incidents) were heard without a gap from ``begins`` to ``ends``."""
    rows = [{"city": context.city.id, "feed": key(context, topic), "begins": iso(begins), "ends": iso(ends)} for topic in topics or TOPICS]
    with context.engine.begin() as connection:
        connection.execute(insert(feed_span), rows)


def tell(context: Context, topic: str, id_: str, **told: Any) -> None:
    """Store a live feature of ``topic``; its feed counts as refreshed at NOW."""
    heard(context, NOW, topic)
    row: dict[str, Any] = {
        "feed": key(context, topic), "id": id_, "city": context.city.id, "topic": topic, "name": None, "kind": None, "lon": None,
        "lat": None, "district": None, "neighbourhood": None, "observed_at": iso(NOW), "first_seen": iso(NOW), "props": {},
    }  # fmt: skip
    with context.engine.begin() as connection:
        connection.execute(insert(live).values(row | told))

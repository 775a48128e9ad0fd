"""Calls for tests: rows of the table ``incident`` of the made-up city, written as the program writes them."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from geodata.city import City
from geodata.db.incidents import incident

NOON = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
FEED = "mirae:demo_emergency_calls"


def iso(at: datetime | None) -> str | None:
    """A time as the database holds it."""
    return None if at is None else at.isoformat(timespec="seconds")


def call(
    city: City, number: int, arrival_s: float | None = 300, *, at: datetime = NOON, area: str | None = "M101", kind: str = "medical",
    dispatch_s: float | None = 60, feed: str = FEED, demo: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """One row. ``area``: a neighbourhood, a district, or None outside the city; times in seconds after the call."""
    later = [iso(at + timedelta(seconds=s)) if s is not None else None for s in (dispatch_s, arrival_s)]
    known = city.areas.get(area or "")
    return {
        "city": city.id, "id": f"emergency_calls:t{number}", "kind": kind, "codes": {}, "severity": 2,
        "title": {"ko": "신고", "en": "Call"}, "lon": None, "lat": None,
        "district": known and (known.parent or known.id), "neighbourhood": known.id if known and known.parent else None,
        "status": "closed", "reported_at": iso(at), "dispatched_at": later[0], "arrived_at": later[1], "closed_at": iso(at + timedelta(hours=1)),
        "closed_by": "provider", "feed": feed, "observed_at": iso(at), "first_seen": iso(at), "updated_at": iso(at), "demo": demo,
        "flags": [], "reports": 1,
    }  # fmt: skip


def store(engine: Engine, rows: Iterable[dict[str, Any]]) -> int:
    """Write rows; returns how many."""
    written = list(rows)
    with engine.begin() as connection:
        connection.execute(insert(incident), written)
    return len(written)

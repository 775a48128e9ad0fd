"""Feeds told by hand: rows go through the door the refresh uses, in one transaction, at a time the test sets."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, select

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.db.incidents import incident_report, incident_step
from geodata.db.schema import event
from geodata.feeds.choice import connectors
from geodata.feeds.mend import Placed
from geodata.feeds.store import append_event
from geodata.incidents import read
from geodata.incidents.ingest import ingest
from geodata.incidents.spans import extend

Row = dict[str, Any]
NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)


def after(minutes: float) -> datetime:
    """``minutes`` after NOW."""
    return NOW + timedelta(minutes=minutes)


def iso(moment: datetime | None) -> str | None:
    """As connectors write times."""
    return moment.isoformat(timespec="seconds") if moment else None


def feature(id_: str, *, kind: str = "fire", lon: float | None = 10.02, lat: float | None = 50.02, **props: Any) -> Feature:
    """A call or road incident; times may be given as datetimes."""
    told = {k: iso(v) if isinstance(v, datetime) else v for k, v in props.items()}
    return Feature(id_, lon, lat, name=told.get("text") or id_ * 3, kind=kind, props=told)


def road(id_: str, text: str, began: datetime, **more: Any) -> Feature:
    """A road incident with its text."""
    return feature(id_, kind="crash", text=text, started_at=began, **more)


class Telling:
    """Two feeds of a city: ``tell`` brings one refresh in and returns the ids of the incidents its events told of."""

    def __init__(self, engine: Engine, city: City):
        self.engine, self.city = engine, city

    def connector(self, topic: str = "emergency_calls", rank: int = 0) -> Connector:
        made_up = connectors()[f"demo_{topic}"]
        return replace(made_up, id=f"feed_{topic}_{rank}", city=self.city.id, rank=rank, demo=False, play=None, past=None)

    def tell(self, now: datetime, *features: Feature, topic: str = "emergency_calls", rank: int = 0) -> list[str]:
        own = self.connector(topic, rank)
        with self.engine.begin() as connection:
            append_event(connection, self.city, "test", "begin", {}, now)  # takes the write lock
            ids = ingest(connection, self.city, own, own.id, [Placed(f, "M1", "M11") for f in features], now)
            extend(connection, self.city, own.id, own.cadence_s, now)
            bodies = connection.execute(select(event.c.body).where(event.c.id.in_(ids)).order_by(event.c.id)).scalars().all()
        return [one["id"] for body in bodies for one in body["incidents"]]

    def reports(self) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(r) for r in connection.execute(select(incident_report).order_by(incident_report.c.id)).mappings()]

    def steps(self) -> list[dict[str, Any]]:
        with self.engine.connect() as connection:
            return [dict(r) for r in connection.execute(select(incident_step).order_by(incident_step.c.pk)).mappings()]


def only(telling: Telling) -> Row:
    """The one open incident."""
    (one,) = read.open_incidents(telling.engine, telling.city)
    return one


def get(telling: Telling, id_: str) -> Row:
    """The incident with this id, open or closed."""
    found = read.incident(telling.engine, telling.city, id_)
    assert found
    return found

"""Incidents told to a running server by another process, the way the feed runner tells them: rows, incidents and events in one
transaction."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert, select, update

from geodata.boundaries.store import locate
from geodata.city import City, load_city
from geodata.connector import Connector, Feature
from geodata.db.engine import open_engine
from geodata.db.schema import feed
from geodata.feeds.choice import connectors, feed_key
from geodata.feeds.mend import placed
from geodata.feeds.store import replace_rows
from geodata.incidents.ingest import ingest
from geodata.settings import Settings
from tests.browser.conftest import Office
from tests.conftest import TINY


def now(seconds: float = 0) -> datetime:
    """The present, shifted."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


@dataclass
class Teller:
    """Tells a server of the made-up city, whose own feeds are off, what happens."""

    office: Office
    city: City = field(default_factory=lambda: load_city(str(TINY)))

    @property
    def engine(self) -> Engine:
        return open_engine(Settings(home=self.office.home, city=str(TINY)))

    def tell(self, connector_id: str, features: list[Feature]) -> None:
        """``features`` are all that feed tells of now; what it told before and is not among them is over."""
        connector: Connector = connectors()[connector_id]
        key, at = feed_key(connector, self.city), now()
        rows, _ = placed(features, connector, self.city, self.engine, locate)
        said = {"observed_at": at.isoformat(timespec="seconds"), "fetched_at": at.isoformat(timespec="seconds"), "rows": len(rows)}
        with self.engine.begin() as connection:
            known = connection.execute(select(feed.c.id).where(feed.c.id == key)).scalar()
            row = {"id": key, "city": self.city.id, "topic": connector.topic, "demo": True, "problems": [], **said}
            connection.execute(update(feed).where(feed.c.id == key).values(**said) if known else insert(feed).values(**row))
            replace_rows(connection, self.city, connector, key, rows, {}, at)
            ingest(connection, self.city, connector, key, rows, at)


def call(fid: str, area: Any, title: str, *, kind: str = "fire", severity: int = 3, age_s: float = 90, **props: Any) -> Feature:
    """An emergency call in the middle of ``area``, ``age_s`` seconds old."""
    reported = now(-age_s)
    told = {"title_ko": title, "title_en": title, "reported_at": reported.isoformat(timespec="seconds"), "severity": severity, "demo": True}
    return Feature(fid, area.lon, area.lat, title, kind, reported, None, {**told, **props})

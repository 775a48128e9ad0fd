"""Reading the live side: features of a topic, events since an id, the state of every feed."""

from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select

from geodata.city import City
from geodata.connector import Connector
from geodata.db.schema import event, feed, live
from geodata.feeds.choice import dialects, feed_key, serving
from geodata.feeds.schedule import provider_day
from geodata.freshness import together
from geodata.source import Freshness, freshness
from geodata.text import Text


@dataclass(frozen=True, slots=True)
class FeedStatus:
    """State of a feed at a moment. Times are UTC ISO text, ages seconds since ``observed_at``; ``error``: the last failure's
    sentence (no secrets), None when the last try was good. ``quota_used``: calls since the provider's midnight."""

    id: str
    topic: str
    title: Text
    provider: Text
    licence: Text
    state: Freshness
    observed_at: str | None
    fetched_at: str | None
    age_s: float | None
    rows: int
    demo: bool
    stale_after_s: float
    cadence_s: float
    error: str | None
    failures: int
    quota_used: int
    quota_per_day: int | None
    url: str | None = None
    problems: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; texts as {"ko", "en"}."""
        told = {"state": self.state, "observed_at": self.observed_at}
        return asdict(self) | {"problems": list(self.problems), "freshness": told}


def feature_dict(row: Mapping[str, Any], demo: bool) -> dict[str, Any]:
    """A live row as other parts and the browser get it."""
    names = ("id", "lon", "lat", "name", "kind", "observed_at", "first_seen", "district", "neighbourhood", "props")
    return {name: row[name] for name in names} | {"demo": demo}


def features(engine: Engine, city: City, topic: str) -> list[dict[str, Any]]:
    """Live features of a topic, newest first seen first. The last good copy: ask ``status`` how old it is."""
    query = (
        select(live, feed.c.demo)
        .join(feed, feed.c.id == live.c.feed)
        .where(live.c.city == city.id, live.c.topic == topic)
        .order_by(live.c.first_seen.desc(), live.c.id)
    )
    with engine.connect() as connection:
        return [feature_dict(row, row["demo"]) for row in map(dict, connection.execute(query).mappings())]


def events_since(engine: Engine, last_id: int, limit: int) -> list[dict[str, Any]]:
    """Up to ``limit`` events after ``last_id``, oldest first: id, at, city, topic, kind, body."""
    query = select(event).where(event.c.id > last_id).order_by(event.c.id).limit(limit)
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(query).mappings()]


def latest_event(engine: Engine) -> int:
    """Id of the newest event, 0 when there is none."""
    with engine.connect() as connection:
        return connection.execute(select(func.max(event.c.id))).scalar() or 0


def status(engine: Engine, city: City, now: datetime | None = None, known: dict[str, Connector] | None = None) -> list[FeedStatus]:
    """State of every feed that serves the city, computed from the clock: a provider that repeats an old hour turns stale without
    any new reply. ``now``: UTC, default the present. ``known``: connectors by id, default the project's."""
    moment = now or datetime.now(UTC)
    with engine.connect() as connection:
        rows = {row["id"]: dict(row) for row in connection.execute(select(feed).where(feed.c.city == city.id)).mappings()}
    return [_status(c, rows.get(feed_key(c, city), {}), moment) for c in serving(city, known)]


def states(
    engine: Engine,
    city: City,
    now: datetime | None = None,
    known: dict[str, Connector] | None = None,
    topics: Collection[str] | None = None,
) -> list[dict[str, Any]]:
    """Only how fresh every serving feed is: {"id", "topic", "state", "observed_at", "rows"}. A fraction of what ``status`` reads, for what
    is asked every second or on every drawing. ``topics``: only feeds of these; other arguments as of ``status``."""
    moment = now or datetime.now(UTC)
    with engine.connect() as connection:
        query = select(feed.c.id, feed.c.observed_at, feed.c.rows).where(feed.c.city == city.id)
        query = query if topics is None else query.where(feed.c.topic.in_(topics))
        seen = {key: (observed_at, rows) for key, observed_at, rows in connection.execute(query)}
    found = []
    for connector in serving(city, known):
        if topics is not None and connector.topic not in topics:
            continue
        told, rows = seen.get(feed_key(connector, city), (None, 0))
        state = freshness(datetime.fromisoformat(told) if told else None, connector.stale_after_s, now=moment, demo=connector.demo)
        found.append({"id": connector.id, "topic": connector.topic, "state": state, "observed_at": told, "rows": rows})
    return found


def by_topic(engine: Engine, city: City, now: datetime | None = None, topics: Collection[str] | None = None) -> dict[str, dict[str, Any]]:
    """{"state", "observed_at"} of each topic (of ``topics``, default all) that feeds serve; of two feeds the worse state and the older moment."""
    feeds: dict[str, list[dict[str, Any]]] = {}
    for state in states(engine, city, now, topics=topics):
        feeds.setdefault(state["topic"], []).append(state)
    return {topic: together(parts) for topic, parts in feeds.items()}


def calls_today(connector: Connector, row: Mapping[str, Any], now: datetime) -> int:
    """Calls since the provider's midnight; 0 when the last one was on another day there."""
    zone = dialects()[connector.dialect].timezone if connector.dialect in dialects() else "UTC"
    return (row.get("quota_used") or 0) if row.get("quota_day") == provider_day(now, zone) else 0


def _status(connector: Connector, row: Mapping[str, Any], now: datetime) -> FeedStatus:
    observed = datetime.fromisoformat(row["observed_at"]) if row.get("observed_at") else None
    return FeedStatus(
        id=connector.id,
        topic=connector.topic,
        title=connector.source.title,
        provider=connector.source.provider,
        licence=connector.source.licence,
        state=freshness(observed, connector.stale_after_s, now=now, demo=connector.demo),
        observed_at=row.get("observed_at"),
        fetched_at=row.get("fetched_at"),
        age_s=(now - observed).total_seconds() if observed else None,
        rows=row.get("rows") or 0,
        demo=connector.demo,
        stale_after_s=connector.stale_after_s,
        cadence_s=connector.cadence_s,
        error=row.get("error"),
        failures=row.get("failures") or 0,
        quota_used=calls_today(connector, row, now),
        quota_per_day=connector.quota_per_day,
        url=connector.source.url,
        problems=tuple(row.get("problems") or ()),
    )

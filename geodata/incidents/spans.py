"""Spans of time in which a feed was heard without a gap: what a look into the past may claim to know.

A refresh that succeeds within three cadences of the last one (at least a minute) goes on with the span; a later one begins a new
span, and the time between stays unheard.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select, update

from geodata.city import City
from geodata.db.incidents import feed_span
from geodata.moments import utc

CADENCES, SHORTEST = 3, timedelta(minutes=1)


def last_heard(connection: Connection, city: City, key: str) -> datetime | None:
    """When feed ``key`` was heard last (UTC), None when it never was."""
    latest = select(func.max(feed_span.c.ends)).where(feed_span.c.city == city.id, feed_span.c.feed == key)
    told = connection.execute(latest).scalar()
    return datetime.fromisoformat(told) if told else None


def patience(cadence_s: float) -> timedelta:
    """How long a feed may be silent and still count as heard without a gap."""
    return max(timedelta(seconds=CADENCES * cadence_s), SHORTEST)


def extend(connection: Connection, city: City, key: str, cadence_s: float, now: datetime) -> None:
    """Feed ``key`` was heard at ``now``: go on with its span, or begin one. Inside the caller's transaction."""
    last = last_heard(connection, city, key)
    own = (feed_span.c.city == city.id, feed_span.c.feed == key)
    if last is not None and now - last <= patience(cadence_s):
        if now > last:
            connection.execute(update(feed_span).where(*own, feed_span.c.ends == utc(last)).values(ends=utc(now)))
    else:
        connection.execute(insert(feed_span).values(city=city.id, feed=key, begins=utc(now), ends=utc(now)))


def cover(connection: Connection, city: City, key: str, begins: datetime, ends: datetime) -> None:
    """Feed ``key`` counts as heard from ``begins`` to ``ends``; spans that touch this become one with it."""
    own = (feed_span.c.city == city.id, feed_span.c.feed == key)
    touching = (*own, feed_span.c.begins <= utc(ends), feed_span.c.ends >= utc(begins))
    first, last = connection.execute(select(func.min(feed_span.c.begins), func.max(feed_span.c.ends)).where(*touching)).one()
    connection.execute(delete(feed_span).where(*touching))
    whole = {"begins": min(first or "~", utc(begins) or ""), "ends": max(last or "", utc(ends) or "")}
    connection.execute(insert(feed_span).values(city=city.id, feed=key, **whole))


def heard(engine: Engine, city: City, since: datetime, until: datetime, feeds: Sequence[str] | None = None) -> list[dict[str, Any]]:
    """Spans {"feed", "begins", "ends"} (UTC text, cut to ``since``..``until``) in which feeds were heard, by feed and time.
    ``feeds``: only these feed keys."""
    a, b = utc(since) or "", utc(until) or ""
    query = select(feed_span).where(feed_span.c.city == city.id, feed_span.c.begins <= b, feed_span.c.ends >= a)
    if feeds is not None:
        query = query.where(feed_span.c.feed.in_(list(feeds)))
    with engine.connect() as connection:
        rows = connection.execute(query.order_by(feed_span.c.feed, feed_span.c.begins)).all()
    return [{"feed": r.feed, "begins": max(r.begins, a), "ends": min(r.ends, b)} for r in rows]

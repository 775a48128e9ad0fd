"""The feed's row in the database: calls of the day, failures, last good times. It survives a restart."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, case, delete, func, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from geodata.city import City
from geodata.connector import Connector
from geodata.db.schema import feed
from geodata.db.sources import feed_error
from geodata.dialect import QUOTA_USED, ErrorKind, ProviderError
from geodata.moments import utc

PROBLEMS = 100  # sentences kept per refresh; the last one counts the rest
KEEP_ERRORS = timedelta(days=90)


def open_row(engine: Engine, connector: Connector, city: City, key: str) -> dict[str, Any]:
    """The feed's row, made when missing."""
    with engine.begin() as connection:
        found = connection.execute(select(feed).where(feed.c.id == key)).mappings().first()
    if found is None:
        try:
            with engine.begin() as connection:
                connection.execute(insert(feed).values(id=key, city=city.id, topic=connector.topic, demo=connector.demo, problems=[]))
        except IntegrityError:
            pass  # another process made it between the two statements: that row is the one wanted
        with engine.connect() as connection:
            found = connection.execute(select(feed).where(feed.c.id == key)).mappings().one()
    return dict(found)


def spend(engine: Engine, key: str, day: str, quota_per_day: int | None) -> None:
    """Write down one call before it is made; ProviderError when the day's allowance is used up. One statement, so several
    processes together never exceed it, and a call cut off by a crash is counted."""
    same_day = feed.c.quota_day == day
    booked = update(feed).where(feed.c.id == key).values(quota_day=day, quota_used=case((same_day, feed.c.quota_used + 1), else_=1))
    if quota_per_day is not None:
        booked = booked.where(or_(feed.c.quota_day.is_(None), feed.c.quota_day != day, feed.c.quota_used < quota_per_day))
    with engine.begin() as connection:
        if connection.execute(booked).rowcount == 0:
            raise ProviderError(
                f"All {quota_per_day} calls of {day} are used up. The feed continues the next day.", "tomorrow", QUOTA_USED, kind="quota"
            )


def shortened(problems: list[str]) -> list[str]:
    """At most PROBLEMS sentences; the last says how many more there are."""
    if len(problems) <= PROBLEMS:
        return problems
    return [*problems[: PROBLEMS - 1], f"And {len(problems) - PROBLEMS + 1} more."]


def succeeded(*, observed_at: datetime, now: datetime, next_at: datetime, rows: int, problems: list[str]) -> dict[str, Any]:
    """Values of the row after a good refresh."""
    return {
        "observed_at": utc(observed_at), "fetched_at": utc(now), "tried_at": utc(now), "next_at": utc(next_at), "rows": rows,
        "failures": 0, "error": None, "problems": shortened(problems),
    }  # fmt: skip


def failed(*, now: datetime, next_at: datetime, failures: int, error: str) -> dict[str, Any]:
    """Values of the row after a failure: the last good copy and its times stay."""
    return {"tried_at": utc(now), "next_at": utc(next_at), "failures": failures, "error": error}


def kind_of(problem: Exception) -> ErrorKind:
    """What went wrong; anything but a provider's failure is our own."""
    return problem.kind if isinstance(problem, ProviderError) else "program"


def count_error(connection: Connection, city: City, key: str, now: datetime, kind: ErrorKind, sentence: str) -> None:
    """Count one failure of feed ``key``, inside the transaction that writes the failure down (it holds the write lock)."""
    row = {"city": city.id, "feed": key, "day": _day(now), "kind": kind}
    same = [feed_error.c[name] == value for name, value in row.items()]
    told = {"last_at": utc(now), "last_sentence": sentence}
    if connection.execute(update(feed_error).where(*same).values(n=feed_error.c.n + 1, **told)).rowcount == 0:
        connection.execute(insert(feed_error).values(**row, n=1, **told))


def errors(engine: Engine, city: City, now: datetime, days: int = 7) -> dict[str, dict[str, int]]:
    """Failures of the last ``days`` UTC days (today is one) by feed key and kind, the most frequent first."""
    since = _day(now - timedelta(days=days - 1))
    n = func.sum(feed_error.c.n)
    query = select(feed_error.c.feed, feed_error.c.kind, n).where(feed_error.c.city == city.id, feed_error.c.day >= since)
    found: dict[str, dict[str, int]] = {}
    with engine.connect() as connection:
        for key, kind, count in connection.execute(
            query.group_by(feed_error.c.feed, feed_error.c.kind).order_by(n.desc(), feed_error.c.kind)
        ):
            found.setdefault(key, {})[kind] = int(count)
    return found


def prune_errors(engine: Engine, now: datetime) -> int:
    """Forget failures of more than 90 days ago; returns how many rows went."""
    with engine.begin() as connection:
        return connection.execute(delete(feed_error).where(feed_error.c.day < _day(now - KEEP_ERRORS))).rowcount


def _day(now: datetime) -> str:
    return now.astimezone(UTC).date().isoformat()

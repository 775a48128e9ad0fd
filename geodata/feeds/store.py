"""Storing a refresh: a feed's live rows are replaced and its events appended in one transaction, or nothing changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, func, insert, select

from geodata.city import City
from geodata.connector import Connector
from geodata.db.schema import event, live
from geodata.feeds.mend import Placed
from geodata.feeds.read import feature_dict
from geodata.moments import utc

EVENT_FEATURES = 200  # features an event carries at most, so that no single message is large
KEEP = timedelta(hours=24)
KEEP_EVENTS = 50_000

_COMPARED = ("name", "kind", "lon", "lat", "district", "neighbourhood", "observed_at", "props")


@dataclass(frozen=True, slots=True)
class Change:
    """What a refresh changed, and the ids of the events that tell it."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    events: tuple[int, ...] = ()


NOTHING = Change()


def append_event(connection: Connection, city: City, topic: str, kind: str, body: dict[str, Any], now: datetime) -> int:
    """One event; returns its id."""
    row = insert(event).values(at=utc(now), city=city.id, topic=topic, kind=kind, body=body)
    return int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index]


def replace_rows(
    connection: Connection, city: City, connector: Connector, key: str, rows: Sequence[Placed], ranks: Mapping[str, int], now: datetime
) -> Change:
    """Make ``rows`` the live copy of feed ``key``. ``ranks``: rank by feed key of the topic's other feeds.

    The caller's transaction must already have written, so that it holds the write lock and the comparison is with what stands.
    """
    before = {r["id"]: dict(r) for r in connection.execute(select(live).where(live.c.feed == key)).mappings()}
    kept, events = _without_twins(connection, city, connector, rows, ranks, now)
    after = {p.feature.id: _row(city, connector, key, p, before.get(p.feature.id, {}).get("first_seen") or utc(now)) for p in kept}
    added = [i for i in after if i not in before]
    changed = [i for i in after if i in before and any(after[i][c] != before[i][c] for c in _COMPARED)]
    removed = [i for i in before if i not in after]
    _delete(connection, key, [*removed, *changed])
    if added or changed:
        connection.execute(insert(live), [after[i] for i in (*added, *changed)])
    told = [feature_dict(after[i], connector.demo) for i in (*added, *changed)]
    for at in range(0, len(told), EVENT_FEATURES):
        events.append(append_event(connection, city, connector.topic, "upsert", {"features": told[at : at + EVENT_FEATURES]}, now))
    if removed:
        events.append(append_event(connection, city, connector.topic, "remove", {"ids": removed}, now))
    return Change(len(added), len(changed), len(removed), tuple(events))


def _row(city: City, connector: Connector, key: str, placed: Placed, first_seen: str | None) -> dict[str, Any]:
    f = placed.feature
    return {
        "feed": key, "id": f.id, "city": city.id, "topic": connector.topic, "name": f.name, "kind": f.kind, "lon": f.lon, "lat": f.lat,
        "district": placed.district, "neighbourhood": placed.neighbourhood, "observed_at": utc(f.observed_at), "first_seen": first_seen,
        "props": f.props,
    }  # fmt: skip


def _delete(connection: Connection, key: str, ids: Sequence[str]) -> None:
    for at in range(0, len(ids), 500):
        connection.execute(delete(live).where(live.c.feed == key, live.c.id.in_(ids[at : at + 500])))


def _without_twins(
    connection: Connection, city: City, connector: Connector, rows: Sequence[Placed], ranks: Mapping[str, int], now: datetime
) -> tuple[list[Placed], list[int]]:
    """Rows that no feed of lower rank already tells; what feeds of higher rank told of the same is removed."""
    others = connection.execute(
        select(live.c.feed, live.c.id, live.c.props).where(live.c.topic == connector.topic, live.c.feed.in_(list(ranks)))
    )
    told = {str(props["same_as"]): (feed, id_) for feed, id_, props in others if props.get("same_as")}
    kept: list[Placed] = []
    weaker: dict[str, list[str]] = {}
    for placed in rows:
        feed, id_ = told.get(str(placed.feature.props.get("same_as")), (None, None))
        if feed is None or ranks[feed] > connector.rank:
            kept.append(placed)
        if feed is not None and ranks[feed] > connector.rank:
            weaker.setdefault(feed, []).append(str(id_))
    for feed, ids in weaker.items():
        _delete(connection, feed, ids)
    gone = [i for ids in weaker.values() for i in ids]
    return kept, [append_event(connection, city, connector.topic, "remove", {"ids": gone}, now)] if gone else []


def retire(connection: Connection, city: City, serving: Sequence[str], now: datetime) -> list[int]:
    """Remove live rows of feeds that no longer serve the city (a key came or went); returns the event ids."""
    left = connection.execute(select(live.c.feed, live.c.topic, live.c.id).where(live.c.city == city.id, live.c.feed.not_in(serving))).all()
    connection.execute(delete(live).where(live.c.city == city.id, live.c.feed.not_in(serving)))
    topics = {row.topic for row in left}
    return [append_event(connection, city, t, "remove", {"ids": [r.id for r in left if r.topic == t]}, now) for t in sorted(topics)]


def prune_events(engine: Engine, now: datetime) -> int:
    """Delete events older than a day and all but the newest 50,000; returns how many went."""
    with engine.begin() as connection:
        old = connection.execute(delete(event).where(event.c.at < utc(now - KEEP))).rowcount
        newest = connection.execute(select(func.max(event.c.id))).scalar() or 0
        return old + connection.execute(delete(event).where(event.c.id <= newest - KEEP_EVENTS)).rowcount

"""The demonstration's past: what its feeds would have told in the last 30 days, and while nobody listened.

A demonstration feed is a function of (city, time), so the time nobody listened can be made up for exactly. What was over by
then is written as closed incidents with all their times, without steps and reports (a month of a large city is 130,000 incidents:
steps and reports would be half a million rows that say nothing their times do not). What was known before goes through the same
door as live reports, so its steps go on. The first fill is a step of the build; later gaps are made up for by the refresh that
ends them. The feeds count as heard for all of that time.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Engine, delete, select, update

from geodata.boundaries.store import locate as by_outline
from geodata.city import City
from geodata.command import Progress, silent
from geodata.connector import Connector
from geodata.connectors import _demo as demo
from geodata.db import schema
from geodata.db.incidents import feed_span, incident, incident_report, incident_step
from geodata.feeds.choice import connectors, feed_key, serving
from geodata.feeds.mend import Locate, Placed, on_land, placed
from geodata.incidents.ingest import ingest
from geodata.incidents.model import TOPICS, kind_of, severity_of
from geodata.incidents.spans import cover, last_heard, patience
from geodata.moments import utc

KEEP, KEEP_DEMO, KEEP_DEMO_REPORTS = timedelta(days=400), timedelta(days=31), timedelta(days=2)
ROOM_KB = 64_000
_quoted = json.encoder.encode_basestring  # a text as JSON, without the ceremony of json.dumps: 300,000 of them are written
IMPORTED = "import:"  # feeds that are files somebody brought in; theirs to keep

_COLUMNS = tuple(column.key for column in incident.c)
_INSERT = f"INSERT OR IGNORE INTO incident ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))})"


@dataclass(frozen=True, slots=True)
class Missed:
    """What a demonstration feed told from ``since`` to ``until`` (UTC) while nobody listened: features as last told, placed."""

    since: datetime
    until: datetime
    rows: Sequence[Placed]


def missed(
    engine: Engine, city: City, connector: Connector, key: str, until: datetime, locate: Locate, *, from_the_start: bool = False
) -> Missed | None:
    """What ended unheard since feed ``key`` was heard last, at most as much as the
    demonstration has of the past; None when there is no gap. A feed that was never heard has no gap unless ``from_the_start``. Time in which another feed told of the topic is not made up for."""
    if not connector.demo or connector.past is None or connector.topic not in TOPICS:
        return None
    with engine.connect() as connection:
        last = last_heard(connection, city, key)
        others = [k for c in connectors().values() if c.topic == connector.topic and (k := feed_key(c, city)) != key]
        heard = [h for k in others if (h := last_heard(connection, city, k))]
    if (last is None and not from_the_start) or (last is not None and until - last <= patience(connector.cadence_s)):
        return None
    since = max([until - demo.history(city), *heard, *([last] if last else [])])
    if since >= until:
        return None
    features, _ = on_land((feature for feature, _ in connector.past(city, since, until)), city)
    rows, _ = placed(features, connector, city, engine, locate)
    return Missed(since, until, rows)


def make_up(
    connection: Connection, city: City, connector: Connector, key: str, gap: Missed, rows: Sequence[Placed], now: datetime
) -> list[int]:
    """Write what was ``missed``, inside the caller's transaction, which holds the write lock; returns event ids. ``rows``: what the
    feed tells now; the caller brings these in afterwards."""
    told = {p.feature.id for p in rows}
    over = [p for p in gap.rows if p.feature.id not in told]
    listening = select(incident_report.c.id).where(
        incident_report.c.city == city.id, incident_report.c.feed == key, incident_report.c.gone_at.is_(None)
    )
    known = {id_.removeprefix(f"{connector.topic}:") for id_ in connection.execute(listening).scalars()}
    last_words = [p for p in over if p.feature.id in known]
    still = [p for p in rows if p.feature.id in known]
    events = ingest(connection, city, connector, key, [*still, *last_words], now) if known else []
    new = [_row(city, connector, key, p) for p in over if p.feature.id not in known]
    if new:
        # the indexes of a month are larger than SQLite's usual 2 MB of pages in memory; without room each row costs a page read
        connection.exec_driver_sql(f"PRAGMA cache_size=-{ROOM_KB}")
        connection.exec_driver_sql(_INSERT, new)
        connection.exec_driver_sql("PRAGMA cache_size=-2000")
    cover(connection, city, key, gap.since, now)
    return events


def _row(city: City, connector: Connector, key: str, place: Placed) -> tuple[Any, ...]:
    """An incident that is over, as a row of the table; what ``life.lived`` makes of the same report, without its ceremony."""
    f = place.feature
    props = f.props
    kind, units = kind_of(connector.topic, f.kind), props.get("units")
    began = props.get("reported_at") or props.get("started_at") or utc(f.observed_at)
    closed, planned = props.get("closed_at"), props.get("expected_end")
    ended = closed or planned
    codes = {short: props[name] for short, name in (("main", "code_main"), ("sub", "code_sub")) if props.get(name)}
    title = {"ko": props.get("title_ko") or f.name or kind, "en": props.get("title_en") or f.name or kind}
    return (
        city.id, f"{connector.topic}:{f.id}", kind, f.kind, _json(codes), severity_of(kind, f.kind, props.get("severity"), units),
        _json(title), props.get("place"), f.lon, f.lat, place.district, place.neighbourhood,
        "closed", began, props.get("dispatched_at"), props.get("arrived_at"), props.get("controlled_at"), ended,
        "provider" if closed else "planned", planned, units, key, utc(f.observed_at), began, ended, True, "[]", 1,
    )  # fmt: skip


def _json(texts: dict[str, str]) -> str:
    return "{" + ", ".join(f'"{name}": {_quoted(text)}' for name, text in texts.items()) + "}"


def catch_up(
    engine: Engine, city: City, now: datetime, progress: Progress = silent, *, known: dict[str, Connector] | None = None,
    locate: Locate = by_outline,
) -> int:  # fmt: skip
    """Fill what the city's demonstration feeds would have told since they were heard last, or in the last 30 days; returns how many
    incidents were over in that time. One transaction a feed. ``known``: connectors by id (default the project's). Raises NotBuilt
    without outlines."""
    playing = [c for c in serving(city, known) if c.demo and c.past and c.topic in TOPICS]
    written = 0
    for number, connector in enumerate(playing):
        progress(number, len(playing), connector.source.title.en)
        key = feed_key(connector, city)
        gap = missed(engine, city, connector, key, now, locate, from_the_start=True)
        if gap is None:
            continue
        with engine.begin() as connection:
            # written first: it takes the write lock before anything is read
            connection.execute(update(schema.feed).where(schema.feed.c.id == key).values(id=key))
            make_up(connection, city, connector, key, gap, _playing(connector, city, engine, now, locate), now)
        written += len(gap.rows)
    progress(len(playing), len(playing))
    return written


def _playing(connector: Connector, city: City, engine: Engine, now: datetime, locate: Locate) -> list[Placed]:
    features, _ = on_land(connector.play(city, now) if connector.play else (), city)
    return placed(features, connector, city, engine, locate)[0]


def build_history(engine: Engine, city: City, progress: Progress = silent) -> str:
    """Step of the build: incidents stand in the areas of the present outlines, and the demonstration has a past; a line about it."""
    moved = place_again(engine, city)
    written = catch_up(engine, city, datetime.now(UTC), progress)
    return f"{written:,} made-up incidents that are over" + (f", {moved:,} incidents moved to other areas" if moved else "")


def place_again(engine: Engine, city: City) -> int:
    """District and neighbourhood of every incident with a position from the present outlines (others may have been brought in);
    returns how many changed."""
    own = select(incident.c.id, incident.c.lon, incident.c.lat, incident.c.district, incident.c.neighbourhood)
    with engine.begin() as connection:
        rows = connection.execute(own.where(incident.c.city == city.id, incident.c.lon.is_not(None), incident.c.lat.is_not(None))).all()
        if not rows:
            return 0
        districts, neighbourhoods = by_outline(engine, city, [r.lon for r in rows], [r.lat for r in rows])
        moved = [
            (d, n, city.id, r.id)
            for r, d, n in zip(rows, districts, neighbourhoods, strict=True)
            if (d, n) != (r.district, r.neighbourhood)
        ]
        if moved:
            connection.exec_driver_sql("UPDATE incident SET district = ?, neighbourhood = ? WHERE city = ? AND id = ?", moved)
        return len(moved)


def forget_incidents(connection: Connection, city: City, *, everything: bool) -> dict[str, int]:
    """Delete the city's made-up incidents (``everything``: all of them) with reports, steps and the spans of made-up feeds, inside
    the caller's transaction; returns rows removed by table."""
    gone = select(incident.c.id).where(incident.c.city == city.id)
    playing = [feed_key(c, city) for c in connectors().values() if c.demo]
    spans = delete(feed_span).where(feed_span.c.city == city.id)
    removed = {}
    for table in (incident_report, incident_step):
        of_gone = table.c.incident.in_(gone if everything else gone.where(incident.c.demo.is_(True)))
        removed[table.name] = connection.execute(delete(table).where(table.c.city == city.id, of_gone)).rowcount
    own = delete(incident).where(incident.c.city == city.id)
    removed[incident.name] = connection.execute(own if everything else own.where(incident.c.demo.is_(True))).rowcount
    removed[feed_span.name] = connection.execute(spans if everything else spans.where(feed_span.c.feed.in_(playing))).rowcount
    return removed


def prune(engine: Engine, now: datetime) -> int:
    """Forget incidents closed more than 400 days ago, made-up ones after 31 days and their reports and steps after two, and spans
    that ended before. Imported histories stay. Returns how many incidents went."""
    old = (incident.c.closed_at < utc(now - KEEP)) & ~incident.c.feed.startswith(IMPORTED)
    made_up = incident.c.demo.is_(True)
    worn = (made_up & (incident.c.closed_at < utc(now - KEEP_DEMO_REPORTS))) | old
    with engine.begin() as connection:
        told = select(incident.c.city, incident.c.id).distinct().select_from(incident_report).join(incident, _of(incident_report))
        ids = connection.execute(told.where(incident_report.c.gone_at < utc(now - KEEP_DEMO_REPORTS), worn)).all()
        for city, id_ in ids:
            for table in (incident_report, incident_step):
                connection.execute(delete(table).where(table.c.city == city, table.c.incident == id_))
        connection.execute(delete(feed_span).where(feed_span.c.ends < utc(now - KEEP)))
        gone = connection.execute(delete(incident).where(old | (made_up & (incident.c.closed_at < utc(now - KEEP_DEMO)))))
        return gone.rowcount


def _of(table: Any) -> Any:
    return (table.c.city == incident.c.city) & (table.c.incident == incident.c.id)

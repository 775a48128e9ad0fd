"""From the features of a live feed to incidents, inside the feed's own transaction: all of a refresh is stored, or nothing.

Only what changed is touched: a report whose words stand in the table as they are costs one comparison. A feed that failed is
never brought here, so its last good copy closes nothing.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, or_, select
from sqlalchemy.dialects.sqlite import insert as upsert

from geodata.city import City
from geodata.connector import Connector
from geodata.db.incidents import incident, incident_report, incident_step
from geodata.feeds.mend import Placed
from geodata.feeds.store import EVENT_FEATURES, append_event
from geodata.incidents.life import Row, lived
from geodata.incidents.merge import ALIKE, FINGERPRINT, FIRST, TIME_APART, Trace, grouped, matching, same_event
from geodata.incidents.model import TOPICS, kinds_of
from geodata.incidents.spans import last_heard
from geodata.incidents.told import trace_of
from geodata.moments import utc

CHUNK = 400  # ids in one statement


def ingest(connection: Connection, city: City, connector: Connector, key: str, rows: Sequence[Placed], now: datetime) -> list[int]:
    """Bring all ``rows`` of feed ``key`` as fetched at ``now`` into the tables of incidents; returns the ids of the events written
    (topic "incidents", kind "incident"). Nothing for topics that are no incidents. The caller's transaction must hold the write
    lock."""
    if connector.topic not in TOPICS:
        return []
    stored = _reports(connection, city, incident_report.c.feed == key, incident_report.c.gone_at.is_(None))
    bodies = {f"{connector.topic}:{p.feature.id}": _body(p, connector.demo) for p in rows}
    unknown = [id_ for id_ in bodies if id_ not in stored]
    met = {id_: r for ids in _chunks(unknown) for id_, r in _reports(connection, city, incident_report.c.id.in_(ids)).items()}
    for id_ in [i for i, r in met.items() if r["feed"] != key]:
        # another feed of the topic uses the same id for its own: the two are told apart, and merged only if they are one event
        own = f"{id_}@{key}"
        bodies[own] = bodies.pop(id_)
        met.pop(id_)
        met |= {} if own in stored else _reports(connection, city, incident_report.c.id == own)
    known = stored | met
    changed = {i: r["body"] for i, r in known.items() if i in bodies and not _same(r["body"], bodies[i])}
    back = [i for i, r in met.items() if r["gone_at"] is not None]
    gone = [i for i in stored if i not in bodies]
    new = [i for i in bodies if i not in known]
    if not (changed or back or gone or new):
        return []
    seen, heard = utc(now), utc(last_heard(connection, city, key)) or utc(now)
    writes = [known[i] | {"body": bodies[i], "last_seen": seen, "gone_at": None, "rank": connector.rank} for i in {*changed, *back}]
    writes += [stored[i] | {"gone_at": seen, "last_seen": max(heard or "", stored[i]["last_seen"])} for i in gone]
    fresh = [
        {"city": city.id, "id": i, "feed": key, "rank": connector.rank, "first_seen": seen, "last_seen": seen, "gone_at": None, "body": bodies[i]}
        for i in new
    ]  # fmt: skip
    writes += _joined(connection, city, connector, fresh, now)
    _write(connection, incident_report, writes)
    return _live_on(connection, city, {r["incident"] for r in writes}, changed, now)


def retire_reports(connection: Connection, city: City, serving: Collection[str], now: datetime) -> list[int]:
    """Feeds other than ``serving`` (keys) serve the city no longer: what only they told of is closed by absence. Returns the ids of
    the events."""
    left = _reports(connection, city, incident_report.c.feed.not_in(list(serving)), incident_report.c.gone_at.is_(None))
    heard = {feed: utc(last_heard(connection, city, feed)) or "" for feed in {r["feed"] for r in left.values()}}
    writes = [r | {"gone_at": utc(now), "last_seen": max(heard[r["feed"]], r["last_seen"])} for r in left.values()]
    _write(connection, incident_report, writes)
    return _live_on(connection, city, {r["incident"] for r in writes}, {}, now)


def _body(placed: Placed, demo: bool) -> Row:
    """The feature as told, and where the outlines place it."""
    f = placed.feature
    return {
        "name": f.name, "kind": f.kind, "lon": f.lon, "lat": f.lat, "observed_at": utc(f.observed_at), "district": placed.district,
        "neighbourhood": placed.neighbourhood, "demo": demo, "props": f.props,
    }  # fmt: skip


def _same(stored: Row, told: Row) -> bool:
    return stored == told or stored == json.loads(json.dumps(told))  # a tuple comes back from the table as a list


def _reports(connection: Connection, city: City, *wanted: Any) -> dict[str, Row]:
    query = select(incident_report).where(incident_report.c.city == city.id, *wanted)
    return {row["id"]: dict(row) for row in connection.execute(query).mappings()}


def _chunks(ids: Iterable[str]) -> Iterable[list[str]]:
    every = sorted(ids)
    return (every[at : at + CHUNK] for at in range(0, len(every), CHUNK))


def _joined(connection: Connection, city: City, connector: Connector, fresh: list[Row], now: datetime) -> list[Row]:
    """New reports with the incident they belong to and why. The made-up calls are apart by construction, so only what comes from
    outside is merged."""
    if connector.demo:
        return [r | {"incident": r["id"], "why": FIRST} for r in fresh]
    traces = [trace_of(r, connector.topic, now) for r in fresh]
    known = _candidates(connection, city, connector.topic, traces, now) if traces else []
    place: dict[str, tuple[str, str]] = {}
    for group in grouped(traces):
        found = matching(group, known)
        home = found[0] if found else group[0].id
        of_home = [trace for incident_id, trace in known if incident_id == home] or group[:1]
        for trace in group:
            # joined through another report of its group: that one says why
            why = _why(trace, of_home) or _why(trace, group) or FIRST
            place[trace.id] = (home, FIRST if trace.id == home else why)
    return [r | {"incident": place[r["id"]][0], "why": place[r["id"]][1]} for r in fresh]


def _why(trace: Trace, others: Sequence[Trace]) -> str | None:
    """The strongest reason for which ``trace`` is one event with any of ``others``."""
    found = {same_event(trace, other) for other in others if other is not trace}
    return next((why for why in (FINGERPRINT, ALIKE) if why in found), None)


def _candidates(connection: Connection, city: City, topic: str, traces: Sequence[Trace], now: datetime) -> list[tuple[str, Trace]]:
    """(incident id, trace) of every report of incidents that are open, or began about when one of ``traces`` did."""
    times = [t.at for t in traces if t.at]
    about: ColumnElement[bool] = incident.c.closed_at.is_(None)
    if times:
        about = or_(about, incident.c.reported_at.between(utc(min(times) - TIME_APART), utc(max(times) + TIME_APART)))
    query = (
        select(incident_report.c.incident, incident_report.c.id, incident_report.c.body)
        .join(incident, (incident.c.city == incident_report.c.city) & (incident.c.id == incident_report.c.incident))
        .where(incident.c.city == city.id, incident.c.kind.in_(kinds_of(topic)), incident.c.demo.is_(False), about)
    )
    return [(row["incident"], trace_of(dict(row), topic, now)) for row in connection.execute(query).mappings()]


def _live_on(connection: Connection, city: City, ids: Iterable[str], earlier: Mapping[str, Row], now: datetime) -> list[int]:
    """Compute the incidents ``ids`` anew from all their reports; write and tell those that changed. Returns the event ids."""
    rows: list[Row] = []
    steps: list[Row] = []
    for some in _chunks(ids):
        query = select(incident).where(incident.c.city == city.id, incident.c.id.in_(some))
        before = {row["id"]: dict(row) for row in connection.execute(query).mappings()}
        reports: dict[str, list[Row]] = {}
        for report in _reports(connection, city, incident_report.c.incident.in_(some)).values():
            reports.setdefault(report["incident"], []).append(report)
        for id_ in some:
            life = lived(city.id, id_, before.get(id_), reports[id_], earlier, now)
            if life.row != before.get(id_):
                rows.append(life.row)
            steps += life.steps
    _write(connection, incident, rows)
    if steps:
        connection.execute(insert(incident_step), steps)
    told = [{k: v for k, v in row.items() if k != "city"} for row in rows]
    return [
        append_event(connection, city, "incidents", "incident", {"incidents": told[at : at + EVENT_FEATURES]}, now)
        for at in range(0, len(told), EVENT_FEATURES)
    ]


def _write(connection: Connection, table: Any, rows: list[Row]) -> None:
    """Insert rows, or replace the ones that are there."""
    if rows:
        row = upsert(table)
        rest = {c.name: row.excluded[c.name] for c in table.c if not c.primary_key}
        connection.execute(row.on_conflict_do_update(index_elements=["city", "id"], set_=rest), rows)

"""Reading incidents: now, as of a past moment, around a position, over a span of time. Plain dicts as docs/situation-room.md says.

A look into the past rests on the times that are stored: what had happened by then, as known today. An incident that was closed
because nobody told of it and was told of again had not ended in truth, so it was open in between; its steps say what was believed.
"""

import json
from bisect import bisect_left
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Engine, RowMapping, or_, select, text

from geodata.city import City
from geodata.db.incidents import incident as incidents
from geodata.db.incidents import incident_report, incident_step
from geodata.db.schema import feed
from geodata.errors import BadInput
from geodata.incidents.merge import Trace, distance_m
from geodata.incidents.model import KINDS, STATUSES, disorder, reached
from geodata.incidents.spans import heard
from geodata.moments import utc

__all__ = ["evidence", "heard", "incident", "near", "open_incidents", "recent", "steps", "timeline"]

Incident = dict[str, Any]
STEPS = 5_000  # points of a timeline at most
_TIMES = [f"{stage}_at" for stage in STATUSES]
_PUBLIC = [column for column in incidents.c if column.key != "city"]

# How many began (or ended) between each two marks, by kind: counts of index ranges, so that a month of a large city takes
# milliseconds. An incident that "ended" before it began (a provider's impossible times) was never open.
_COUNTS = """
WITH mark(n, a, b) AS MATERIALIZED (SELECT key, json_extract(value, '$[0]'), json_extract(value, '$[1]') FROM json_each(:marks)),
kind(name) AS MATERIALIZED (SELECT value FROM json_each(:kinds))
SELECT mark.n, kind.name,
  (SELECT count(*) FROM incident WHERE city = :city AND kind = kind.name AND reported_at > mark.a AND reported_at <= mark.b),
  (SELECT count(*) FROM incident WHERE city = :city AND kind = kind.name AND closed_at > mark.a AND closed_at <= mark.b)
FROM mark CROSS JOIN kind
UNION ALL SELECT reported_at, kind, closed_at, NULL FROM incident WHERE city = :city AND closed_at < reported_at
"""


def _moment(at: datetime | str) -> str:
    """UTC text of a moment given as an aware time or ISO 8601 text. Raises BadInput."""
    try:
        read = datetime.fromisoformat(at) if isinstance(at, str) else at
        if read.tzinfo is None:
            raise ValueError("no offset from UTC")
        return utc(read) or ""
    except (ValueError, OverflowError) as problem:
        raise BadInput(f"at: {str(at)[:60]!r} is no moment ({problem}); write it like 2026-11-24T01:02:03+00:00.") from problem


def as_of(row: Incident, at: str) -> Incident:
    """The incident as it was at ``at`` (UTC text): times to come are None, the status is what it was, and what was noticed later
    is left out."""
    was = dict(row) | {name: row[name] if row[name] and row[name] <= at else None for name in _TIMES}
    was["status"] = reached({stage: was[f"{stage}_at"] for stage in STATUSES})
    newest = max(filter(None, (was[name] for name in _TIMES)), default=row["reported_at"])
    for name in ("observed_at", "updated_at"):
        was[name] = row[name] if row[name] is None or row[name] <= at else newest
    was["closed_by"] = row["closed_by"] if was["closed_at"] else None
    was["units"] = row["units"] if was["dispatched_at"] or not row["dispatched_at"] else None
    was["flags"] = [f for f in row["flags"] if f["at"] <= at]
    return was


def _open_at(at: str) -> ColumnElement[bool]:
    closed_later = or_(incidents.c.closed_at.is_(None), incidents.c.closed_at > at)
    return closed_later & (incidents.c.reported_at <= at)


def open_incidents(engine: Engine, city: City, at: datetime | str | None = None) -> list[Incident]:
    """Open incidents, newest call first; ``at``: as of that moment (None: now)."""
    wanted = select(*_PUBLIC).where(incidents.c.city == city.id).order_by(incidents.c.reported_at.desc(), incidents.c.id)
    then = None if at is None else _moment(at)
    with engine.connect() as connection:
        rows = connection.execute(wanted.where(_open_at(then) if then else incidents.c.closed_at.is_(None))).mappings()
        return [as_of(dict(row), then) if then else dict(row) for row in rows]


def recent(engine: Engine, city: City, since: datetime | str, until: datetime | str) -> list[Incident]:
    """Incidents closed after ``since``, up to and with ``until``; the last closed first."""
    wanted = select(*_PUBLIC).where(
        incidents.c.city == city.id, incidents.c.closed_at > _moment(since), incidents.c.closed_at <= _moment(until)
    )
    with engine.connect() as connection:
        return [dict(row) for row in connection.execute(wanted.order_by(incidents.c.closed_at.desc(), incidents.c.id)).mappings()]


def incident(engine: Engine, city: City, id_: str, at: datetime | str | None = None) -> Incident | None:
    """The incident with this id, or that a report with this id tells of; None when there is none or it had not begun at ``at``."""
    with engine.connect() as connection:
        row = _row(connection, city, id_)
    if row is None or at is None:
        return dict(row) if row else None
    then = _moment(at)
    return as_of(dict(row), then) if row["reported_at"] <= then else None


def _row(connection: Connection, city: City, id_: str) -> RowMapping | None:
    wanted = select(*_PUBLIC).where(incidents.c.city == city.id)
    found = connection.execute(wanted.where(incidents.c.id == id_)).mappings().first()
    if found is None:
        of = select(incident_report.c.incident).where(incident_report.c.city == city.id, incident_report.c.id == id_).scalar_subquery()
        found = connection.execute(wanted.where(incidents.c.id == of)).mappings().first()
    return found


def steps(engine: Engine, city: City, id_: str) -> list[dict[str, Any]]:
    """How its state moved, oldest first: at, seen_at, from_status, to_status, legal, feed. What has no steps on record (a history
    that was brought in) gets them from its times, seen_at unknown (None)."""
    with engine.connect() as connection:
        row = _row(connection, city, id_)
        if row is None:
            return []
        own = (incident_step.c.city == city.id, incident_step.c.incident == row["id"])
        found = connection.execute(select(incident_step).where(*own).order_by(incident_step.c.pk)).mappings().all()
    if found:
        return [{k: v for k, v in step.items() if k not in ("pk", "city", "incident")} for step in found]
    times = {stage: row[f"{stage}_at"] for stage in STATUSES}
    told = [stage for stage in STATUSES if times[stage]]
    return [
        {"at": times[stage], "seen_at": None, "from_status": told[n - 1] if n else None, "to_status": stage,
         "legal": disorder(times, stage) is None, "feed": row["feed"]}
        for n, stage in enumerate(told)
    ]  # fmt: skip


def evidence(engine: Engine, city: City, id_: str) -> list[dict[str, Any]]:
    """Who told of it, strongest first: id, feed, rank, first_seen, last_seen (until when it was told), gone_at, why (it was merged
    here), and ``body``, the feature as last told. Empty for a history that was brought in without its reports."""
    with engine.connect() as connection:
        row = _row(connection, city, id_)
        if row is None:
            return []
        query = (
            select(incident_report, feed.c.fetched_at)
            .outerjoin(feed, feed.c.id == incident_report.c.feed)
            .where(incident_report.c.city == city.id, incident_report.c.incident == row["id"])
            .order_by(incident_report.c.gone_at.is_not(None), incident_report.c.rank, incident_report.c.first_seen, incident_report.c.id)
        )
        reports = [dict(r) for r in connection.execute(query).mappings()]
    told: list[dict[str, Any]] = []
    for report in reports:
        fetched = report.pop("fetched_at")  # a report that is still told was told at the last good refresh
        last = max(report["last_seen"], fetched or "") if report["gone_at"] is None else report["last_seen"]
        told.append({k: v for k, v in report.items() if k not in ("city", "incident")} | {"last_seen": last})
    return told


def near(engine: Engine, city: City, lon: float, lat: float, radius_m: float, at: datetime | str | None = None) -> list[dict[str, Any]]:
    """Open incidents within ``radius_m`` of a position (degrees), nearest first, each with ``distance_m``."""
    here = Trace("", "", None, lon, lat, None, None)
    found = [
        one | {"distance_m": distance_m(here, Trace("", "", None, one["lon"], one["lat"], None, None))}
        for one in open_incidents(engine, city, at)
    ]
    return sorted((one for one in found if one["distance_m"] <= radius_m), key=lambda one: (one["distance_m"], one["id"]))


def timeline(engine: Engine, city: City, since: datetime, until: datetime, step_s: float) -> list[dict[str, Any]]:
    """How many incidents were open at ``since``, every ``step_s`` seconds after, and at ``until``: {"at" (UTC text), "open",
    "by_kind": {kind: n}} (only kinds with any). One read. Raises BadInput for a span turned round or more than 5,000 steps."""
    if step_s <= 0 or until < since or (until - since).total_seconds() / step_s > STEPS:
        raise BadInput(f"timeline: {since} to {until} by {step_s} s is not a span of at most {STEPS} steps; choose a longer step.")
    marks, at = [], since.astimezone(UTC)
    while at < until:
        marks.append(utc(at) or "")
        at += timedelta(seconds=step_s)
    marks.append(utc(until) or "")
    spans = list(zip(["", *marks], marks, strict=False))
    asked = {"city": city.id, "marks": json.dumps(spans), "kinds": json.dumps(KINDS)}
    with engine.connect() as connection:
        rows = connection.execute(text(_COUNTS), asked).all()
    moved = {(n, kind): begun - ended for n, kind, begun, ended in rows if ended is not None}
    for reported, kind, closed, none in rows:
        if none is None:  # between its end and its beginning this one counts as less than nothing: it is taken out
            for mark, weight in ((closed, 1), (reported, -1)):
                if mark <= marks[-1]:
                    moved[bisect_left(marks, mark), kind] += weight
    line, now = [], dict.fromkeys(KINDS, 0)
    for n, mark in enumerate(marks):
        now = {kind: now[kind] + moved[n, kind] for kind in KINDS}
        line.append({"at": mark, "open": sum(now.values()), "by_kind": {k: v for k, v in now.items() if v}})
    return line

"""Writing an imported history: incidents, their evidence and steps, and what is known of the sample, in one transaction."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, func, insert, select, update
from sqlalchemy.dialects.sqlite import insert as upsert

from geodata.city import City
from geodata.db.dispatch import incident_sample
from geodata.db.incidents import incident, incident_report, incident_step
from geodata.incidents.import_report import Report
from geodata.incidents.model import STATUSES
from geodata.incidents.times import iso

CHUNK = 400  # ids in one statement

Row = dict[str, Any]


def look(engine: Engine, city: City, rows: Mapping[str, Row], report: Report, _now: datetime) -> None:
    """Count the incidents of ``rows`` (by id) that are known already; write nothing."""
    with engine.connect() as connection:
        report.already = len(_known(connection, city, rows))


def write(engine: Engine, city: City, rows: Mapping[str, Row], report: Report, now: datetime) -> None:
    """Add what is not known yet of ``rows`` (incidents by id, the file's own cells under "cells") and what ``report`` says of the
    sample. Nothing changes when all of it is known."""
    with engine.begin() as connection:
        # a write that changes nothing comes first: it takes the write lock before the ids to compare with are read
        connection.execute(update(incident_sample).where(incident_sample.c.feed == "").values(feed=""))
        known = _known(connection, city, rows)
        report.already = len(known)
        new = [row for id_, row in rows.items() if id_ not in known]
        if new:
            connection.execute(insert(incident), [{key: value for key, value in row.items() if key != "cells"} for row in new])
            connection.execute(insert(incident_report), [_evidence(row) for row in new])
            connection.execute(insert(incident_step), [step for row in new for step in _steps(row)])
            _write_sample(connection, city, len(rows), report, now)


def _write_sample(connection: Connection, city: City, rows: int, report: Report, now: datetime) -> None:
    """Keep the verdict on the file. A feed once found truncated stays so while it holds rows this file does not."""
    feed, told = f"import:{report.file}", report.sample
    mine = (incident_sample.c.city == city.id, incident_sample.c.feed == feed)
    before = connection.execute(select(incident_sample.c.state).where(*mine)).scalar()
    held = connection.execute(
        select(func.count()).select_from(incident).where(incident.c.city == city.id, incident.c.feed == feed)
    ).scalar()
    if before == "truncated" and told.state != "truncated" and (held or 0) > rows:
        report.remarks.append(f"{report.file} was imported before with other rows, a truncated sample; it stays counted as one.")
        return
    values = {
        "city": city.id, "feed": feed, "rows": told.rows, "state": told.state, "lower_s": told.lower_s, "upper_s": told.upper_s,
        "sentence": {"ko": told.sentence.ko, "en": told.sentence.en}, "report": report.facts(), "imported_at": iso(now.timestamp()),
    }  # fmt: skip
    connection.execute(upsert(incident_sample).values(values).on_conflict_do_update(index_elements=["city", "feed"], set_=values))


def _known(connection: Connection, city: City, ids: Iterable[str]) -> set[str]:
    every, column = sorted(ids), incident.c
    parts = (every[at : at + CHUNK] for at in range(0, len(every), CHUNK))
    asked = (select(column.id).where(column.city == city.id, column.id.in_(part)) for part in parts)
    return {id_ for one in asked for id_ in connection.execute(one).scalars()}


def _evidence(row: Row) -> Row:
    """The file's row as what a feed told once and tells no more."""
    body = {
        "name": row["title"]["ko"], "kind": row["kind"], "lon": row["lon"], "lat": row["lat"], "observed_at": row["observed_at"],
        "district": row["district"], "neighbourhood": row["neighbourhood"], "demo": False,
        "props": {key: row[key] for key in ("reported_at", "dispatched_at", "arrived_at", "controlled_at", "closed_at", "place") if row[key]}
        | {"cells": row["cells"]},
    }  # fmt: skip
    seen = row["first_seen"]
    return {
        "city": row["city"], "id": row["id"], "incident": row["id"], "feed": row["feed"], "rank": 0, "first_seen": seen, "last_seen": seen,
        "gone_at": seen, "why": "first", "body": body,
    }  # fmt: skip


def _steps(row: Row) -> list[Row]:
    told = [(status, row[f"{status}_at"]) for status in STATUSES if row[f"{status}_at"]]
    shared = {"city": row["city"], "incident": row["id"], "seen_at": row["first_seen"], "legal": True, "feed": row["feed"]}
    before = [None, *(status for status, _ in told)]
    return [shared | {"at": at, "from_status": before[i], "to_status": status} for i, (status, at) in enumerate(told)]

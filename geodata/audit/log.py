"""Writing and reading the audit log. One chain for the whole database, whatever the city.

Every row's ``hash`` is the SHA-256 of its other fields and of the hash before it, so a row that is changed, taken out, put in
or moved breaks the chain there. The head (number and hash of the last row) is kept beside it: a tail cut off is noticed too.
"""

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, Select, func, insert, select, update

from geodata.audit.chain import GENESIS, HEAD, canonical, digest
from geodata.audit.verify import Verdict, verify
from geodata.db.audit import audit
from geodata.db.schema import setting

__all__ = ["GENESIS", "HEAD", "Page", "Verdict", "append", "canonical", "digest", "rows", "verify"]


def append(
    connection: Connection,
    city_id: str,
    *,
    at: datetime,
    who: str,
    role: str,
    action: str,
    subject: str = "",
    details: dict[str, Any] | None = None,
) -> int:
    """One row more, inside the caller's transaction (``with engine.begin() as connection``); returns its number.

    Begins by writing, so it waits for the database's write lock and then sees the newest row: concurrent appends from threads
    and processes stay one chain. The caller must not have read in an open transaction before (it would work from an old copy;
    SQLite then refuses and nothing is written). ``details``: plain JSON; never a secret, a stream or room address.
    """
    text = canonical(details or {})
    if not connection.execute(update(setting).where(setting.c.key == HEAD).values(key=HEAD)).rowcount:  # takes the write lock
        connection.execute(insert(setting).values(key=HEAD, value={"n": 0, "hash": GENESIS}))
    head = connection.execute(select(setting.c.value).where(setting.c.key == HEAD)).scalar_one()
    moment = at.astimezone(UTC).isoformat(timespec="seconds")
    row: dict[str, Any] = {
        "n": head["n"] + 1, "at": moment, "city": city_id, "who": who, "role": role, "action": action, "subject": subject,
        "details": text, "prev": head["hash"],
    }  # fmt: skip
    row["hash"] = digest(row)
    connection.execute(insert(audit).values(**row))
    connection.execute(update(setting).where(setting.c.key == HEAD).values(value={"n": row["n"], "hash": row["hash"]}))
    return int(row["n"])


@dataclass(frozen=True, slots=True)
class Page:
    """``total`` rows in all, ``rows`` of this page, newest first: the table's columns, ``details`` as an object."""

    total: int
    rows: list[dict[str, Any]]


def chosen(
    *,
    who: str | None = None,
    action: str | None = None,
    subject: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    through: int | None = None,
) -> Select[Any]:
    """The query of rows by exact name, beginning of the action ("camera" finds camera.view), part of the subject, time (``since``
    included, ``until`` not) and number (``through`` included), oldest first."""
    query = select(audit).order_by(audit.c.n)
    if who:
        query = query.where(audit.c.who == who)
    if action:
        query = query.where(audit.c.action.startswith(action, autoescape=True))
    if subject:
        query = query.where(audit.c.subject.contains(subject, autoescape=True))
    if since:
        query = query.where(audit.c.at >= since.astimezone(UTC).isoformat(timespec="seconds"))
    if through is not None:
        query = query.where(audit.c.n <= through)
    if until:
        query = query.where(audit.c.at < until.astimezone(UTC).isoformat(timespec="seconds"))
    return query


def rows(engine: Engine, city_id: str | None = None, *, limit: int = 100, offset: int = 0, **wanted: Any) -> Page:
    """A page of the log, newest first; ``wanted``: as ``chosen``. ``city_id`` None: of every city."""
    query = chosen(**wanted)
    if city_id is not None:
        query = query.where(audit.c.city == city_id)
    with engine.connect() as connection:
        total = connection.execute(select(func.count()).select_from(query.order_by(None).subquery())).scalar_one()
        found = connection.execute(query.order_by(None).order_by(audit.c.n.desc()).limit(limit).offset(offset)).mappings()
        return Page(total, [dict(row) | {"details": json.loads(row["details"])} for row in found])

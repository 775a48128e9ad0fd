"""Reading orders with their steps, as plain JSON; who may see them is the caller's business (right order.read).

An order: ``id``, ``contact``, ``recipient``, ``text``, ``subject``, ``about`` (words of the subject), ``given_by``, ``given_at``,
``due_at``, ``state``, ``updated_at``, ``closed_at``, ``overdue``, ``steps`` [{at, action, from, to, by, note}]. Times are UTC text.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, RowMapping, Select, select

from geodata.access.person import Person
from geodata.city import City
from geodata.db.orders import order_given, order_step
from geodata.moments import utc
from geodata.orders.model import OPEN, NotAllowed, Subject, is_overdue
from geodata.orders.subject import about, incident_row
from geodata.text import Text

_PLAIN = ("id", "contact", "recipient", "text", "given_by", "given_at", "due_at", "state", "updated_at", "closed_at")


def told(connection: Connection, city: City, order_id: str, now: datetime) -> dict[str, Any]:
    """One order inside a transaction that knows it is there."""
    rows = connection.execute(_of(city).where(order_given.c.id == order_id)).mappings().all()
    return _orders(connection, city, rows, now)[0]


def may_read(person: Person) -> None:
    """NotAllowed without the right order.read."""
    if not person.may("order.read"):
        words = Text(ko="지시를 볼 권한이 없습니다. 로그인해 주세요.", en="You may not see orders. Please sign in.")
        raise NotAllowed(f"The role {person.role} may not read orders.", words)


def one(engine: Engine, city: City, order_id: str, now: datetime | None = None) -> dict[str, Any] | None:
    """One order, None when there is none."""
    return next(iter(_read(engine, city, _of(city).where(order_given.c.id == order_id), now or datetime.now(UTC))), None)


def for_subject(engine: Engine, city: City, subject: Subject, now: datetime | None = None, *, past: bool = False) -> list[dict[str, Any]]:
    """Orders on an incident (any report's id finds it), area or indicator, newest first. ``past``: as they stood at ``now``."""
    moment = now or datetime.now(UTC)
    query = _of(city).where(order_given.c.subject_kind == subject.kind)
    if subject.kind == "indicator" and subject.area:
        query = query.where(order_given.c.subject_area == subject.area)
    with engine.connect() as connection:
        found = incident_row(connection, city, subject.id) if subject.kind == "incident" else None
        rows = connection.execute(query.where(order_given.c.subject_id == (found["id"] if found else subject.id))).mappings().all()
        orders = _orders(connection, city, rows, moment)
    if past:
        orders = [then for order in orders if (then := as_of(order, moment))]
    return sorted(orders, key=lambda o: (o["given_at"], o["id"]), reverse=True)


def all_open(engine: Engine, city: City, person: Person, now: datetime | None = None) -> list[dict[str, Any]]:
    """Every order that is not closed, by due time: overdue ones first. NotAllowed without the right order.read."""
    may_read(person)
    return open_orders(engine, city, now or datetime.now(UTC))


def open_orders(engine: Engine, city: City, now: datetime) -> list[dict[str, Any]]:
    """Every order that is not closed, by due time; for the command line, whose user holds the database anyway."""
    return _read(engine, city, _of(city).where(order_given.c.closed_at.is_(None)).order_by(order_given.c.due_at, order_given.c.id), now)


def overdue(engine: Engine, city: City, now: datetime) -> list[dict[str, Any]]:
    """Orders whose due time has passed and that are neither done, refused nor withdrawn; the longest overdue first."""
    late = (order_given.c.closed_at.is_(None), order_given.c.due_at < utc(now))
    return _read(engine, city, _of(city).where(*late).order_by(order_given.c.due_at), now)


def recent(engine: Engine, city: City, limit: int, now: datetime | None = None) -> list[dict[str, Any]]:
    """The newest ``limit`` orders, closed ones too."""
    newest = _of(city).order_by(order_given.c.given_at.desc(), order_given.c.id).limit(limit)
    return _read(engine, city, newest, now or datetime.now(UTC))


def as_of(order: dict[str, Any], moment: datetime) -> dict[str, Any] | None:
    """The order as it stood at a past moment, by its steps; None when it was not given yet."""
    steps = [s for s in order["steps"] if datetime.fromisoformat(s["at"]) <= moment]
    if not steps:
        return None
    state, last = steps[-1]["to"], steps[-1]["at"]
    late = is_overdue(state, datetime.fromisoformat(order["due_at"]), moment)
    return order | {"steps": steps, "state": state, "updated_at": last, "closed_at": None if state in OPEN else last, "overdue": late}


def _of(city: City) -> Select:
    return select(order_given).where(order_given.c.city == city.id)


def _read(engine: Engine, city: City, query: Select, now: datetime) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        return _orders(connection, city, connection.execute(query).mappings().all(), now)


def _orders(connection: Connection, city: City, rows: Iterable[RowMapping], now: datetime) -> list[dict[str, Any]]:
    rows = list(rows)
    steps: dict[str, list[dict[str, Any]]] = {row["id"]: [] for row in rows}
    ids = list(steps)
    for at in range(0, len(ids), 500):
        query = select(order_step).where(order_step.c.city == city.id, order_step.c.order_id.in_(ids[at : at + 500]))
        for s in connection.execute(query.order_by(order_step.c.pk)).mappings():
            step = {"at": s["at"], "action": s["action"], "from": s["from_state"], "to": s["to_state"], "by": s["by"], "note": s["note"]}
            steps[s["order_id"]].append(step)
    found = []
    for row in rows:
        subject = Subject(row["subject_kind"], row["subject_id"], row["subject_area"])
        late = is_overdue(row["state"], datetime.fromisoformat(row["due_at"]), now)
        words = {"subject": subject.as_dict(), "about": about(connection, city, subject)}
        found.append({name: row[name] for name in _PLAIN} | words | {"overdue": late, "steps": steps[row["id"]]})
    return found

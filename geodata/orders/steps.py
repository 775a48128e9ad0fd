"""One step of an order: state, step row, audit row and live event, inside the caller's transaction."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, insert, select, update

from geodata.audit.log import append
from geodata.city import City
from geodata.db.orders import order_given, order_step
from geodata.errors import BadInput
from geodata.feeds.store import append_event
from geodata.moments import utc
from geodata.orders.model import OPEN, State, next_state
from geodata.orders.read import told
from geodata.text import Text

TOPIC = "orders"  # withheld from the public by the rule "orders"
RECIPIENT = "recipient"  # role of whoever acts through a link


def digest(token: str) -> str:
    """sha256 of a token, as the database keeps it."""
    return hashlib.sha256(token.encode()).hexdigest()


def move(connection: Connection, city: City, order_id: str, action: str, now: datetime) -> tuple[dict[str, Any], State]:
    """Take the write lock, check and make the move. Returns the order's row as it was before, and the new state.

    The first statement writes, so the state that is read afterwards is the one that stands until this transaction ends: of two
    answers at the same moment the second sees the first one's. BadInput for an unknown order, NotPossible for a move not allowed.
    """
    this = (order_given.c.city == city.id, order_given.c.id == order_id)
    connection.execute(update(order_given).where(*this).values(updated_at=utc(now)))
    row = connection.execute(select(order_given).where(*this)).mappings().first()
    if row is None:
        raise BadInput(f"There is no order {order_id[:40]!r} in {city.id}.", Text(ko="그런 지시가 없습니다.", en="There is no such order."))
    state = next_state(row["state"], action)
    closed_at = row["closed_at"] if state in OPEN else utc(now)
    connection.execute(update(order_given).where(*this).values(state=state, closed_at=closed_at))
    return dict(row), state


def record(
    connection: Connection,
    city: City,
    order_id: str,
    action: str,
    before: State | None,
    after: State,
    *,
    by: str,
    role: str,
    note: str | None,
    now: datetime,
) -> dict[str, Any]:
    """Write the step, its audit row and the event; returns the order as geodata.orders.read tells it. ``by``: a person's name, ""
    for the recipient. The audit row says what happened, not what was written in it."""
    at = utc(now)
    connection.execute(
        insert(order_step).values(
            city=city.id, order_id=order_id, at=at, action=action, from_state=before, to_state=after, by=by, note=note or None
        )
    )
    order = told(connection, city, order_id, now)
    append(
        connection,
        city.id,
        at=now,
        who=by or f"contact:{order['contact']}",
        role=role,
        action=f"order.{action}",
        subject=f"order:{order_id}",
        details={"from": before, "to": after, "about": order["subject"], "contact": order["contact"], "due_at": order["due_at"]},
    )
    append_event(connection, city, TOPIC, "order", {"order": order}, now)
    return order

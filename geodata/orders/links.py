"""The recipient's link: a token that is exchanged once for a session bound to one order.

Looking at a link never uses it up (messengers fetch links to draw a preview); opening it does. Whoever holds the session, the
same browser, may come back until the order has been closed for a day.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Connection, Engine, select, update

from geodata.city import City
from geodata.db.orders import order_given, order_link
from geodata.moments import utc
from geodata.orders.model import AFTER_CLOSING, SESSION_LASTS, LinkOver
from geodata.orders.read import told
from geodata.orders.steps import RECIPIENT, digest, move, record

_MINE = (order_link, order_given.c.due_at, order_given.c.closed_at)


@dataclass(frozen=True, slots=True)
class Look:
    """What a link leads to now. ``state``: 'fresh' (to be opened), 'open' (this browser opened it), or why it is over: 'used', 'cut',
    'expired', 'closed' (before anybody opened it). ``order``: whole when open; when fresh its id and recipient only; None when over."""

    state: Literal["fresh", "open", "used", "cut", "expired", "closed", "unknown"]
    order: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Opened:
    """An opened link. ``session``: the secret for the browser's cookie; ``order``: whole."""

    order: dict[str, Any]
    session: str


def csrf_of(session: str, order_id: str) -> str:
    """The token of the order's forms: it follows from the session, so no other site can know it."""
    return hmac.new(session.encode(), f"order:{order_id}".encode(), hashlib.sha256).hexdigest()


def look(engine: Engine, city: City, token: str, sessions: list[str], now: datetime) -> Look:
    """What the link leads to for a browser that holds ``sessions`` (of this and other orders). Writes nothing."""
    with engine.connect() as connection:
        row = _link(connection, city, token)
        if row is None:
            return Look("unknown")
        why = _over(row, sessions, now)
        if why:
            return Look(why)
        order = told(connection, city, row["order_id"], now)
    if row["session"]:
        return Look("open", order)
    return Look("fresh", {"id": order["id"], "recipient": order["recipient"]})


def open_link(engine: Engine, city: City, token: str, now: datetime) -> Opened:
    """Exchange the token for a session; the order is then seen. Raises LinkOver saying why when it cannot be (of two browsers at
    the same moment exactly one opens it), NotPossible when the order was closed before anybody opened it."""
    session = secrets.token_urlsafe(32)
    hash_ = digest(token)
    with engine.begin() as connection:
        taken = connection.execute(  # writes first: the check and the exchange are one statement
            update(order_link)
            .where(
                order_link.c.hash == hash_,
                order_link.c.city == city.id,
                order_link.c.opened_at.is_(None),
                order_link.c.cut_at.is_(None),
                order_link.c.expires_at > utc(now),
            )
            .values(opened_at=utc(now), session=digest(session))
        ).rowcount
        row = _link(connection, city, token)
        if not taken or row is None:
            raise LinkOver(_over(row, [], now) or "used" if row else "unknown")
        before, state = move(connection, city, row["order_id"], "open", now)
        order = record(connection, city, row["order_id"], "open", before["state"], state, by="", role=RECIPIENT, note=None, now=now)
    return Opened(order, session)


def order_of_session(connection: Connection, city: City, session: str, order_id: str, now: datetime) -> None:
    """Raises LinkOver unless ``session`` opens the order now."""
    row = (
        connection.execute(
            select(*_MINE)
            .join(order_given, (order_given.c.city == order_link.c.city) & (order_given.c.id == order_link.c.order_id))
            .where(order_link.c.session == digest(session), order_link.c.city == city.id, order_link.c.order_id == order_id)
        )
        .mappings()
        .first()
    )
    if row is None:
        raise LinkOver("used")
    if why := _over(dict(row), [session], now):
        raise LinkOver(why)


def _link(connection: Connection, city: City, token: str) -> dict[str, Any] | None:
    found = (
        select(*_MINE)
        .join(order_given, (order_given.c.city == order_link.c.city) & (order_given.c.id == order_link.c.order_id))
        .where(order_link.c.hash == digest(token), order_link.c.city == city.id)
    )
    row = connection.execute(found).mappings().first()
    return dict(row) if row else None


def _over(row: dict[str, Any], sessions: list[str], now: datetime) -> Literal["used", "cut", "expired", "closed"] | None:
    """Why a link leads nowhere for a browser that holds ``sessions``, or None."""
    if row["cut_at"]:
        return "cut"
    closed_at = row["closed_at"]
    if closed_at and datetime.fromisoformat(closed_at) + AFTER_CLOSING < now:
        return "expired"
    if not row["session"] and closed_at:
        return "closed"
    if not row["session"]:
        return "expired" if row["expires_at"] <= str(utc(now)) else None
    if not any(hmac.compare_digest(row["session"], digest(one)) for one in sessions):
        return "used"
    return "expired" if datetime.fromisoformat(row["due_at"]) + SESSION_LASTS < now and not closed_at else None

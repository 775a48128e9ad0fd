"""What the recipient answers, and the giver's change of mind."""

from datetime import datetime
from typing import Any

from sqlalchemy import Engine, select

from geodata.access.person import Person
from geodata.city import City
from geodata.db.orders import order_given
from geodata.errors import BadInput
from geodata.orders.links import order_of_session
from geodata.orders.model import ANSWERS, WANTS_NOTE, NotAllowed, clean
from geodata.orders.steps import RECIPIENT, move, record
from geodata.text import Text


def answer(engine: Engine, city: City, session: str, order_id: str, action: str, note: str, now: datetime) -> dict[str, Any]:
    """The recipient's answer: 'accept', 'refuse' (note) or 'done' (note). ``session``: what ``open_link`` gave. Returns the order.

    LinkOver when the session does not open this order (any more), NotPossible when the state does not allow it: of two answers at
    once exactly one is taken. BadInput for another action or a missing note.
    """
    if action not in ANSWERS:
        raise BadInput(f"Field do={action[:40]!r} must be one of {', '.join(ANSWERS)}.")
    words = clean(note, "note", required=action in WANTS_NOTE)
    with engine.begin() as connection:
        before, state = move(connection, city, order_id, action, now)
        order_of_session(connection, city, session, order_id, now)  # under the write lock: a new link cuts the session at once
        return record(connection, city, order_id, action, before["state"], state, by="", role=RECIPIENT, note=words, now=now)


def withdraw(engine: Engine, city: City, person: Person, order_id: str, note: str, now: datetime) -> dict[str, Any]:
    """Take an order back before it is closed. NotAllowed for anybody but the giver and administrators, NotPossible when it is closed."""
    words = clean(note, "note", required=False)
    may_change(engine, city, order_id, person)
    with engine.begin() as connection:
        before, state = move(connection, city, order_id, "withdraw", now)
        return record(connection, city, order_id, "withdraw", before["state"], state, by=person.name, role=person.role, note=words, now=now)


def may_change(engine: Engine, city: City, order_id: str, person: Person) -> None:
    """NotAllowed unless ``person`` gave the order or administers the office: asked before anything of the order is told. An order
    that does not exist is refused alike to whoever may not give any."""
    with engine.connect() as connection:
        given_by = connection.execute(
            select(order_given.c.given_by).where(order_given.c.city == city.id, order_given.c.id == order_id)
        ).scalar()
    if given_by is None and person.may("order.give"):
        return  # "there is no such order" is said where it is looked for
    only_the_giver({"id": order_id, "given_by": given_by}, person)


def only_the_giver(order: dict[str, Any], person: Person) -> None:
    """NotAllowed unless ``person`` gave the order or administers the office."""
    if person.may("order.give") and (person.name == order["given_by"] or person.may("access.manage")):
        return
    raise NotAllowed(
        f"{person.name or 'The public'} did not give the order {order['id']} and may not change it.",
        Text(ko="지시한 사람만 할 수 있습니다.", en="Only who gave the order may do that."),
    )

"""Giving an order, and making a new link to one."""

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Engine, insert, select, update

from geodata.access.person import Person
from geodata.city import City
from geodata.db.orders import order_given, order_link
from geodata.errors import BadInput
from geodata.moments import utc
from geodata.orders.answers import may_change
from geodata.orders.model import LINK_LASTS, LONGEST, NotAllowed, Subject, clean
from geodata.orders.steps import digest, move, record
from geodata.orders.subject import incident_row
from geodata.text import Text


@dataclass(frozen=True, slots=True)
class Given:
    """A new link to an order. ``order``: as geodata.orders.read tells it; ``link_token``: stands in the address /o/TOKEN, is told
    this once and kept as a hash."""

    order: dict[str, Any]
    link_token: str


@dataclass(frozen=True, slots=True)
class Due:
    """When an order is due, as a form tells it: ``in_s`` seconds from now, or ``at`` (a moment), or ``local`` (wall-clock time of
    the city without a zone)."""

    in_s: int | None = None
    at: datetime | None = None
    local: datetime | None = None

    def moment(self, city: City, now: datetime) -> datetime:
        """The moment, UTC. BadInput unless exactly one is told and it lies in the future, within a year."""
        told = [self.in_s is not None, self.at is not None, self.local is not None]
        if sum(told) != 1:
            raise BadInput("Field due wants exactly one of in_s, at, local.", _DUE)
        if self.in_s is not None:
            found = now + timedelta(seconds=min(max(self.in_s, -1), 10**9))
        elif self.at is not None:
            found = self.at
        else:
            assert self.local is not None
            found = self.local.replace(tzinfo=ZoneInfo(city.timezone))
        if found.tzinfo is None:
            raise BadInput(f"Field due.at={found.isoformat()} carries no time zone; give one, or use due.local.", _DUE)
        if not now < found <= now + LONGEST:
            raise BadInput(f"The due time {found.isoformat()} must be in the future, within a year.", _DUE)
        return found.astimezone(UTC).replace(microsecond=0)


_DUE = Text(ko="기한은 지금 이후, 1년 이내의 시각이어야 합니다.", en="The due time must lie in the future, within a year.")


def give(engine: Engine, city: City, person: Person, *, contact_id: str, text: str, due: Due, subject: Subject, now: datetime) -> Given:
    """Store an order and make its link. NotAllowed without the right order.give; BadInput for an unknown contact or subject, a text
    that is empty or too long, a due time that is not in the future. Nothing is stored then."""
    from geodata.directory import contact

    if not person.may("order.give"):
        raise NotAllowed(f"The role {person.role} may not give orders.", Text(ko="지시할 권한이 없습니다.", en="You may not give orders."))
    words, due_at = clean(text, "text"), due.moment(city, now)
    to = contact(city, contact_id)
    if to is None:
        raise BadInput(
            f"Field contact={contact_id[:80]!r} is not in the directory of {city.id}.",
            Text(ko="명부에 없는 담당자입니다.", en="The directory has no such contact."),
        )
    recipient = {
        "department": both(to.department), "duty": both(to.duty), "name": both(to.name), "phone": to.phone, "email": to.email, "demo": to.demo,
    }  # fmt: skip
    order_id, at = f"o{secrets.token_hex(8)}", str(utc(now))
    with engine.begin() as connection:
        connection.execute(
            insert(order_given).values(
                city=city.id, id=order_id, contact=to.id, recipient=recipient, text=words, subject_kind=subject.kind, subject_id=subject.id,
                subject_area=subject.area, given_by=person.name, given_at=at, due_at=utc(due_at), state="given", updated_at=at,
            )
        )  # fmt: skip
        if subject.kind == "incident":
            _name_by_its_own_id(connection, city, order_id, subject)
        token = _new_link(connection, city, order_id, due_at, now)
        order = record(connection, city, order_id, "give", None, "given", by=person.name, role=person.role, note=None, now=now)
    return Given(order, token)


def both(words: Text | None) -> dict[str, str] | None:
    """A text of both languages as plain JSON."""
    return {"ko": words.ko, "en": words.en} if words else None


def _name_by_its_own_id(connection: Connection, city: City, order_id: str, subject: Subject) -> None:
    """An incident may be called by the id of any of its reports; the order keeps the incident's own. The transaction already holds
    the write lock, so no merge comes between."""
    found = incident_row(connection, city, subject.id)
    if found is None:
        raise BadInput(
            f"Field subject.incident={subject.id[:80]!r} is no incident of {city.id}.",
            Text(ko="그 상황을 찾을 수 없습니다.", en="That incident cannot be found."),
        )
    if found["id"] != subject.id:
        connection.execute(
            update(order_given).where(order_given.c.city == city.id, order_given.c.id == order_id).values(subject_id=found["id"])
        )


def _new_link(connection: Connection, city: City, order_id: str, due_at: datetime, now: datetime) -> str:
    token = secrets.token_urlsafe(32)  # 256 bits
    connection.execute(
        update(order_link)
        .where(order_link.c.city == city.id, order_link.c.order_id == order_id, order_link.c.cut_at.is_(None))
        .values(cut_at=utc(now))
    )
    expires_at = max(due_at, now) + LINK_LASTS  # a reminder of an overdue order lasts as long as a new one
    connection.execute(
        insert(order_link).values(hash=digest(token), city=city.id, order_id=order_id, made_at=utc(now), expires_at=utc(expires_at))
    )
    return token


def remind(engine: Engine, city: City, person: Person, order_id: str, now: datetime) -> Given:
    """A new link for an open order; older links and the session of the device that opened one stop working. NotAllowed for
    anybody but the giver and administrators, NotPossible for a closed order, BadInput for an unknown one."""
    may_change(engine, city, order_id, person)
    with engine.begin() as connection:
        before, _ = move(connection, city, order_id, "remind", now)
        token = _new_link(connection, city, order_id, datetime.fromisoformat(before["due_at"]), now)
        state = before["state"]
        order = record(connection, city, order_id, "remind", state, state, by=person.name, role=person.role, note=None, now=now)
    return Given(order, token)


def link_of(engine: Engine, city: City, order_id: str) -> dict[str, Any] | None:
    """State of the order's newest link: made_at, expires_at, opened_at; None when there is none. Never the token."""
    newest = select(order_link.c.made_at, order_link.c.expires_at, order_link.c.opened_at).where(
        order_link.c.city == city.id, order_link.c.order_id == order_id, order_link.c.cut_at.is_(None)
    )
    with engine.connect() as connection:
        row = connection.execute(newest).mappings().first()
    return dict(row) if row else None

"""Calls: handing over to the organisation's own telephone, messenger and video systems. Nothing is dialled or sent from here.

``[call]`` of office.toml holds address patterns; a way without a pattern is not offered, but for the telephone::

    [call]
    tel = "tel:{phone}"                                          this one is the default
    sip = "sip:{sip}@pbx.example.kr"
    room = "https://meet.example.kr/{room}"                      one room an incident, its name random
    mail = "mailto:{email}?subject={subject}&body={text}"        to hand an order's link over
    sms = "sms:{phone}?body={text}"
    address = "https://office.example.kr"                        how recipients reach this server; else as the giver does

Values are percent-encoded; scheme and host stand in the pattern itself, so a directory cannot lead a call elsewhere.
"""

import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from typing import Any, Literal
from urllib.parse import quote, urlsplit

from sqlalchemy import Connection, Engine, select, update
from sqlalchemy.dialects.sqlite import insert

from geodata.access.person import Person
from geodata.audit.log import append
from geodata.city import City
from geodata.db.orders import incident_room
from geodata.errors import BadInput
from geodata.moments import utc
from geodata.office import UNUSABLE, Office
from geodata.orders.subject import incident_row
from geodata.text import Text

Kind = Literal["tel", "sip", "room", "mail", "sms"]

SCHEMES = {"tel", "sip", "sips", "https", "http", "mailto", "sms", "msteams"}
DEFAULT_TEL = "tel:{phone}"
FIELDS: dict[str, tuple[str, ...]] = {
    "tel": ("phone",), "sip": ("sip",), "room": ("room",), "mail": ("email", "subject", "text"), "sms": ("phone", "text"),
}  # fmt: skip
LABELS: dict[str, Text] = {
    "tel": Text(ko="전화", en="Call"),
    "sip": Text(ko="내선 통화", en="Internal call"),
    "room": Text(ko="화상 회의실", en="Video room"),
    "mail": Text(ko="메일로 보내기", en="Send by mail"),
    "sms": Text(ko="문자로 보내기", en="Send as text message"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """One way to reach somebody. ``href``: an address the browser hands to the system; "" for a room, whose address is told only
    when it is opened (``room_way``). ``shown``: what stands on the screen besides the label, e.g. the number."""

    kind: Kind
    label: Text
    href: str
    shown: str = ""

    def as_dict(self, lang: str) -> dict[str, str]:
        """Plain JSON in one language."""
        return {"kind": self.kind, "label": self.label.get(lang), "href": self.href, "shown": self.shown}


def ways(office: Office, contact: Any, incident: dict[str, Any] | None, person: Person) -> list[Way]:
    """Ways to call ``contact`` (a directory.Contact, or the recipient of an order as a dict), for ``person``: everybody may dial a
    telephone number that is shown; internal numbers and rooms want the right "call". BadInput naming file and field of a bad pattern."""
    of = contact.get if isinstance(contact, dict) else lambda name, default=None: getattr(contact, name, default)
    phone, sip, inside = of("phone"), of("sip"), person.may("call")
    found = [_way(office, "tel", DEFAULT_TEL if not inside else None, phone, phone=phone)] if _dials(phone) else []
    if inside and sip:
        found.append(_way(office, "sip", None, sip, sip=sip))
    if inside and incident and of("room", False) and pattern(office, "room"):
        found.append(Way("room", LABELS["room"], ""))
    return [way for way in found if way]


def handover(office: Office, recipient: dict[str, Any], subject: str, text: str) -> list[Way]:
    """Ways to send an order's link with the giver's own programs. ``subject``, ``text``: words of the message, the link among them."""
    email, phone = recipient.get("email"), recipient.get("phone")
    found = [
        _way(office, "sms", None, phone, phone=phone, text=text) if _dials(phone) else None,
        _way(office, "mail", None, email, email=email, subject=subject, text=text) if email else None,
    ]
    return [way for way in found if way]


def room_way(office: Office, connection: Connection, city: City, incident_id: str) -> Way | None:
    """The incident's room with its address; None without a pattern. Only for people with the right "call" and for recipients of
    an order on the incident: the caller checks that, and writes the audit row (never with the name)."""
    if not pattern(office, "room"):
        return None
    return _way(office, "room", None, "", room=room(connection, city, incident_id))


def room(connection: Connection, city: City, incident_id: str, now: datetime | None = None) -> str:
    """The random name (128 bits) of the incident's room, made at the first call. Lower case: some systems know no other."""
    made = {"city": city.id, "incident": incident_id, "name": secrets.token_hex(16), "made_at": utc(now or datetime.now(UTC))}
    connection.execute(insert(incident_room).values(made).on_conflict_do_nothing())
    this = select(incident_room.c.name).where(incident_room.c.city == city.id, incident_room.c.incident == incident_id)
    return str(connection.execute(this).scalar_one())


def open_room(engine: Engine, office: Office, city: City, incident_id: str, *, who: str, role: str, now: datetime) -> Way | None:
    """The incident's room for somebody who may enter it (the caller checked that), with its audit row: that a room was opened, not
    its name. None without a pattern. BadInput for an unknown incident."""
    if not pattern(office, "room"):
        return None
    with engine.begin() as connection:
        connection.execute(update(incident_room).where(incident_room.c.city == "").values(city=""))  # the write lock, before reading
        found = incident_row(connection, city, incident_id)
        if found is None:
            words = Text(ko="그 상황을 찾을 수 없습니다.", en="That incident cannot be found.")
            raise BadInput(f"Field incident={incident_id[:80]!r} is no incident of {city.id}.", words)
        way = room_way(office, connection, city, found["id"])
        append(connection, city.id, at=now, who=who, role=role, action="call.room", subject=f"incident:{found['id']}", details={})
    return way


def public_address(office: Office, asked: str) -> str:
    """Where recipients reach this server, without a slash at the end: [call] address, else ``asked`` (as the giver reached it)."""
    told = office.call.get("address")
    if told is None:
        return asked.rstrip("/")
    if not isinstance(told, str) or urlsplit(told).scheme not in ("http", "https") or not urlsplit(told).hostname:
        raise BadInput(f"{office.path}: [call] address = {told!r} must be an http or https address.", UNUSABLE)
    return told.rstrip("/")


def pattern(office: Office, kind: str) -> str | None:
    """The configured pattern of a way, None without one. BadInput naming file and field when it cannot be used."""
    told = office.call.get(kind)
    if told is None or told == "":
        return DEFAULT_TEL if kind == "tel" and told is None else None  # tel = "" switches the telephone off
    where = f"{office.path}: [call] {kind} = {told!r}"
    if not isinstance(told, str):
        raise BadInput(f"{where} must be a text.", UNUSABLE)
    try:
        names = {name for _, name, _, _ in Formatter().parse(told) if name is not None}
    except ValueError as problem:
        raise BadInput(f"{where} is no pattern: {problem}.", UNUSABLE) from problem
    if not names <= set(FIELDS[kind]):
        raise BadInput(f"{where} may hold {', '.join('{' + n + '}' for n in FIELDS[kind])} and no other field.", UNUSABLE)
    scheme, _, rest = told.partition(":")
    if scheme.lower() not in SCHEMES or re.search(r"[\s\x00-\x1f]", told):
        raise BadInput(f"{where} must begin with one of {', '.join(sorted(SCHEMES))} and hold no blank.", UNUSABLE)
    if scheme.lower() in ("http", "https") and (
        not rest.startswith("//") or "{" in rest[2:].partition("/")[0] or not urlsplit(told).hostname
    ):
        raise BadInput(f"{where} must name its host itself.", UNUSABLE)
    return told


def _way(office: Office, kind: Kind, given: str | None, shown: str | None, **values: str | None) -> Way | None:
    told = given or pattern(office, kind)
    if told is None:
        return None
    fields = {name: _encoded(name, value or "", told) for name, value in values.items()}
    return Way(kind, LABELS[kind], told.format(**fields), shown or "")


def _dials(phone: str | None) -> bool:
    """Whether there is a digit to dial."""
    return bool(phone and re.search(r"\d", phone))


def _encoded(name: str, value: str, told: str) -> str:
    if name == "phone":
        return quote(re.sub(r"[^\d+*#-]", "", value), safe="+-*")
    keeps_at = name == "email" or (name == "sip" and "@" not in told)
    return quote(value, safe="@" if keeps_at else "")

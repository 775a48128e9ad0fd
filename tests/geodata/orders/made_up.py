"""A made-up directory, an incident and an order, for all tests of orders."""

import sys
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, insert

from geodata.access.person import Person
from geodata.city import City
from geodata.db.incidents import incident, incident_report
from geodata.orders import Due, Given, give
from geodata.orders.model import Subject
from geodata.text import Text

NOW = datetime(2026, 11, 24, 3, 0, tzinfo=UTC)
MARKUP = "<script>alert(1)</script> & <b>지금</b> 확인"
FIRE = "emergency_calls:f1"
GIVER = Person("kim", "duty", "s1")
OTHER = Person("lee", "official", "s2")
ADMINISTRATOR = Person("root", "administrator", "s3")


@dataclass(frozen=True)
class Contact:
    """The fields of a directory contact that orders and calls read."""

    id: str
    department: Text
    duty: Text
    name: Text | None = None
    phone: str | None = None
    sip: str | None = None
    room: bool = False
    email: str | None = None
    public: bool = False
    demo: bool = False
    kinds: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    source: str | None = None


DUTY = Contact(
    "duty1", Text("재난상황과", "Disaster desk"), Text("당직", "Duty officer"), Text("당직 (시연)", "Duty (demonstration)"),
    "02-000-0001", "7001", True, "duty@example.kr", False, True,
)  # fmt: skip
STATION = Contact(
    "fire1",
    Text("미래소방서", "Mirae fire station"),
    Text("대표 번호", "Main number"),
    phone="+49 30 000-12",
    public=True,
    source="published",
)


def stand_in() -> ModuleType:
    """A module with the directory's three functions."""
    module = ModuleType("geodata.directory")
    module.contacts = lambda city: (DUTY, STATION)  # type: ignore[attr-defined]
    module.contact = lambda city, id: next((c for c in (DUTY, STATION) if c.id == id), None)  # type: ignore[attr-defined]
    module.owners = lambda city, incident: [STATION, DUTY]  # type: ignore[attr-defined]
    sys.modules["geodata.directory"] = module
    return module


def start_fire(engine: Engine, city: City, incident_id: str = FIRE) -> None:
    """One open fire in the first neighbourhood, told by two reports."""
    home = city.neighbourhoods[0]
    at = NOW.isoformat(timespec="seconds")
    row = {
        "city": city.id, "id": incident_id, "kind": "fire", "codes": {}, "severity": 3, "title": {"ko": "건물 화재", "en": "Building fire"},
        "place": "중앙로 12 <i>뒤</i>", "lon": home.lon, "lat": home.lat, "district": home.parent, "neighbourhood": home.id, "status": "dispatched",
        "reported_at": at, "feed": "demo", "first_seen": at, "updated_at": at, "flags": [],
    }  # fmt: skip
    report = {
        "city": city.id,
        "id": incident_id + "-twin",
        "incident": incident_id,
        "feed": "demo",
        "first_seen": at,
        "last_seen": at,
        "body": {},
    }
    with engine.begin() as connection:
        connection.execute(insert(incident).values(**row))
        connection.execute(insert(incident_report).values(**report))


def ordered(engine: Engine, city: City, **changed: Any) -> Given:
    """An order to the duty officer on the fire, due in half an hour."""
    told: dict[str, Any] = {
        "contact_id": DUTY.id, "text": MARKUP, "due": Due(in_s=1800), "subject": Subject("incident", FIRE), "now": NOW, "person": GIVER,
    }  # fmt: skip
    told |= changed
    return give(engine, city, told.pop("person"), **told)


def later(**passed: float) -> datetime:
    """A moment after NOW."""
    return NOW + timedelta(**passed)

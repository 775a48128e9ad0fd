"""Orders on the incident: their state and steps, what is overdue, and the form's choices for who may give one."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callbacks.desk import Desk, Part
from geodata.access.person import Person
from geodata.access.users import users
from geodata.city import City
from geodata.context import Context
from geodata.office import Office, load_office
from geodata.orders import read
from geodata.orders.model import Subject, subject_of
from geodata.text import Text
from layers import order as words
from layers.strings import say


def build(desk: Desk) -> dict[str, Any] | None:
    """None without the right order.read. Past: the orders as they stood then, and no form."""
    if not desk.person.may("order.read"):
        return None
    told = {"incident": desk.incident["id"]}
    return orders_on(desk.context, desk.city, told, desk.person, desk.lang, desk.now, past=desk.past, brief=True)


def orders_on(
    context: Context,
    city: City,
    told: Mapping[str, str],
    person: Person,
    lang: str,
    now: datetime,
    *,
    past: bool = False,
    brief: bool = False,
) -> dict[str, Any]:
    """Orders on a subject ({"incident"}, {"area"} or {"indicator", "area"}) and what the form offers. ``brief``: of the
    directory only who is in charge; the form asks for the rest when it opens. NotAllowed without the right order.read, BadInput for
    a subject that is none."""
    from geodata.directory import contacts, owners

    read.may_read(person)
    subject = subject_of(dict(told), city)
    found = read.for_subject(context.engine, city, subject, now, past=past)
    can_give = person.may("order.give") and not past
    in_charge = [c.id for c in owners(city, incident_of(context, city, subject))] if can_give and subject.kind == "incident" else []
    choices = sorted(contacts(city), key=lambda c: in_charge.index(c.id) if c.id in in_charge else len(in_charge)) if can_give else []
    names = people(load_office(context.settings))
    return {
        "title": say("order.title", lang),
        "subject": subject.as_dict(),
        "orders": [steady(words.row(o, lang, city.timezone, now, names)) for o in found],
        "overdue": sum(o["overdue"] for o in found),
        "me": person.name,
        "can_give": can_give and bool(choices),
        "brief": brief,
        "contacts": [words.contact(c, lang) | {"owner": c.id in in_charge} for c in choices if c.id in in_charge or not brief],
        "dues": words.dues(city, lang, now) if can_give else [],
    }


def steady(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what changes by itself (the browser counts the time left): an answer that says the same is not drawn anew."""
    return {name: value for name, value in row.items() if name not in ("left_text", "overdue_text")}


def incident_of(context: Context, city: City, subject: Subject) -> dict[str, Any]:
    """The incident's own fields, as the directory's owners want them; only its id when it is no longer kept."""
    from geodata.orders.subject import incident_row

    with context.engine.connect() as connection:
        return incident_row(connection, city, subject.id) or {"id": subject.id}


def people(office: Office) -> dict[str, Text]:
    """Users as they are shown, by sign-in name."""
    return {name: user.title for name, user in users(office).items()}


PART = Part(id="orders", build=build, order=70)

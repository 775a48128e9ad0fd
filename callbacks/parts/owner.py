"""Who is in charge of the incident, and the ways to call them. The public sees organisations' published numbers only."""

from typing import Any

from callbacks.desk import Desk, Part
from geodata.calls import ways
from geodata.office import load_office
from layers import order as words
from layers.strings import say


def build(desk: Desk) -> dict[str, Any] | None:
    """Contacts best first, each with department, duty, name, phone, ways and whether it is a demonstration; None when the directory
    has nobody for this incident."""
    from geodata.directory import owners

    found = owners(desk.city, desk.incident)
    shown = [c for c in found if c.public or desk.person.sees_withheld]
    if not shown:
        return None
    office = load_office(desk.context.settings)
    return {
        "title": say("call.title", desk.lang),
        "incident": desk.incident["id"],
        "contacts": [
            words.contact(c, desk.lang)
            | {"phone": c.phone, "ways": [w.as_dict(desk.lang) for w in ways(office, c, None if desk.past else desk.incident, desk.person)]}
            for c in shown
        ],
        "hidden": len(found) - len(shown),
    }


PART = Part(id="owner", build=build, order=60)

"""What an order is about, in words: the incident with its place, an area, an indicator."""

from typing import Any
from urllib.parse import urlencode

from sqlalchemy import Connection, select

from geodata.city import City
from geodata.db.incidents import incident, incident_report
from geodata.indicators.catalogue import indicators
from geodata.orders.model import Subject


def incident_row(connection: Connection, city: City, incident_id: str) -> dict[str, Any] | None:
    """The incident's row as it stands, found by its own id or by that of any of its reports; None when there is none."""
    own = select(incident).where(incident.c.city == city.id)
    row = connection.execute(own.where(incident.c.id == incident_id)).mappings().first()
    if row is None:
        of_report = select(incident_report.c.incident).where(incident_report.c.city == city.id, incident_report.c.id == incident_id)
        row = connection.execute(own.where(incident.c.id.in_(of_report))).mappings().first()
    return dict(row) if row else None


def about(connection: Connection, city: City, subject: Subject) -> dict[str, Any]:
    """{"title": {ko, en} | None, "place": text | None, "areas": [{ko, en}, …] wide to narrow, "link": query of the map,
    "demo": whether the incident is a demonstration}. An incident
    that is no longer kept has no title."""
    if subject.kind == "incident":
        row = incident_row(connection, city, subject.id)
        if row is None:
            return {"title": None, "place": None, "areas": [], "link": ""}
        topic, _, feature = row["id"].partition(":")
        names = [row["district"], row["neighbourhood"]]
        return {
            "title": row["title"],
            "place": row["place"],
            "areas": _names(city, names),
            "link": _query(feature=f"{topic}:{feature}"),
            "demo": bool(row["demo"]),
        }
    area = subject.id if subject.kind == "area" else subject.area
    district = city.district_of(area) if area else None
    wide = [district.id if district and district.id != area else None, area]
    names_of = _names(city, wide)
    if subject.kind == "area":
        return {"title": names_of[-1] if names_of else None, "place": None, "areas": names_of[:-1], "link": _query(area=area)}
    declared = indicators().get(subject.id)
    title = {"ko": declared.name.ko, "en": declared.name.en} if declared else None
    return {"title": title, "place": None, "areas": names_of, "link": _query(ind=subject.id, area=area)}


def _names(city: City, ids: list[str | None]) -> list[dict[str, str]]:
    return [{"ko": city.areas[i].name.ko, "en": city.areas[i].name.en} for i in ids if i and i in city.areas]


def _query(**fields: str | None) -> str:
    return urlencode({name: value for name, value in fields.items() if value})

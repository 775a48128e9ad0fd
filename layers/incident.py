"""Words of an incident: kind, state, severity, where, since when, distances and winds, and its row in a list. Pure."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from geodata.city import City
from geodata.freshness import together
from layers import numbers
from layers.catalogue import by_topic
from layers.figures import place_name
from layers.strings import catalogue, say

WINDS = ("n", "ne", "e", "se", "s", "sw", "w", "nw")

Incident = Mapping[str, Any]


def moment(text: object) -> datetime | None:
    """A stored UTC time as a datetime; None for None and for what is no time with a zone."""
    try:
        at = datetime.fromisoformat(str(text))
    except ValueError:
        return None
    return at if at.tzinfo else None


def topic_of(incident: Incident) -> str:
    """The topic of the first report: the id is "TOPIC:FEATURE"."""
    return str(incident["id"]).partition(":")[0]


def kind_text(incident: Incident, lang: str) -> str:
    """The kind in words; one that has no word stays as it is."""
    return _word("room.kind", incident.get("kind"), lang)


def status_text(incident: Incident, lang: str) -> str:
    """The status in words."""
    return _word("room.status", incident.get("status"), lang)


def severity_text(incident: Incident, lang: str) -> str:
    """The severity (1 to 4) in words."""
    return _word("room.severity", incident.get("severity"), lang)


def _word(prefix: str, value: object, lang: str) -> str:
    key = f"{prefix}.{value}"
    return say(key, lang) if key in catalogue()["ko"] else str(value)


def subkind_text(incident: Incident, lang: str) -> str | None:
    """The provider's finer kind, as the layer of the topic calls it; None when there is none, or it says no more than the kind."""
    subkind = incident.get("subkind")
    if not subkind or subkind == incident.get("kind"):
        return None
    layer = by_topic(topic_of(incident))
    named = next((kind.name.get(lang) for kind in layer.kinds if kind.value == subkind), None) if layer else None
    return named or str(subkind)


def title(incident: Incident, lang: str) -> str:
    """The title in the reader's language, else in the other, else the kind."""
    given = incident.get("title") or {}
    return str(given.get(lang) or given.get("ko") or given.get("en") or kind_text(incident, lang))


def place(incident: Incident, city: City) -> str:
    """The provider's own words for where, "" when it gave none or only names the area once more."""
    known = [city.areas[i].name for i in (incident.get("neighbourhood"), incident.get("district")) if i in city.areas]
    told = str(incident.get("place") or "")
    return "" if any(told in (name.ko, name.en) for name in known) else told


def where(incident: Incident, city: City, lang: str) -> str:
    """Neighbourhood and district from the outlines, then the provider's own words for the place where it gave some."""
    area = incident.get("neighbourhood") or incident.get("district")
    said = [place_name(city, area, lang) if area in city.areas else say("workspace.nowhere", lang), place(incident, city)]
    return " · ".join(part for part in dict.fromkeys(said) if part)


def row(incident: Incident, city: City, lang: str) -> dict[str, Any]:
    """One row of a list, ready to be read: id, topic, kind, kind_text, subkind_text, severity, severity_text, status, status_text,
    title, where, district, neighbourhood, lon, lat, reported_at, closed_at, demo, reports, withheld (ids of rules)."""
    plain = ("id", "kind", "severity", "status", "district", "neighbourhood", "lon", "lat", "reported_at", "closed_at", "demo", "reports")
    return {name: incident.get(name) for name in plain} | {
        "topic": topic_of(incident),
        "kind_text": kind_text(incident, lang),
        "subkind_text": subkind_text(incident, lang),
        "severity_text": severity_text(incident, lang),
        "status_text": status_text(incident, lang),
        "title": title(incident, lang),
        "where": where(incident, city, lang),
        "withheld": list(incident.get("withheld") or ()),
    }


def clock(at: datetime, zone: str, lang: str, now: datetime) -> str:
    """A moment to the second in the city's zone, 24 h: ``14:05:32``; on another day than ``now``'s with the day before it."""
    here = at.astimezone(ZoneInfo(zone))
    told = f"{here:%H:%M:%S}"
    if here.date() == now.astimezone(ZoneInfo(zone)).date():
        return told
    day = numbers.time(at, zone, lang)
    return f"{day.rsplit(' ', 2)[0].rstrip(',')}, {told}" if lang == "en" else f"{day.rsplit(' ', 1)[0]} {told}"


def straight(distance_m: float, lang: str) -> str:
    """A straight-line distance, said to be one: ``직선거리 1.2 km``."""
    return say("workspace.straight", lang, distance=numbers.distance(distance_m, lang))


def bearing(degrees: float | None, distance_m: float, lang: str) -> str:
    """Where something lies, seen from the incident, in one of eight winds: ``북동쪽`` / ``NE``; "here" within five metres."""
    if degrees is None:
        return ""
    if distance_m < 5:
        return say("workspace.here", lang)
    return say(f"workspace.wind.{WINDS[round(degrees / 45) % 8]}", lang)


def how_fresh(state: str, observed_at: str | None, now: datetime, lang: str) -> str:
    """A freshness in words: the state, and how old (``시연 · 3분 전``) or of which day (``2022. 7. 7. 기준``). An old list is told by
    its date alone: nobody promised a newer one."""
    if observed_at and "T" not in observed_at:
        day = say("card.as_of", lang, period=numbers.period(observed_at, lang))
        return day if state in ("fresh", "stale") else f"{say(f'freshness.{state}', lang)} · {day}"
    at = moment(observed_at)
    if at is None:
        return say("workspace.undated" if state == "stale" else f"freshness.{state}", lang)
    return f"{say(f'freshness.{state}', lang)} · {numbers.age((now - at).total_seconds(), lang)}"


def freshness(found: Mapping[str, Any], now: datetime, lang: str) -> dict[str, Any]:
    """{"state", "observed_at", "text"} of {"state", "observed_at"}."""
    state, observed_at = found["state"], found["observed_at"]
    return {"state": state, "observed_at": observed_at, "text": how_fresh(state, observed_at, now, lang)}


def composite(parts: Iterable[Mapping[str, Any]], now: datetime, lang: str) -> dict[str, Any]:
    """{"state", "observed_at", "text"} of what is shown together: the worst state, the oldest moment, and words that do not put one
    old list on everything ("partly old · oldest part as of …")."""
    given = [part for part in parts if part]
    found = together(given)
    if len({(part["state"], part["observed_at"]) for part in given}) < 2:
        return freshness(found, now, lang)
    state, oldest = found["state"], found["observed_at"]
    text = say(f"workspace.worst.{state}", lang)
    if oldest:
        at = moment(oldest) if "T" in oldest else None
        told = numbers.age((now - at).total_seconds(), lang) if at else numbers.period(oldest, lang)
        text += " · " + say("workspace.oldest", lang, told=told)
    return {"state": state, "observed_at": oldest, "text": text}

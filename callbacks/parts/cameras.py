"""Part: the nearest cameras, what is measured of each, and on what ground this person may watch. Never an address."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callbacks.desk import Desk, Part
from geodata.access.person import Person
from geodata.context import Context
from geodata.freshness import part, together
from geodata.incidents.surroundings import nearest_of
from geodata.office import load_office
from geodata.places.read import active, detail
from geodata.video import status
from geodata.video.cameras import SAFETY, TOPICS, pictured
from geodata.video.grants import NEAR_M
from geodata.video.grounds import Ground, open_to
from geodata.video.status import Status
from layers import incident as words
from layers import numbers
from layers.catalogue import by_topic
from layers.strings import say

NEAREST = 8
LOOKED_THROUGH = 40  # nearest of a topic among which cameras with a picture are looked for
MORE = 4  # of them that are listed though eight others are nearer


def build(desk: Desk) -> dict[str, Any]:
    """``cameras``: the eight nearest of both topics; ``more``: the next ones this person may watch, when few of the eight are;
    ``grounds``: the purposes to choose from; ``incident``: the id to state. A camera: topic, topic_text, id, name, distance_m,
    distance_text, bearing_deg, bearing_text, lon, lat, demo, status {state, frozen, text, since, measured_at}, watch (ids of
    grounds, empty: none), why (a sentence when it cannot be watched)."""
    lon, lat, lang = desk.incident["lon"], desk.incident["lat"], desk.lang
    title = say("video.title", lang)
    if lon is None or lat is None:
        return {"title": title, "empty": say("workspace.no_position", lang), "cameras": [], "more": [], "grounds": [], "notes": []}
    engine, city = desk.context.engine, desk.city
    found = nearest_of(engine, city, dict.fromkeys(TOPICS, LOOKED_THROUGH), lon, lat)
    near = sorted((one | {"topic": topic} for topic in TOPICS for one in found[topic]), key=lambda one: (one["distance_m"], one["id"]))
    grounds = {topic: open_to(load_office(desk.context.settings), desk.person, topic) for topic in TOPICS}
    pictures = {topic: pictured(engine, city, topic, [one["id"] for one in found[topic]]) for topic in TOPICS}
    may = [one for one in near[NEAREST:] if grounds[one["topic"]] and one["id"] in pictures[one["topic"]] and one["distance_m"] <= NEAR_M]
    measured = {topic: status.read(engine, city, topic, [one["id"] for one in near if one["topic"] == topic], desk.now) for topic in TOPICS}
    rows = [
        _row(desk, one, pictures[one["topic"]].get(one["id"]), grounds, measured[one["topic"]][one["id"]])
        for one in [*near[:NEAREST], *may]
    ]
    watchable = sum(bool(row["watch"]) for row in rows[:NEAREST])
    sets = [active(engine, city, topic) for topic in TOPICS]
    states = [part(one.freshness(desk.now.date()), one.as_of) for one in sets if one]
    return {
        "title": title,
        "empty": None if rows else say("workspace.no_places", lang),
        "cameras": rows[:NEAREST],
        "more": rows[NEAREST : NEAREST + MORE] if watchable < MORE else [],
        "grounds": [ground_told(ground, lang) for ground in dict.fromkeys(g for topic in TOPICS for g in grounds[topic])],
        "incident": desk.incident["id"],
        "notes": [say("video.past", lang)] if desk.past else [],
        "freshness": words.freshness(together(states), desk.now, lang) if states else None,
    }


def _row(desk: Desk, one: dict[str, Any], kind: str | None, grounds: Mapping[str, list[Ground]], found: Status) -> dict[str, Any]:
    lang, layer, lawful = desk.lang, by_topic(one["topic"]), grounds[one["topic"]]
    return {
        "topic": one["topic"],
        "topic_text": layer.title.get(lang) if layer else one["topic"],
        "id": one["id"],
        "name": _name(one, lang),
        "distance_m": one["distance_m"],
        "distance_text": words.straight(one["distance_m"], lang),
        "bearing_deg": one["bearing_deg"],
        "bearing_text": words.bearing(one["bearing_deg"], one["distance_m"], lang),
        "lon": one["lon"],
        "lat": one["lat"],
        "demo": kind == "demo",
        "status": status_told(found, kind, desk.city.timezone, lang, desk.now),
        "watch": [ground.id for ground in lawful] if kind else [],
        "why": why_not(one["topic"], kind, lawful, lang),
    }


def _name(one: dict[str, Any], lang: str) -> str:
    """The camera's name in the language, where its set has it."""
    return ((one["props"] or {}).get("name_en") if lang == "en" else None) or one["name"] or one["id"]


def ground_told(ground: Ground, lang: str) -> dict[str, Any]:
    """A purpose to choose: id, name, law, needs_incident, topics."""
    return {
        "id": ground.id,
        "name": ground.name.get(lang),
        "law": ground.law.get(lang),
        "needs_incident": ground.needs_incident,
        "topics": list(ground.topics),
    }


def why_not(topic: str, kind: str | None, lawful: list[Ground], lang: str) -> str | None:
    """Why a camera cannot be watched by this person; None when it can."""
    if kind is None:
        return say("video.why.no_picture", lang)
    if lawful:
        return None
    return say("video.why.safety" if topic == SAFETY else "video.why.role", lang)


def status_told(found: Status, kind: str | None, zone: str, lang: str, now: datetime) -> dict[str, Any]:
    """The measured state and its words; "none" for a camera without a picture, "demo" for a demonstration."""
    if kind is None:
        return {"state": "none", "frozen": False, "text": say("video.state.none", lang), "since": None, "measured_at": None}
    told = found.as_dict()
    if kind == "demo":
        return told | {"state": "demo", "frozen": False, "text": say("video.state.demo", lang)}
    seen = numbers.age((now - found.measured_at).total_seconds(), lang) if found.measured_at else ""
    since = words.clock(found.since, zone, lang, now) if found.since else ""
    if found.state == "unknown":
        text = say("video.state.unmeasured", lang) if found.measured_at is None else say("video.state.unknown", lang, age=seen)
    elif found.frozen:
        text = say("video.state.frozen", lang, time=since)
    elif found.state == "still":
        text = say("video.state.still", lang, time=since)
    else:
        text = say(f"video.state.{found.state}", lang, age=seen)
    return told | {"text": text}


def described(context: Context, person: Person, topic: str, fid: str, incident: str | None, lang: str, now: datetime) -> dict[str, Any]:
    """One camera for its card on the map: name, watch, why, status, grounds, freshness. ``known``: whether there is such a camera."""
    engine, city = context.engine, context.city
    place = detail(engine, city, topic, fid) if topic in TOPICS else None
    if place is None:
        return {"known": False, "watch": [], "why": say("video.why.no_picture", lang), "grounds": [], "incident": incident}
    kind = pictured(engine, city, topic, [fid]).get(fid)
    lawful = open_to(load_office(context.settings), person, topic)
    dataset = active(engine, city, topic)
    return {
        "known": True,
        "topic": topic,
        "id": fid,
        "name": _name(place, lang),
        "demo": kind == "demo",
        "watch": [ground.id for ground in lawful] if kind else [],
        "why": why_not(topic, kind, lawful, lang),
        "status": status_told(status.read(engine, city, topic, [fid], now)[fid], kind, city.timezone, lang, now),
        "grounds": [ground_told(ground, lang) for ground in lawful],
        "incident": incident,
        "freshness": part(dataset.freshness(now.date()), dataset.as_of) if dataset else part("missing", None),
    }


PART = Part(id="cameras", build=build, order=20)

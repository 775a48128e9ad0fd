"""Part: the nearest fire stations, police and emergency rooms, in a straight line, each list with its own as-of date."""

from collections.abc import Mapping
from typing import Any

from callbacks.desk import Desk, Part
from geodata.freshness import part
from geodata.incidents.surroundings import nearest_of
from geodata.places.read import DatasetRow, active
from layers import incident as words
from layers import numbers
from layers.catalogue import by_topic
from layers.feature import feature_card
from layers.strings import say

TOPICS = ("fire_stations", "police", "emergency_hospitals")
EACH = 3
PHONES = ("er_phone", "phone")  # the emergency room's own number first
CAPACITIES = ("beds_free", "beds", "capacity")


def build(desk: Desk) -> dict[str, Any]:
    """``groups``: one a topic, {topic, title, as_of_text, freshness, places, empty}; a place: id, topic, name, kind_text, distance_m,
    distance_text, bearing_deg, bearing_text, phone, fields, notes, lon, lat. ``empty``: a sentence when there is nothing to list."""
    lon, lat, lang = desk.incident["lon"], desk.incident["lat"], desk.lang
    title = say("workspace.nearest", lang)
    if lon is None or lat is None:
        return {"title": title, "empty": say("workspace.no_position", lang), "groups": []}
    found = nearest_of(desk.context.engine, desk.city, dict.fromkeys(TOPICS, EACH), lon, lat)
    groups = [_group(desk, topic, found[topic]) for topic in TOPICS]
    notes = [say("workspace.straight.note", lang)]
    if desk.past:
        notes.append(say("workspace.past.places", lang))
    return {
        "title": title,
        "groups": groups,
        "notes": notes,
        "freshness": words.composite([group["freshness"] for group in groups], desk.now, lang),
    }


def _group(desk: Desk, topic: str, places: list[dict[str, Any]]) -> dict[str, Any]:
    lang, layer = desk.lang, by_topic(topic)
    dataset = active(desk.context.engine, desk.city, topic)
    told = freshness_of(dataset, desk)
    return {
        "topic": topic,
        "title": layer.title.get(lang) if layer else topic,
        "places": [_place(desk, topic, place) for place in places],
        "empty": None if places else say("workspace.no_places", lang),
        "as_of_text": told["text"],
        "source": _source(dataset, lang),
        "freshness": told,
    }


def freshness_of(dataset: DatasetRow | None, desk: Desk) -> dict[str, Any]:
    """Freshness of a stored set in words; missing when there is none."""
    found = part(dataset.freshness(desk.now.date()), dataset.as_of) if dataset else part("missing", None)
    return words.freshness(found, desk.now, desk.lang)


def _source(dataset: DatasetRow | None, lang: str) -> str | None:
    given = dataset.source.get("provider") or dataset.source.get("title") if dataset else None
    return given.get(lang) or given.get("ko") if isinstance(given, Mapping) else None


def _place(desk: Desk, topic: str, place: dict[str, Any]) -> dict[str, Any]:
    lang, layer, props = desk.lang, by_topic(topic), place["props"] or {}
    card = feature_card(layer, place, desk.city, lang, now=desk.now) if layer else None
    phone = next((key for key in PHONES if props.get(key)), None)
    fields = [field for field in card["fields"] if field["key"] not in ("kind", phone, "position_precision_m")] if card else []
    fields += [
        {"key": key, "label": say(f"workspace.{key}", lang), "text": numbers.full(props[key], 0, lang)}
        for key in CAPACITIES
        if isinstance(props.get(key), int | float) and not any(field["key"] == key for field in fields)
    ]
    as_of = words.moment(props.get("observed_at"))
    return {
        "id": place["id"],
        "topic": topic,
        "name": card["title"] if card else place["name"],
        "kind_text": card["kind_text"] if card else place["kind"],
        "distance_m": place["distance_m"],
        "distance_text": words.straight(place["distance_m"], lang),
        "bearing_deg": place["bearing_deg"],
        "bearing_text": words.bearing(place["bearing_deg"], place["distance_m"], lang),
        "phone": props[phone] if phone else None,
        "fields": [{"label": field["label"], "text": field["text"]} for field in fields],
        "notes": card["notes"] if card else [],
        "as_of_text": numbers.time(as_of, desk.city.timezone, lang) if as_of else None,
        "lon": place["lon"],
        "lat": place["lat"],
    }


PART = Part(id="nearest", build=build, order=30)

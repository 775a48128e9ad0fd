"""Part: what else is within the circle: other open incidents, complaints, and how many cameras. Everything is measured where this
person may see it, so that a distance does not give a withheld position away."""

from collections import Counter
from functools import partial
from typing import Any

from callbacks.desk import Desk, Part
from callbacks.parts.nearest import freshness_of
from geodata.access.withheld import redact
from geodata.feeds.read import by_topic as feeds_by_topic
from geodata.freshness import together
from geodata.incidents.model import TOPICS
from geodata.incidents.surroundings import features_within, incidents_within, number_within
from geodata.places.read import active
from layers import incident as words
from layers import numbers
from layers.catalogue import by_topic
from layers.feature import feature_card
from layers.strings import say

LISTED = 12  # the rest is counted, and on the map
CAMERAS = ("cctv", "traffic_cctv")
Lists = dict[str, Any]


def build(desk: Desk) -> dict[str, Any]:
    """``incidents`` and ``complaints``: {title, total, counts [{kind, label, n}], rows (nearest first, at most 12), more, more_text,
    empty}; ``cameras``: {title, n, text, counts}. Distances in metres; ``total`` counts all, listed or not; None: nobody knows. A
    row's ``topic`` and ``id`` open it."""
    lang, title = desk.lang, say("workspace.around", desk.lang)
    if desk.incident["lon"] is None or desk.incident["lat"] is None:
        return {"title": title, "radius_m": desk.radius_m, "empty": say("workspace.no_position", lang)}
    incidents, complaints, cameras = _incidents(desk), _complaints(desk), _cameras(desk)
    told = [part.pop("told") for part in (incidents, complaints, cameras)]
    return {
        "title": title,
        "radius_m": desk.radius_m,
        "radius_text": say("workspace.radius", lang, distance=numbers.distance(desk.radius_m, lang)),
        "empty": None,
        "incidents": incidents,
        "complaints": complaints,
        "cameras": cameras,
        "notes": [say("workspace.past.places", lang)] if desk.past else [],
        "freshness": words.composite(told, desk.now, lang),
    }


def _seen(desk: Desk, topic: str) -> Any:
    """What this person may see of a feature; None for who sees everything: the database then measures by itself."""
    return None if desk.person.sees_withheld else partial(_redacted, topic, desk)


def _redacted(topic: str, desk: Desk, feature: dict[str, Any]) -> dict[str, Any]:
    return redact(topic, feature, desk.person, desk.city)


def _incidents(desk: Desk) -> Lists:
    lon, lat, at = desk.incident["lon"], desk.incident["lat"], desk.now if desk.past else None
    near = incidents_within(desk.context.engine, desk.city, lon, lat, desk.radius_m, at=at, seen=_seen(desk, "incidents"))
    others = [one for one in near if one["id"] != desk.incident["id"]]
    if desk.past:
        told = {"state": "demo" if desk.incident["demo"] else "fresh", "observed_at": desk.now.isoformat(timespec="seconds")}
    else:
        feeds = feeds_by_topic(desk.context.engine, desk.city, desk.now)
        told = together(feed for topic, feed in feeds.items() if topic in TOPICS)
    counts = [(kind, words.kind_text({"kind": kind}, desk.lang), n) for kind, n in Counter(one["kind"] for one in others).most_common()]
    rows = [_incident_row(desk, one) for one in others[:LISTED]]
    return _listed(desk, "incidents", len(others), counts, rows) | {"told": told}


def _incident_row(desk: Desk, incident: dict[str, Any]) -> dict[str, Any]:
    reported = words.moment(incident["reported_at"])
    return {
        "topic": words.topic_of(incident),
        "id": incident["id"].partition(":")[2],
        "kind": incident["kind"],
        "kind_text": words.kind_text(incident, desk.lang),
        "title": words.title(incident, desk.lang),
        "severity": incident["severity"],
        "severity_text": words.severity_text(incident, desk.lang),
        "status_text": words.status_text(incident, desk.lang),
        "age_text": numbers.age((desk.now - reported).total_seconds(), desk.lang) if reported else None,
        **_placed(desk, incident),
    }


def _placed(desk: Desk, feature: dict[str, Any]) -> dict[str, Any]:
    distance_m = feature["distance_m"]
    return {
        "demo": bool(feature["demo"]),
        "distance_m": distance_m,
        "distance_text": numbers.distance(distance_m, desk.lang),
        "bearing_text": words.bearing(feature["bearing_deg"], distance_m, desk.lang),
        **({"withheld": feature["withheld"]} if feature.get("withheld") else {}),
    }


def _complaints(desk: Desk) -> Lists:
    if desk.past:
        missing = {"state": "missing", "observed_at": None}
        return _listed(desk, "complaints", None, [], []) | {"empty": say("workspace.past.none", desk.lang), "told": missing}
    told = feeds_by_topic(desk.context.engine, desk.city, desk.now).get("complaints", {"state": "missing", "observed_at": None})
    lon, lat = desk.incident["lon"], desk.incident["lat"]
    near = features_within(desk.context.engine, desk.city, "complaints", lon, lat, desk.radius_m, seen=_seen(desk, "complaints"))
    layer = by_topic("complaints")
    names = {kind.value: kind.name.get(desk.lang) for kind in layer.kinds} if layer else {}
    counts = [(kind, names.get(kind, kind or ""), n) for kind, n in Counter(one["kind"] for one in near).most_common()]
    rows = [_complaint_row(desk, one) for one in near[:LISTED]]
    found = _listed(desk, "complaints", len(near), counts, rows)
    if told["state"] == "missing":  # nobody tells of complaints: none in the circle would be a claim
        found |= {"total": None, "empty": say("workspace.no_feed", desk.lang)}
    return found | {"told": told}


def _complaint_row(desk: Desk, feature: dict[str, Any]) -> dict[str, Any]:
    layer = by_topic("complaints")
    card = feature_card(layer, feature, desk.city, desk.lang, now=desk.now) if layer else None
    return {
        "id": feature["id"],
        "topic": "complaints",
        "kind": feature["kind"],
        "kind_text": card["kind_text"] if card else feature["kind"],
        "title": card["title"] if card else feature["name"],
        "age_text": card["age"] if card else None,
        **_placed(desk, feature),
    }


def _listed(desk: Desk, name: str, total: int | None, counts: list[tuple[Any, str, int]], rows: list[dict[str, Any]]) -> Lists:
    more = (total or 0) - len(rows)
    return {
        "title": say(f"workspace.around.{name}", desk.lang),
        "total": total,
        "counts": [{"kind": kind, "label": label, "n": n} for kind, label, n in counts],
        "rows": rows,
        "more": more,
        "more_text": say("workspace.more", desk.lang, n=more) if more else None,
        "empty": say(f"workspace.around.{name}.none", desk.lang) if total == 0 else None,
    }


def _cameras(desk: Desk) -> Lists:
    """Only how many: the nearest stand in the part of cameras."""
    lon, lat, lang = desk.incident["lon"], desk.incident["lat"], desk.lang
    found = number_within(desk.context.engine, desk.city, CAMERAS, lon, lat, desk.radius_m)
    known = {topic: n for topic, n in found.items() if n is not None}
    sets = [active(desk.context.engine, desk.city, topic) for topic in known]
    n = sum(known.values()) if known else None
    layers = {topic: by_topic(topic) for topic in known}
    counts = [{"kind": topic, "label": layer.title.get(lang) if layer else topic, "n": known[topic]} for topic, layer in layers.items()]
    told = together([freshness_of(dataset, desk) for dataset in sets] or [{"state": "missing", "observed_at": None}])
    if n is None:
        text = say("workspace.no_places", lang)
    else:
        text = say("workspace.cameras", lang, n=numbers.full(n, 0, lang)) if n else say("workspace.around.cameras.none", lang)
    return {"title": say("workspace.around.cameras", lang), "n": n, "text": text, "counts": counts, "told": told}


PART = Part(id="around", build=build, order=40)

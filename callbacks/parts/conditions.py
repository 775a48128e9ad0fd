"""Part: weather and air of the incident's district now. A station that is down is missing, never clean."""

from datetime import datetime
from typing import Any

from callbacks.desk import Desk, Part
from geodata.feeds import read as feeds
from geodata.freshness import ORDER
from layers import incident as words
from layers.catalogue import by_topic
from layers.feature import feature_card
from layers.strings import say

TOPICS = ("weather", "air")
VALUES = ("observed_at",)  # lines of the card that are no measurement


def build(desk: Desk) -> dict[str, Any]:
    """``readings``: {topic, title, kind_text, fields, observed_at, empty, freshness}, one a topic."""
    lang, title = desk.lang, say("workspace.conditions", desk.lang)
    if desk.past:
        missing = words.freshness({"state": "missing", "observed_at": None}, desk.now, lang)
        return {"title": title, "readings": [], "empty": say("workspace.past.none", lang), "freshness": missing}
    known = feeds.by_topic(desk.context.engine, desk.city, desk.now)
    readings = [_reading(desk, topic, known.get(topic)) for topic in TOPICS]
    composed = words.composite((reading["freshness"] for reading in readings), desk.now, lang)
    return {"title": title, "readings": readings, "empty": None, "freshness": composed}


def _reading(desk: Desk, topic: str, feed: dict[str, Any] | None) -> dict[str, Any]:
    lang, layer = desk.lang, by_topic(topic)
    found = {
        "topic": topic,
        "title": layer.title.get(lang) if layer else say(f"workspace.{topic}", lang),
        "kind_text": None,
        "fields": [],
        "observed_at": None,
        "empty": say("workspace.no_reading", lang),
        "freshness": words.freshness({"state": "missing", "observed_at": None}, desk.now, lang),
    }
    here = _here(desk, topic) if feed and layer else None
    if here is None or feed is None or layer is None:
        return found
    observed_at = here.get("observed_at") or feed["observed_at"]
    measured = [field.key for field in layer.card if field.key not in ("kind", *VALUES)]
    if here.get("kind") is None and all(_unknown(here["props"].get(key)) for key in measured):
        return found | {"observed_at": observed_at, "empty": say("workspace.station_down", lang)}
    card = feature_card(layer, here, desk.city, lang, now=desk.now)
    state = _own_state(topic, here, feed, observed_at, desk.now)
    return found | {
        "kind_text": card["kind_text"],
        "fields": [{"label": f["label"], "text": f["text"]} for f in card["fields"] if f["key"] not in ("kind", *VALUES)],
        "observed_at": observed_at,
        "empty": None,
        "freshness": words.freshness({"state": state, "observed_at": observed_at}, desk.now, lang),
    }


def _unknown(value: object) -> bool:
    return value is None or value == ""


def _here(desk: Desk, topic: str) -> dict[str, Any] | None:
    """The newest reading of the incident's neighbourhood, else of its district."""
    incident = desk.incident
    areas = [area for area in (incident.get("neighbourhood"), incident.get("district")) if area]
    there = sorted(feeds.features(desk.context.engine, desk.city, topic), key=lambda f: f["observed_at"] or "", reverse=True)
    for area in areas:
        for feature in there:
            if area in (feature["neighbourhood"], feature["district"]):
                return feature
    return None


def _own_state(topic: str, here: dict[str, Any], feed: dict[str, Any], observed_at: str | None, now: datetime) -> str:
    """The worse of the feed's state and this reading's own: one station may have stopped while the feed goes on."""
    from geodata.feeds.choice import connectors
    from geodata.source import freshness

    limits = [c.stale_after_s for c in connectors().values() if c.topic == topic and c.demo == here["demo"]]
    own = freshness(words.moment(observed_at), max(limits, default=0.0), now=now, demo=here["demo"])
    return min(own, feed["state"], key=ORDER.index)


PART = Part(id="conditions", build=build, order=50)

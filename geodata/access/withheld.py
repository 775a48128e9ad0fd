"""What leaves the house, less what a written rule withholds from who asks (the rules: ``geodata.access.rules``).

An exact position becomes the middle of its neighbourhood (of its district when that is all that is known, else of a cell of
0.01 degrees, about a kilometre). Nothing is changed in place; what was changed says by which rules: ``"withheld": ["medical"]``.
"""

from math import floor
from typing import Any

from geodata.access.person import PUBLIC, Person
from geodata.access.rules import RULES, Rule
from geodata.city import Area, City

__all__ = ["PUBLIC", "RULES", "Rule", "hides", "reasons", "redact", "redact_event", "rules", "rules_for", "serve"]

CELL_DEG = 0.01
_TITLES = ("title_ko", "title_en")

# Areas of the cities this process serves, so that redact needs no city from callers that have none (the live stream's reader).
_areas: dict[str, Area] = {}


def serve(city: City) -> None:
    """Make the areas of ``city`` known to ``redact``; called once when the application starts, again for another city."""
    _areas.update(city.areas)


def rules() -> list[dict[str, Any]]:
    """The rules as plain JSON: id, what, reason, law ({"ko", "en"}), topics, kinds, fields, whole."""
    return [rule.as_dict() for rule in RULES]


def rules_for(topic: str, kind: str | None, person: Person) -> tuple[Rule, ...]:
    """The rules that withhold something of such a feature from ``person``."""
    return tuple(r for r in RULES if topic in r.topics and not person.may(r.right) and (not r.kinds or kind in r.kinds))


def hides(topic: str, person: Person) -> bool:
    """Whether nothing at all of ``topic`` is shown to ``person`` (orders, rooms, audit …)."""
    return any(rule.whole for rule in rules_for(topic, None, person))


def reasons(feature: dict[str, Any], lang: str) -> list[dict[str, str]]:
    """Why something of a redacted feature is missing, in words: [{"rule", "what", "reason", "law"}]."""
    told = [r for r in RULES if r.id in feature.get("withheld", ())]
    return [{"rule": r.id, "what": r.what.get(lang), "reason": r.reason.get(lang), "law": r.law.get(lang)} for r in told]


def redact(topic: str, feature: dict[str, Any], person: Person, city: City | None = None) -> dict[str, Any]:
    """``feature`` as ``person`` may see it: the same object when no rule applies, else a changed copy with ``withheld``.

    ``topic``: of the feature, or "incidents" (an incident), "evidence" (a report: its ``body`` is redacted), "contacts" (a contact
    as a dict), or one that is withheld as a whole: then only ``id`` and ``withheld`` are left. ``city``: whose areas give the
    centres; default those of ``serve``.
    """
    if topic == "evidence" and isinstance(feature.get("body"), dict):
        return _evidence(feature, person, city)
    if topic == "contacts" and feature.get("public"):
        return feature
    found = rules_for(topic, feature.get("kind"), person)
    for rule in found:
        feature = _apply(rule, feature, city)
    return feature


def _evidence(report: dict[str, Any], person: Person, city: City | None) -> dict[str, Any]:
    topic = str(report.get("id", "")).partition(":")[0]
    body = redact(topic, report["body"], person, city)
    if body is report["body"] and (found := rules_for("evidence", body.get("kind"), person)):
        body = _apply(found[0], body, city)
    return report if body is report["body"] else {**report, "body": body, "withheld": body["withheld"]}


def _apply(rule: Rule, feature: dict[str, Any], city: City | None) -> dict[str, Any]:
    marked = [*feature.get("withheld", ()), *([] if rule.id in feature.get("withheld", ()) else [rule.id])]
    if rule.whole:
        return {"id": feature.get("id"), "withheld": marked}
    changed = {key: None if key in rule.fields and key not in ("lon", "lat", "props", "title") else kept for key, kept in feature.items()}
    if "lon" in rule.fields and feature.get("lon") is not None:
        changed["lon"], changed["lat"] = _coarse(feature, city)
    if rule.title and "title" in feature:
        changed["title"] = {"ko": rule.title.ko, "en": rule.title.en}
    if rule.title and feature.get("name") is not None:
        changed["name"] = rule.title.ko
    if isinstance(feature.get("props"), dict):
        changed["props"] = _props(rule, feature["props"])
    return changed | {"withheld": marked}


def _props(rule: Rule, props: dict[str, Any]) -> dict[str, Any]:
    kept = {key: told for key, told in props.items() if (key not in rule.fields if rule.keeps is None else key in rule.keeps)}
    if rule.title:
        kept |= dict(zip(_TITLES, (rule.title.ko, rule.title.en), strict=True))
    if "lon" in rule.fields:  # a fingerprint of place and time would give both back, and so would a provider's own coordinates
        kept = {key: told for key, told in kept.items() if key not in ("same_as", "lon", "lat", "x", "y")}
    return kept


def _coarse(feature: dict[str, Any], city: City | None) -> tuple[float, float]:
    areas = city.areas if city else _areas
    for level in ("neighbourhood", "district"):
        area = areas.get(feature.get(level) or "")
        if area:
            return area.lon, area.lat
    return tuple(round((floor(feature[axis] / CELL_DEG) + 0.5) * CELL_DEG, 6) for axis in ("lon", "lat"))  # type: ignore[return-value]


def redact_event(event: dict[str, Any], person: Person, city: City | None = None) -> dict[str, Any] | None:
    """One event of the table ``event`` as ``person`` may see it; the same object when nothing is withheld, None when all is."""
    topic, body = event["topic"], event["body"]
    if hides(topic, person):
        return None
    for name in ("features", "incidents"):
        told = body.get(name)
        if not isinstance(told, list):
            continue
        shown = [redact("incidents" if name == "incidents" else topic, one, person, city) for one in told]
        if any(after is not before for after, before in zip(shown, told, strict=True)):
            body = {**body, name: shown}
    return event if body is event["body"] else {**event, "body": body}

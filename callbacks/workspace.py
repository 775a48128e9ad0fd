"""The incident workspace: everything about one incident in one answer, and the list of incidents. Plain JSON; no HTTP here.

A part that fails is logged and answered as a sentence; the others stand. What a written rule withholds from the person is
withheld before any part is built, so distances are measured from what the person may see.
"""

import logging
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from callbacks.desk import Desk, Part, parts
from callbacks.parts.evidence import flags
from geodata.access.person import PUBLIC, Person
from geodata.access.withheld import reasons, redact
from geodata.context import Context
from layers import incident as words
from layers import numbers
from layers.strings import say

log = logging.getLogger(__name__)

RADIUS_M = 500


def workspace(
    context: Context,
    incident_id: str,
    *,
    lang: str = "ko",
    person: Person = PUBLIC,
    radius_m: int = RADIUS_M,
    at: datetime | None = None,
    now: datetime | None = None,
) -> dict[str, Any] | None:
    """The workspace of the incident that ``incident_id`` (of any of its reports) belongs to, as ``person`` may see it; None when
    there is none, or none yet at ``at``. ``at``: a past moment (UTC), None: live. ``radius_m``: of the circle. The answer's fields
    are those of docs/situation-room.md."""
    from geodata.incidents import read

    present = now or datetime.now(UTC)
    told = read.incident(context.engine, context.city, incident_id, at)
    if told is None:
        return None
    incident = redact("incidents", told, person, context.city)
    desk = Desk(context, context.city, incident, lang, person, radius_m, at is not None, at or present)
    built = {part.id: found for part in parts() if (found := _built(part, desk)) is not None}
    fresh = words.composite((part["freshness"] for part in built.values() if part.get("freshness")), desk.now, lang)
    return {
        "incident": incident,
        "title": words.title(incident, lang),
        "where": words.where(incident, context.city, lang),
        "kind_text": words.kind_text(incident, lang),
        "severity": incident["severity"],
        "severity_text": words.severity_text(incident, lang),
        "status": incident["status"],
        "status_text": words.status_text(incident, lang),
        "opened_at": incident["reported_at"],
        "closed_at": incident["closed_at"],
        "since_text": _since(incident, desk.now, lang),
        "demo": bool(incident["demo"]),
        "flags": flags(desk),
        "facts": list(_facts(desk)),
        "parts": built,
        "freshness": fresh,
        "withheld": [{"rule": r["rule"], "what": r["what"], "reason": r["reason"], "law": r["law"]} for r in reasons(incident, lang)],
        "past": desk.past,
        "at": desk.now.isoformat(timespec="seconds") if desk.past else None,
        "n_reports": incident["reports"],
    }


def _built(part: Part, desk: Desk) -> dict[str, Any] | None:
    """The part, or its error as a sentence: one part must not take the others down, whatever it stumbles over."""
    try:
        return part.build(desk)
    except Exception:
        log.exception("part %s of the workspace of %s failed", part.id, desk.incident["id"])
        missing = words.freshness({"state": "missing", "observed_at": None}, desk.now, desk.lang)
        return {"title": _title(part.id, desk.lang), "error": say("workspace.part.failed", desk.lang), "freshness": missing}


def _title(part: str, lang: str) -> str:
    from layers.strings import keys

    return next((say(key, lang) for key in (f"workspace.{part}", f"{part}.title") if key in keys()), part)


def _since(incident: dict[str, Any], now: datetime, lang: str) -> str | None:
    opened, closed = words.moment(incident["reported_at"]), words.moment(incident["closed_at"])
    if opened is None:
        return None
    seconds = max(0.0, ((closed or now) - opened).total_seconds())
    return say("workspace.lasted" if closed else "workspace.since", lang, time=numbers.elapsed(seconds, lang))


def _facts(desk: Desk) -> Iterable[dict[str, str]]:
    """What is known of the incident itself; what is not known is left out."""
    incident, lang, zone = desk.incident, desk.lang, desk.city.timezone
    codes = incident.get("codes") or {}
    expected, units = words.moment(incident.get("expected_end")), incident.get("units")
    told = (
        ("type", words.subkind_text(incident, lang)),
        ("place", words.place(incident, desk.city)),
        ("units", say("workspace.units", lang, n=units) if units is not None else None),
        ("expected_end", numbers.time(expected, zone, lang) if expected else None),
        ("codes", " / ".join(str(codes[key]) for key in ("main", "sub") if codes.get(key)) or None),
        ("closed_by", say(f"workspace.closed_by.{incident['closed_by']}", lang) if incident.get("closed_by") else None),
        ("reports", say("workspace.reports", lang, n=incident["reports"]) if (incident.get("reports") or 0) > 1 else None),
    )
    return ({"label": say(f"workspace.fact.{key}", lang), "text": text} for key, text in told if text)

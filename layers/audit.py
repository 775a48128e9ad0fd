"""Words of the audit log: a row as the auditor reads it, and what the verification says."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from layers import numbers
from layers.strings import keys, say


def action_words(action: str, lang: str) -> str:
    """What was done, in words; an action without words of its own stays as it is written in the log."""
    key = f"audit.action.{action}"
    return say(key, lang) if key in keys() else action


def details_words(details: dict[str, Any]) -> str:
    """The details on one line, in the log's own names: ``ground: fire · until: 2026-…``."""
    return " · ".join(f"{key}: {told}" for key, told in details.items() if told not in (None, "", {}, []))


def row_words(row: dict[str, Any], zone: str, lang: str) -> dict[str, Any]:
    """A row of ``geodata.audit.log.rows`` as text: n, at (in the city's zone, with seconds), who, role, action, code, subject, details."""
    at = datetime.fromisoformat(row["at"])
    here = at.astimezone(ZoneInfo(zone))
    role = f"access.role.{row['role']}"
    return {
        "n": row["n"],
        "at": numbers.time(at, zone, lang).replace(f"{here:%H:%M}", f"{here:%H:%M:%S}", 1),
        "who": row["who"] or say("access.role.public", lang),
        "role": say(role, lang) if role in keys() else row["role"],
        "action": action_words(row["action"], lang),
        "code": row["action"],
        "subject": row["subject"] or "–",
        "details": details_words(row["details"]) or "–",
    }

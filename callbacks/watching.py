"""What a request to watch says, and what its answer says. Pure: no database, no clock."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from callbacks.asked import json_object
from geodata.access.person import Person
from geodata.video import grants
from geodata.video.grants import Grant, Terms

BODY_BYTES = 4000
VISIT_COOKIE = "sijangsil_visit"  # of a browser without a session; set by GET /api/me


def purpose_of(body: bytes) -> tuple[str, str | None]:
    """Purpose and incident of a request to watch; no purpose ("", no lawful ground) where it states none."""
    asked = json_object(body, BODY_BYTES) or {}
    purpose, incident = asked.get("purpose"), asked.get("incident")
    return purpose if isinstance(purpose, str) else "", incident if isinstance(incident, str) and incident else None


def seat_of(person: Person, cookies: Mapping[str, str]) -> str:
    """Whose views a request may touch: its person's, or those of its nameless browser."""
    return grants.seat_of(person, cookies.get(VISIT_COOKIE, ""))


def view_told(found: Grant, kind: str, terms: Terms, now: datetime) -> dict[str, Any]:
    """A view as the browser gets it: view, kind, src (relative), purpose, incident, camera {topic, id, name, demo}, expires_at,
    left_s (seconds until it ends unless kept), preview_s, watch_s."""
    return {
        "view": found.view,
        "kind": kind,
        "src": f"{found.src.rpartition('/')[0]}/{grants.FILES[kind]}",
        "purpose": found.ground,
        "incident": found.incident,
        "camera": {"topic": found.camera.topic, "id": found.camera.fid, "name": found.camera.name, "demo": found.camera.demo},
        "expires_at": found.until.isoformat(timespec="seconds"),
        "left_s": round((found.until - now).total_seconds(), 1),
        "preview_s": terms.preview_s,
        "watch_s": terms.watch_s,
    }

"""The incident workspace as plain JSON, put together from the parts in ``callbacks/parts``; one answer, one round trip."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import callbacks.parts
from geodata.access.person import PUBLIC, Person
from geodata.city import City
from geodata.context import Context
from geodata.extensions import scan


@dataclass(frozen=True)
class Desk:
    """What every part reads. ``incident``: the dict of geodata.incidents.read, already redacted for ``person``. ``now``: the
    moment shown (UTC): the present, or the past moment of time travel, then ``past`` is True. ``radius_m``: of the circle."""

    context: Context
    city: City
    incident: dict[str, Any]
    lang: str = "ko"
    person: Person = PUBLIC
    radius_m: int = 500
    past: bool = False
    now: datetime = field(default_factory=lambda: datetime.now(UTC))


@dataclass(frozen=True)
class Part:
    """One part of the workspace. ``build(desk)``: plain JSON in the desk's language, with ``title`` and, where it shows facts,
    ``freshness`` = {"state", "observed_at", "text"}; None when the part has nothing for this person and incident."""

    id: str
    build: Callable[[Desk], dict[str, Any] | None]
    order: int = 100


@lru_cache(maxsize=1)
def parts() -> tuple[Part, ...]:
    """All parts, in screen order."""
    return tuple(sorted(scan(callbacks.parts, "PART").values(), key=lambda part: (part.order, part.id)))

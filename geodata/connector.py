"""The shape of a connector: a card and two pure functions. No socket, clock or log lives in a connector.

A file ``geodata/connectors/ID.py`` offers ``CONNECTOR = Connector(id="ID", ...)``. The feed runner
(``geodata.feeds``) does the fetching, paging, quota, back-off, storing and publishing for all of them.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from geodata.source import Source


@dataclass(frozen=True, slots=True)
class Request:
    """One page to ask for. ``path`` is relative to the dialect's base address and carries no key; ``context`` is handed
    to ``parse`` unchanged (e.g. the place that was asked)."""

    path: str
    context: str | None = None


@dataclass(frozen=True, slots=True)
class Feature:
    """One live or stored thing on the map. ``lon``/``lat`` in WGS 84 degrees, None when the provider gives no position
    (then ``area`` may name a district: its id, or its name in the pack). ``observed_at`` UTC. Unknown is None, never zero.
    ``props`` holds plain JSON values; texts of a provider are kept as they are and escaped where they are shown.
    ``props["same_as"]``: a fingerprint two providers would share for one happening; it is then kept once, from the
    connector of the lower rank. ``private``: what must never leave the server (a stream's address); it is kept apart from the
    feature, in a table nothing but the relay reads."""

    id: str
    lon: float | None
    lat: float | None
    name: str | None = None
    kind: str | None = None
    observed_at: datetime | None = None
    area: str | None = None
    props: dict[str, Any] = field(default_factory=dict)
    private: dict[str, Any] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True)
class Parsed:
    """What ``parse`` made of one reply. ``problems``: one English sentence per row that could not be read (the row is
    counted, never silently dropped). ``observed_at``: the reply's own time if it states one."""

    features: tuple[Feature, ...]
    problems: tuple[str, ...] = ()
    observed_at: datetime | None = None


@dataclass(frozen=True)
class Connector:
    """A source of live or periodically refreshed features for ``(city, topic)``.

    ``cadence_s``: seconds between refreshes. ``stale_after_s``: age at which the feed turns stale. ``crs``: EPSG code
    of the provider's coordinates. ``quota_per_day``: calls allowed, None when unlimited. ``dialect``: id of the API
    family in ``geodata/dialects``. ``key_env``: the environment variable holding the key; unset means the
    demonstration feed plays. ``demo``: True for a demonstration connector (then ``play`` makes the features from the
    time and the pack's figures alone: two processes agree). ``city``: id of the pack, "*" for any.

    ``past(city, since, until)``: of a demonstration, what ended in that time as last told, with the moment it ended.

    ``merge(first, later)``: what two pages of one refresh that tell of one id make together; None: the first is kept.

    ``store``: "live" (pushed to every viewer) or "places" (large and slow: stored points, served clustered).
    ``may_be_empty``: a reply without rows is good news (no incident), not a fault. ``at_area``: features describe a whole
    area and stand at its centre. ``rank``: of two real connectors of a topic the lower one wins where both tell the same.
    """

    id: str
    city: str
    topic: str
    source: Source
    cadence_s: float
    stale_after_s: float
    crs: int = 4326
    quota_per_day: int | None = None
    dialect: str | None = None
    key_env: str | None = None
    requests: Callable[[], Sequence[Request]] | None = None
    parse: Callable[[Any, Request], Parsed] | None = None
    next_page: Callable[[Any, Request], Request | None] | None = None
    merge: Callable[[Feature, Feature], Feature] | None = None
    demo: bool = False
    play: Callable[[Any, datetime], Iterable[Feature]] | None = None
    past: Callable[[Any, datetime, datetime], Iterable[tuple[Feature, datetime]]] | None = None
    store: Literal["live", "places"] = "live"
    may_be_empty: bool = False
    at_area: bool = False
    rank: int = 0

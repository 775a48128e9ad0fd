"""Where a figure, a feature or an outline comes from, and how fresh it is."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from geodata.text import Text

Freshness = Literal["fresh", "stale", "missing", "demo"]


@dataclass(frozen=True, slots=True)
class Source:
    """What every layer and number must be able to say.

    ``provider``: who publishes. ``url``: the dataset's public page (never fetched by the browser). ``as_of``: ISO date
    or None when it lives with the data. ``refresh``: how often it is renewed, in words. ``demo``: (partly) made up for demonstration.
    """

    provider: Text
    licence: Text
    title: Text
    url: str | None = None
    as_of: str | None = None
    refresh: Text | None = None
    demo: bool = False


def freshness(observed_at: datetime | None, stale_after_s: float, *, now: datetime | None = None, demo: bool = False) -> Freshness:
    """State of a feed: ``missing`` when nothing was ever observed, ``stale`` when older than ``stale_after_s`` seconds,
    ``demo`` when it is demonstration data and in time, else ``fresh``. ``observed_at`` is timezone-aware UTC."""
    if observed_at is None:
        return "missing"
    age_s = ((now or datetime.now(UTC)) - observed_at).total_seconds()
    if age_s > stale_after_s:
        return "stale"
    return "demo" if demo else "fresh"

"""When calls came and when help arrived, as columns: the raw material of dispatch statistics.

Calls of one kind, feed and neighbourhood come from the database as one row with their times written one behind the other, read
from an index alone: a month of a large city (45,000 calls) is read without making an object for every cell. What a time says is
parsed here, digit by digit, in numpy.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, text

from geodata.city import City
from geodata.db.dispatch import ANSWERED
from geodata.errors import SijangsilError
from geodata.moments import utc

WIDTH = len("2026-11-24T01:02:03+00:00")
BUCKET_S = 900  # no time zone's offset changes within a quarter of an hour

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]

# In the order of the index incident_dispatch, so that neither a sort nor the table itself is needed.
_GROUPS = f"""
SELECT kind, feed, demo, district, neighbourhood, count(*) AS n,
  group_concat(reported_at, '') AS reported,
  group_concat(coalesce(dispatched_at, :never), '') AS dispatched,
  group_concat(coalesce(arrived_at, :never), '') AS arrived
FROM incident
WHERE city = :city AND reported_at >= :since AND reported_at < :until AND {ANSWERED}
GROUP BY kind, feed, demo, district, neighbourhood
"""


@dataclass(frozen=True, slots=True)
class Origin:
    """What calls have in common. ``district``, ``neighbourhood``: None outside the city. ``demo``: made-up calls."""

    kind: str
    feed: str
    demo: bool
    district: str | None
    neighbourhood: str | None


@dataclass(frozen=True)
class Times:
    """One entry a call. ``origins`` and ``of``: what is known of call i stands in ``origins[of[i]]``. ``reported``: seconds since
    1970 UTC. ``arrival_s``, ``dispatch_s``, ``travel_s``: call to arrival, call to dispatch, dispatch to arrival in seconds; NaN
    where one of the two times is unknown or the later one lies before the earlier."""

    origins: tuple[Origin, ...]
    of: Whole
    reported: Floats
    arrival_s: Floats
    dispatch_s: Floats
    travel_s: Floats

    def __len__(self) -> int:
        return len(self.reported)

    def where(self, chosen: Mask) -> "Times":
        """The calls for which ``chosen`` is True."""
        parts = {name: getattr(self, name)[chosen] for name in ("of", "reported", "arrival_s", "dispatch_s", "travel_s")}
        return replace(self, **parts)

    def codes(self, name: str, known: Mapping[str, int]) -> Whole:
        """Number of each call's ``name`` (a field of Origin) in ``known``; -1 for what is not there."""
        return self._each([known.get(getattr(origin, name), -1) for origin in self.origins], np.int64)

    def demo(self) -> Mask:
        """Whether each call is a made-up one."""
        return self._each([origin.demo for origin in self.origins], np.bool_)

    def told_by(self, feeds: frozenset[str]) -> Mask:
        """Whether each call comes from one of ``feeds``."""
        return self._each([origin.feed in feeds for origin in self.origins], np.bool_)

    def _each(self, by_origin: list, kind: type) -> NDArray:  # type: ignore[type-arg]
        return np.array(by_origin, dtype=kind)[self.of] if self.origins else np.zeros(0, dtype=kind)

    def hours(self, timezone: str) -> Whole:
        """Hour of the day 0–23 of each call in ``timezone``."""
        return self._local(timezone) % 86_400 // 3600

    def months(self, timezone: str) -> NDArray[np.str_]:
        """Month of each call in ``timezone``: "2026-11"."""
        return self._local(timezone).astype("datetime64[s]").astype("datetime64[M]").astype(str)

    def _local(self, timezone: str) -> Whole:
        """Seconds as a clock in ``timezone`` shows them."""
        buckets, at = np.unique(self.reported.astype(np.int64) // BUCKET_S, return_inverse=True)
        zone = ZoneInfo(timezone)
        offsets = [datetime.fromtimestamp(int(bucket) * BUCKET_S, zone).utcoffset() for bucket in buckets]
        shift = np.array([int(offset.total_seconds()) if offset else 0 for offset in offsets], dtype=np.int64)
        return self.reported.astype(np.int64) + (shift[at] if len(buckets) else 0)


def read_times(connection: Connection, city: City, since: datetime | None, until: datetime | None) -> Times:
    """Calls of ``city`` reported from ``since`` to before ``until`` (aware times; None: no bound) that a crew answers: fire, rescue,
    medical, and any other with a known arrival. Raises SijangsilError naming the column when a time is not written as agreed."""
    asked = {"city": city.id, "since": utc(since) or "0", "until": utc(until) or "9", "never": " " * WIDTH}
    rows = connection.execute(text(_GROUPS), asked).all()
    origins = tuple(Origin(r.kind, r.feed, bool(r.demo), r.district, r.neighbourhood) for r in rows)
    counts = np.array([r.n for r in rows], dtype=np.int64)
    reported, dispatched, arrived = (
        _seconds("".join(getattr(r, name) for r in rows), int(counts.sum()), name) for name in ("reported", "dispatched", "arrived")
    )
    of = np.repeat(np.arange(len(rows), dtype=np.int64), counts)
    return Times(origins, of, reported, _later(arrived, reported), _later(dispatched, reported), _later(arrived, dispatched))


def iso(seconds: float) -> str:
    """Seconds since 1970 as the database writes a time."""
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _later(after: Floats, before: Floats) -> Floats:
    """Seconds between two times; NaN when unknown or turned round."""
    span = after - before
    return np.where(span >= 0, span, np.nan)


def _seconds(told: str, n: int, name: str) -> Floats:
    """Times written one behind the other as seconds since 1970; NaN for blanks."""
    raw = np.frombuffer(told.encode(), dtype=np.uint8)
    if len(raw) != n * WIDTH:
        raise SijangsilError(
            f"incident.{name}_at: a time is not written as 2026-11-24T01:02:03+00:00. Find and mend it in the table incident."
        )
    written = raw.reshape(n, WIDTH)
    known = written[:, 0] != ord(" ")

    def number(at: int, length: int) -> Whole:
        found = np.zeros(n, dtype=np.int64)
        for place in range(at, at + length):
            found = found * 10 + written[:, place]
        return found - ord("0") * (10**length - 1) // 9

    months = np.where(known, (number(0, 4) - 1970) * 12 + number(5, 2) - 1, 0)
    days = months.astype("datetime64[M]").astype("datetime64[D]").astype(np.int64) + number(8, 2) - 1
    seconds = days * 86_400 + number(11, 2) * 3600 + number(14, 2) * 60 + number(17, 2)
    return np.where(known, seconds.astype(float), np.nan)

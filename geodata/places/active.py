"""Which set of stored points a topic shows now, and how many points each area holds."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, select

from geodata.city import City
from geodata.db.schema import dataset, place
from geodata.freshness import of_places
from geodata.indicator import Level
from geodata.places.store import locate, shape_hashes
from geodata.source import Freshness


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """The active set of a topic. ``rows``: all rows; ``placed``: those on the map (the others lie outside the city or have no
    position). ``source``: ``{"title": {ko,en}, "provider": {ko,en}, "licence": {ko,en}, "as_of", ...}``. ``observed_at`` and
    ``loaded_at``: UTC ISO text. ``report``: what the import found, counts per kind of remark."""

    id: int
    topic: str
    rows: int
    placed: int
    demo: bool
    source: dict[str, Any]
    observed_at: str | None
    loaded_at: str
    report: dict[str, Any]

    @property
    def as_of(self) -> str | None:
        """The date the set describes, as its source gives it ("2022-07-07", "2024"), else when it was observed; None: unknown."""
        return self.source.get("as_of") or (self.observed_at[:10] if self.observed_at else None)

    @property
    def unplaced(self) -> int:
        """Rows that are not on the map."""
        return self.rows - self.placed

    @property
    def position_unknown(self) -> int:
        """Rows that belong to the city but cannot be shown: not on the map, without those whose position lies outside."""
        return max(0, self.unplaced - int(self.report.get("outside") or 0))

    def freshness(self, today: date) -> Freshness:
        """'demo' for demonstration points; 'stale' when the as-of date is unknown or long past (``geodata.freshness``); else 'fresh'."""
        return of_places(self.as_of, self.demo, today)


@contextmanager
def snapshot(engine: Engine) -> Iterator[Connection]:
    """A connection whose reads all see the same moment, so that a set replaced meanwhile is still whole for this reader."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":  # its driver begins no transaction for a SELECT
            connection.exec_driver_sql("BEGIN")
        yield connection


def active_id(connection: Connection, city: City, topic: str) -> int | None:
    """Number of the active set, or None when the topic has none."""
    query = select(dataset.c.id).where(dataset.c.city == city.id, dataset.c.topic == topic, dataset.c.active)
    return connection.execute(query).scalar()


def active(engine: Engine, city: City, topic: str) -> DatasetRow | None:
    """The active set of ``topic``, or None when there is none."""
    found = _stored(engine, city, topic)
    return found and found[0]


def _stored(engine: Engine, city: City, topic: str) -> tuple[DatasetRow, dict[str, Any]] | None:
    """The active set and what is kept ready with it: counts, vintage and outlines they were made with."""
    query = select(dataset).where(dataset.c.city == city.id, dataset.c.topic == topic, dataset.c.active)
    with engine.connect() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        return None
    ready = {key: row.report.get(key) for key in ("counts", "placed", "vintage", "shapes")}
    report = {key: value for key, value in row.report.items() if key not in ready}
    placed = int(ready["placed"] or 0)
    return DatasetRow(row.id, topic, row.rows, placed, row.demo, row.source, row.observed_at, row.loaded_at, report), ready


def counts(engine: Engine, city: City, topic: str, level: Level) -> dict[str, int]:
    """Points per area of ``level``, every area of the register, 0 where the set has none; empty when the topic has no set.

    Kept ready since the set was stored; only for another vintage than it was stored with are the points located again.
    """
    stored = _stored(engine, city, topic)
    if stored is None:
        return {}
    row, ready = stored
    if ready["vintage"] == city.vintage:
        known = ready["counts"]
    else:
        known = _counts_of_vintage(engine, _Key(city), row.id, row.loaded_at, tuple(sorted(shape_hashes(engine, city).items())))
    return {area.id: known[level].get(area.id, 0) for area in city.at(level)}


@dataclass(frozen=True)
class _Key:
    """A city as a cache key: id and vintage say all."""

    city: City

    def __hash__(self) -> int:
        return hash((self.city.id, self.city.vintage))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Key) and (self.city.id, self.city.vintage) == (other.city.id, other.city.vintage)


@lru_cache(maxsize=32)
def _counts_of_vintage(
    engine: Engine, key: _Key, dataset_id: int, loaded_at: str, shapes: tuple[tuple[str, str], ...]
) -> dict[str, dict[str, int]]:
    """Points per area of another vintage; ``loaded_at`` only keeps sets of one number apart, ``shapes`` outlines of one date that
    were imported again."""
    query = select(place.c.lon, place.c.lat).where(place.c.dataset_id == dataset_id, place.c.lon.is_not(None))
    with engine.connect() as connection:
        positions = np.array(connection.execute(query).all(), dtype=float).reshape(-1, 2)
    found: dict[str, dict[str, int]] = {}
    for level, areas in zip(("district", "neighbourhood"), locate(engine, key.city, positions[:, 0], positions[:, 1]), strict=True):
        names, times = np.unique(np.array([area for area in areas if area is not None], dtype=object).astype(str), return_counts=True)
        found[level] = dict(zip(names.tolist(), times.tolist(), strict=True))
    return found

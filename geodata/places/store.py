"""Writing a set of stored points: placed in the city's areas, numbered along a Z-order curve, with its cluster pyramid.

A new set is written beside the old one and takes its place in one transaction at the end; whoever reads sees the old set
whole until then, also when the process is killed. Writing goes in batches, so that live feeds are not locked out for the
whole of a large import. What a killed import left behind is inactive, never shown, and swept up by the next one.

Points that lie in none of the city's areas, or have no position, are kept but not placed: ``geom`` and ``district`` are NULL
and no cell counts them.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, delete, insert, select, update
from sqlalchemy.exc import IntegrityError

from geodata.city import City
from geodata.command import Progress, silent
from geodata.connector import Feature
from geodata.db.schema import dataset, place, place_cell
from geodata.errors import SijangsilError
from geodata.places.grid import Floats, pyramid, z_keys
from geodata.places.points import Points, as_points, source_record
from geodata.source import Source

BATCH_ROWS = 10_000
# place.pk = dataset id · SPAN + position along the curve: a set's points are one run of numbers, whatever else is stored
SPAN = 1 << 32

Areas = NDArray[np.object_]
Locate = Callable[[Engine, City, Floats, Floats], tuple[Areas, Areas]]


def locate(engine: Engine, city: City, lons: Floats, lats: Floats) -> tuple[Areas, Areas]:
    """District and neighbourhood id of each position, None outside or where the position is NaN."""
    from geodata.boundaries import store as outlines

    districts, neighbourhoods = np.full(len(lons), None, dtype=object), np.full(len(lons), None, dtype=object)
    known = np.isfinite(lons) & np.isfinite(lats)
    if known.any():
        found = outlines.locate(engine, city, lons[known], lats[known])
        districts[known], neighbourhoods[known] = (np.asarray(part, dtype=object) for part in found)
    return districts, neighbourhoods


def save_places(
    engine: Engine,
    city: City,
    topic: str,
    features: Points | pd.DataFrame | Iterable[Feature],
    source: Source | dict[str, Any],
    demo: bool = False,
    *,
    observed_at: datetime | None = None,
    loaded_at: str | None = None,
    report: dict[str, Any] | None = None,
    areas: tuple[Areas, Areas] | None = None,
    with_set: Callable[[Connection, int], None] | None = None,
    progress: Progress = silent,
) -> int:
    """Store ``features`` as the city's set of ``topic`` and make it the active one; the set it replaces is deleted.

    ``areas``: district and neighbourhood per point when the caller has located them already. ``report``: kept with the set. ``loaded_at``: UTC ISO text, now when None.
    ``with_set(connection, dataset_id)`` writes what belongs to the set in the transaction that makes it the active one.
    Returns the number of rows stored (all of them). Raises NotBuilt before the city's outlines are there, and
    SijangsilError when another import of the topic took over meanwhile; the old set then stays.
    """
    points = as_points(features)
    districts, neighbourhoods = areas if areas is not None else locate(engine, city, points.lons, points.lats)
    placed, unplaced, keys = _order(points, districts)
    order = np.concatenate((placed, unplaced))
    counts = {"district": _count(districts[placed]), "neighbourhood": _count(neighbourhoods[placed])}
    kept = {**(report or {}), "placed": len(placed), "vintage": city.vintage, "shapes": shape_hashes(engine, city), "counts": counts}
    with engine.begin() as connection:
        row = insert(dataset).values(
            city=city.id, topic=topic, active=False, demo=demo, rows=len(points), source=source_record(source),
            observed_at=observed_at.astimezone(UTC).isoformat(timespec="seconds") if observed_at else None,
            loaded_at=loaded_at or datetime.now(UTC).isoformat(timespec="seconds"), report=kept,
        )  # fmt: skip
        new = int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index]
    try:
        _write_points(engine, new, points, districts, neighbourhoods, order, len(placed), progress)
        _write_cells(engine, new, points.lons[placed], points.lats[placed], keys)
        with engine.begin() as connection:
            _activate(connection, city, topic, new)
            if with_set:
                with_set(connection, new)
    except IntegrityError as problem:
        raise SijangsilError(
            f"Another import of {topic} replaced this one while it was running; look at the map and start again if needed."
        ) from problem
    except BaseException:
        _remove(engine, [new])
        raise
    sweep(engine, city, topic)
    return len(points)


def shape_hashes(engine: Engine, city: City) -> dict[str, str]:
    """Content hash of the outlines of each level that positions are compared with now."""
    from geodata.boundaries import store as outlines

    return {level: shapes.hash for level, shapes in outlines.shape_sets(engine, city).items()}


def _count(areas: Areas) -> dict[str, int]:
    return dict(Counter(area for area in areas if area is not None))


def _order(points: Points, districts: Areas) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Indices of the placed points along the curve, of the others in their own order, and the curve's keys of the placed."""
    inside = np.array([area is not None for area in districts], dtype=bool)
    placed = np.flatnonzero(inside)
    keys = z_keys(points.lons[placed], points.lats[placed])
    # points of one cell stand by exact position, so that a stack stays together; stable, so the same file gives the same set
    curve = np.lexsort((points.lats[placed], points.lons[placed], keys))
    return placed[curve], np.flatnonzero(~inside), keys[curve]


def _write_points(
    engine: Engine,
    new: int,
    points: Points,
    districts: Areas,
    neighbourhoods: Areas,
    order: NDArray[np.int64],
    placed: int,
    progress: Progress,
) -> None:
    statement = str(insert(place).compile(engine))  # the dialect's own words for a geometry; text rows are faster than bound ones
    lons, lats = ([None if value != value else value for value in column.tolist()] for column in (points.lons, points.lats))
    for start in range(0, len(order), BATCH_ROWS):
        rows = [
            (
                new * SPAN + start + offset, new, points.ids[i], points.names[i], points.kinds[i], lons[i], lats[i],
                districts[i], neighbourhoods[i], json.dumps(points.props[i], ensure_ascii=False),
                f"SRID=4326;POINT({lons[i]!r} {lats[i]!r})" if start + offset < placed else None,
            )
            for offset, i in enumerate(order[start : start + BATCH_ROWS].tolist())
        ]  # fmt: skip
        with engine.begin() as connection:
            connection.exec_driver_sql(statement, rows)
        progress(start + len(rows), len(order), "storing")


def _write_cells(engine: Engine, new: int, lons: Floats, lats: Floats, keys: NDArray[np.int64]) -> None:
    statement = str(insert(place_cell).compile(engine))
    for level in pyramid(lons, lats, keys):
        columns = (level.gx, level.gy, level.n, level.first + new * SPAN, level.lon, level.lat)
        rows = [(new, level.zoom, *row) for row in zip(*(column.tolist() for column in columns), strict=True)]
        rows.sort(key=lambda row: row[2:4])  # in the order of the key: pages are filled one after the other
        with engine.begin() as connection:
            connection.exec_driver_sql(statement, rows)


def _activate(connection: Connection, city: City, topic: str, new: int) -> None:
    """The moment the new set takes over."""
    connection.execute(update(dataset).where(dataset.c.city == city.id, dataset.c.topic == topic, dataset.c.id != new).values(active=False))
    if connection.execute(update(dataset).where(dataset.c.id == new).values(active=True)).rowcount != 1:
        raise SijangsilError(f"The new set of {topic} was swept away by another import; start this one again.")


def sweep(engine: Engine, city: City, topic: str) -> None:
    """Delete every inactive set of the topic: the one just replaced, and what killed imports left."""
    with engine.connect() as connection:
        old = select(dataset.c.id).where(dataset.c.city == city.id, dataset.c.topic == topic, ~dataset.c.active)
        left = list(connection.execute(old).scalars())
    _remove(engine, left)


def remove_places(engine: Engine, city: City, topic: str) -> None:
    """Take the topic's set off the map and delete it."""
    with engine.begin() as connection:
        connection.execute(update(dataset).where(dataset.c.city == city.id, dataset.c.topic == topic).values(active=False))
    sweep(engine, city, topic)


def _remove(engine: Engine, ids: list[int]) -> None:
    for one in ids:
        with engine.begin() as connection:
            connection.execute(delete(place_cell).where(place_cell.c.dataset_id == one))
        while True:
            with engine.begin() as connection:
                batch = select(place.c.pk).where(place.c.pk >= one * SPAN, place.c.pk < (one + 1) * SPAN).limit(BATCH_ROWS)
                gone = connection.execute(delete(place).where(place.c.pk.in_(batch))).rowcount
            if gone < BATCH_ROWS:
                break
        with engine.begin() as connection:
            connection.execute(delete(dataset).where(dataset.c.id == one))

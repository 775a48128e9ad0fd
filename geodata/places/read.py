"""What a viewer asks of stored points: the marks in a viewport, counts by area, one feature, a page of a table.

What lies nearest to a position: ``geodata.incidents.surroundings``.
"""

from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

import numpy as np
from sqlalchemy import Connection, Engine, func, select

from geodata.city import City
from geodata.db.schema import dataset, place, place_cell
from geodata.places.active import DatasetRow, active, active_id, counts, snapshot
from geodata.places.grid import MAX_ZOOM, MIN_ZOOM, Extent, cell_extent, cells

__all__ = ["DatasetRow", "Viewport", "active", "counts", "detail", "table", "viewport"]

POINTS_AT_MOST = 400
# close up, more points may share few positions (fifty cameras on one mast): tried while that can still be a short answer
POINTS_AT_MOST_CLOSE, CLOSE_ZOOM, CELLS_AT_MOST_CLOSE = 1500, 17, 40
CELLS_AT_MOST = 1200  # a larger screen gets larger cells
BUDGET_BYTES = 18_000  # of marks in one answer; beyond it the cells grow
CLUSTER_BYTES, POINT_BYTES, ID_BYTES = 28, 80, 20  # in JSON; a point's name and id come on top
LISTED_AT_MOST = (50, 20, 10, 5)  # ids of a cluster that zooming cannot open; the most there is room for

Cell = Any  # a row of place_cell: n, first, lon, lat


@dataclass(frozen=True, slots=True)
class Viewport:
    """Marks for a viewport. Nothing is cut off: ``total`` = sum of the clusters' n + number of points, and it is the exact
    number of points in ``extent``, which is the asked extent grown to whole cells.

    ``clusters``: (lon, lat, n), at the mean position. ``points``: ``{"id","lon","lat","name","kind"}``. ``stacked``: for those
    clusters that zooming cannot open, because their points share one position or the map is at zoom 19:
    ``{"lon","lat","n","ids"}`` with the same lon, lat, n as in ``clusters`` and up to 50 ids.
    """

    total: int
    clusters: list[tuple[float, float, int]] = field(default_factory=list)
    points: list[dict[str, Any]] = field(default_factory=list)
    stacked: list[dict[str, Any]] = field(default_factory=list)
    extent: Extent | None = None

    @property
    def size_bytes(self) -> int:
        """About how long the marks are as JSON."""
        names = sum(len((point["name"] or "").encode()) + len(point["id"]) for point in self.points)
        listed = sum(len(one) + 3 for stack in self.stacked for one in stack["ids"])
        return CLUSTER_BYTES * (len(self.clusters) + 2 * len(self.stacked)) + POINT_BYTES * len(self.points) + names + listed


def viewport(engine: Engine, city: City, topic: str, extent: Extent, zoom: float, width_px: int, height_px: int) -> Viewport:
    """Marks of ``topic`` in ``extent`` (west, south, east, north degrees) on a map of that zoom and size.

    Few points come as they are, many as clusters of 64 px cells; either way within ``BUDGET_BYTES``. A topic without a set
    gives an empty Viewport.
    """
    with snapshot(engine) as connection:
        dataset_id = active_id(connection, city, topic)
        if dataset_id is None:
            return Viewport(0)
        for level in range(_zoom_for(extent, zoom, width_px, height_px), MIN_ZOOM - 1, -1):
            marks = _marks(connection, dataset_id, extent, level, zoom >= MAX_ZOOM)
            if marks is not None:
                return marks
    raise AssertionError("the coarsest zoom always answers")


def _block(extent: Extent, zoom: int) -> tuple[int, int, int, int]:
    """First column, first row, last column, last row of the cells that cover ``extent``."""
    west, south, east, north = extent
    (left, right), (bottom, top) = cells(np.array([west, east]), np.array([south, north]), zoom)
    return int(left), int(top), int(right), int(bottom)


def _zoom_for(extent: Extent, zoom: float, width_px: int, height_px: int) -> int:
    """The zoom whose cells answer: the map's own, unless the screen or the extent is too large for that many cells."""
    level = min(max(int(zoom), MIN_ZOOM), MAX_ZOOM)
    while level > MIN_ZOOM:
        left, top, right, bottom = _block(extent, level)
        if (right - left + 1) * (bottom - top + 1) <= CELLS_AT_MOST:
            break
        level -= 1
    return level


def _marks(connection: Connection, dataset_id: int, extent: Extent, zoom: int, listed: bool) -> Viewport | None:
    """Marks made of the cells of ``zoom``; None when they would not fit into the budget."""
    left, top, right, bottom = _block(extent, zoom)
    cell = place_cell.c
    query = select(cell.n, cell.first, cell.lon, cell.lat).where(
        cell.dataset_id == dataset_id, cell.z == zoom, cell.gx.in_(range(left, right + 1)), cell.gy.between(top, bottom)
    )
    found: list[Cell] = list(connection.execute(query).all())
    total = sum(row.n for row in found)
    covered = cell_extent(left, top, right, bottom, zoom)
    if total <= _few(zoom, len(found)):
        themselves = _points_of(connection, found, total, covered)
        if themselves.size_bytes <= BUDGET_BYTES:
            return themselves
    marks = _clustered(connection, found, total, covered, last_resort=zoom == MIN_ZOOM)
    return _with_lists(connection, marks, found, last_resort=zoom == MIN_ZOOM) if marks and listed else marks


def _clustered(connection: Connection, found: list[Cell], total: int, covered: Extent, *, last_resort: bool) -> Viewport | None:
    """Crowded cells as clusters, lone points as themselves; None when that is too long (unless it is the last resort)."""
    crowded, alone = [row for row in found if row.n > 1], [row.first for row in found if row.n == 1]
    if not last_resort and CLUSTER_BYTES * len(crowded) + POINT_BYTES * len(alone) > BUDGET_BYTES:
        return None  # too long even without the names
    points = [_point(row) for row in _rows(connection, alone)]
    marks = Viewport(total, [_cluster(row.lon, row.lat, row.n) for row in crowded], points, [], covered)
    return marks if last_resort or marks.size_bytes <= BUDGET_BYTES else None


def _with_lists(connection: Connection, marks: Viewport, found: list[Cell], *, last_resort: bool) -> Viewport | None:
    """``marks`` with the ids of its clusters, as many of each as there is room for; None when there is not even for a few."""
    crowded, spare = [row for row in found if row.n > 1], BUDGET_BYTES - marks.size_bytes
    for most in LISTED_AT_MOST:
        cost = sum(2 * CLUSTER_BYTES + ID_BYTES * min(row.n, most) for row in crowded)
        if cost <= spare or (last_resort and most == LISTED_AT_MOST[-1]):
            return replace(marks, stacked=_listed(connection, crowded, most))
    return None


def _few(zoom: int, occupied: int) -> int:
    """Up to how many points the points themselves are tried."""
    return POINTS_AT_MOST_CLOSE if zoom >= CLOSE_ZOOM and occupied <= CELLS_AT_MOST_CLOSE else POINTS_AT_MOST


def _rows(connection: Connection, pks: list[int]) -> list[Any]:
    if not pks:
        return []
    columns = (place.c.pk, place.c.fid, place.c.lon, place.c.lat, place.c.name, place.c.kind)
    return list(connection.execute(select(*columns).where(place.c.pk.in_(pks)).order_by(place.c.pk)).all())


def _point(row: Any) -> dict[str, Any]:
    return {"id": row.fid, "lon": round(row.lon, 6), "lat": round(row.lat, 6), "name": row.name, "kind": row.kind}


def _cluster(lon: float, lat: float, n: int) -> tuple[float, float, int]:
    return round(lon, 6), round(lat, 6), n


def _points_of(connection: Connection, found: list[Cell], total: int, covered: Extent) -> Viewport:
    """The points of the cells themselves; those that share a position as one stacked cluster."""
    stacks: dict[tuple[float, float], list[Any]] = {}
    for row in _rows(connection, [pk for cell in found for pk in range(cell.first, cell.first + cell.n)]):
        stacks.setdefault((row.lon, row.lat), []).append(row)
    points = [_point(rows[0]) for rows in stacks.values() if len(rows) == 1]
    piles = [
        (_cluster(*position, len(rows)), [row.fid for row in rows[: LISTED_AT_MOST[0]]])
        for position, rows in stacks.items()
        if len(rows) > 1
    ]
    return Viewport(total, [mark for mark, _ in piles], points, [_stack(mark, ids) for mark, ids in piles], covered)


def _stack(mark: tuple[float, float, int], ids: list[str]) -> dict[str, Any]:
    return {"lon": mark[0], "lat": mark[1], "n": mark[2], "ids": ids}


def _listed(connection: Connection, crowded: list[Cell], each: int) -> list[dict[str, Any]]:
    """The first ``each`` ids of clusters where zooming in no longer helps."""
    pks = [pk for cell in crowded for pk in range(cell.first, cell.first + min(cell.n, each))]
    fids = {row.pk: row.fid for row in _rows(connection, pks)}
    return [
        _stack(_cluster(cell.lon, cell.lat, cell.n), [fids[pk] for pk in range(cell.first, cell.first + min(cell.n, each))])
        for cell in crowded
    ]


def detail(engine: Engine, city: City, topic: str, fid: str) -> dict[str, Any] | None:
    """Everything about one point: id, topic, name, kind, lon, lat, district, neighbourhood, props, demo, source, observed_at,
    loaded_at; None when the active set has no such id."""
    joined = place.join(dataset, dataset.c.id == place.c.dataset_id)
    query = (
        select(place, dataset.c.demo, dataset.c.source, dataset.c.observed_at, dataset.c.loaded_at)
        .select_from(joined)
        .where(dataset.c.city == city.id, dataset.c.topic == topic, dataset.c.active, place.c.fid == fid)
    )
    with engine.connect() as connection:
        row = connection.execute(query.with_only_columns(*(c for c in query.selected_columns if c.key != "geom"))).first()
    if row is None:
        return None
    found = _feature(row) | {"topic": topic, "demo": row.demo, "source": row.source, "loaded_at": row.loaded_at}
    return found | {"observed_at": row.props.get("observed_at", row.observed_at)}


_PLAIN = [column for column in place.c if column.key != "geom"]


def _feature(row: Any) -> dict[str, Any]:
    keys = ("name", "kind", "lon", "lat", "district", "neighbourhood", "props")
    return {"id": row.fid} | {key: getattr(row, key) for key in keys}


class Page(NamedTuple):
    """A page of a table: ``total`` rows in all, ``rows`` of this page."""

    total: int
    rows: list[dict[str, Any]]


def table(engine: Engine, city: City, topic: str, area: str | None = None, limit: int = 100, offset: int = 0) -> Page:
    """Features of the topic in stable order, of one district or neighbourhood when ``area`` is given; without it also those
    that are not on the map (district None)."""
    with snapshot(engine) as connection:
        where = [place.c.dataset_id == active_id(connection, city, topic)]
        if area is not None:
            known = city.areas.get(area)
            where.append((place.c.neighbourhood if known and known.level == "neighbourhood" else place.c.district) == area)
        total = connection.execute(select(func.count()).select_from(place).where(*where)).scalar() or 0
        rows = connection.execute(select(*_PLAIN).where(*where).order_by(place.c.pk).limit(limit).offset(offset)).all()
        return Page(total, [_feature(row) for row in rows])

"""How many stored places lie within a radius of a position. Whole cells of the cluster pyramid are counted as they are; only the
points of cells on the circle's edge are read, so 11,000 cameras within five kilometres cost no more than a few hundred."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select, text

from geodata.city import City
from geodata.db.schema import place
from geodata.incidents.metres import GEOD, box_of, degree_m, measure
from geodata.places.active import active_id, snapshot
from geodata.places.grid import MAX_ZOOM, MIN_ZOOM, cells

Cells = NDArray[np.int64]

CELLS_A_RADIUS = 8
COLUMNS = 100  # of cells named one by one; more only near the date line, where the box goes round the world
SLACK = 0.1  # beyond this a plane says too little, and every point is measured


def number_within(engine: Engine, city: City, topics: Iterable[str], lon: float, lat: float, radius_m: float) -> dict[str, int | None]:
    """How many stored places of each topic lie within ``radius_m``; None for a topic that has no set at all."""
    with snapshot(engine) as connection:
        sets = {topic: active_id(connection, city, topic) for topic in topics}
        return {t: None if own is None else _number(connection, own, lon, lat, radius_m) for t, own in sets.items()}


def positions(rows: list[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Longitudes and latitudes of (pk, lon, lat) rows, one at least."""
    _, lons, lats = zip(*rows, strict=True)
    return np.array(lons), np.array(lats)


def unplaced(connection: Connection, own: int) -> list[Any]:
    """(pk, lon, lat) of places that lie in none of the city's areas and so are not in the spatial index."""
    query = select(place.c.pk, place.c.lon, place.c.lat).where(
        place.c.dataset_id == own, place.c.district.is_(None), place.c.lon.is_not(None), place.c.lat.is_not(None)
    )
    return list(connection.execute(query).all())


def _number(connection: Connection, own: int, lon: float, lat: float, radius_m: float) -> int:
    stray = unplaced(connection, own)
    there = int((measure(lon, lat, *positions(stray))[0] <= radius_m).sum()) if stray else 0
    west, south, east, north = box_of(lon, lat, radius_m)
    zoom, plane = _zoom(lat, radius_m), _Plane.of(lon, lat, radius_m, round_the_world=east - west >= 360)
    (left, right), (top, bottom) = cells(np.array([west, east]), np.array([north, south]), zoom)
    query = text(
        "SELECT gx, gy, n, first FROM place_cell WHERE dataset_id = :own AND z = :zoom AND gy BETWEEN :top AND :bottom AND gx "
        + ("IN (SELECT value FROM json_each(:columns))" if right - left < COLUMNS else "BETWEEN :left AND :right")
    )
    bounds = {"own": own, "zoom": zoom, "top": int(top), "bottom": int(bottom), "left": int(left), "right": int(right)}
    columns = {"columns": json.dumps(list(range(int(left), int(right) + 1)))} if right - left < COLUMNS else {}
    found = np.array(connection.execute(query, bounds | columns).all(), dtype=np.int64).reshape(-1, 4)
    inside, edge = plane.inside_and_edge(found[:, 0], found[:, 1], zoom)
    return there + int(found[inside, 2].sum()) + _of_cells(connection, found[edge], plane)


def _of_cells(connection: Connection, edge: Cells, plane: "_Plane") -> int:
    """Points within the radius in the cells on its edge. The database counts those that surely are; only the ones so near the circle
    that a plane cannot tell come up here: thousands of rows as objects would cost more than the counting."""
    pks = [pk for first, n in edge[:, [3, 2]].tolist() for pk in range(first, first + n)]
    if not pks:
        return 0
    asked = {"pks": json.dumps(pks), "lon": plane.lon, "lat": plane.lat, "x": plane.lon_m, "y": plane.lat_m}
    (surely, _, _), *doubtful = connection.execute(_AT_EDGE, asked | {"inner": plane.inner_m, "outer": plane.outer_m}).all()
    if not doubtful:
        return int(surely)
    return int(surely) + int((measure(plane.lon, plane.lat, *positions(doubtful))[0] <= plane.radius_m).sum())


_AT_EDGE = text(
    "WITH near AS MATERIALIZED (SELECT pk, lon, lat, "
    "(lon - :lon) * :x * (lon - :lon) * :x + (lat - :lat) * :y * (lat - :lat) * :y AS square FROM place "
    "WHERE pk IN (SELECT value FROM json_each(:pks))) "
    "SELECT count(*), 0.0, 0.0 FROM near WHERE :inner >= 0 AND square <= :inner * :inner UNION ALL "
    "SELECT pk, lon, lat FROM near WHERE (:inner < 0 OR square > :inner * :inner) AND (:outer < 0 OR square <= :outer * :outer)"
)


@dataclass(frozen=True, slots=True)
class _Plane:
    """The circle on a plane that touches the ellipsoid at its middle. ``inner_m``: what is nearer than this on the plane surely is
    within ``radius_m``; ``outer_m``: what is farther surely is not; both -1 where a plane says nothing (large circles, poles)."""

    lon: float
    lat: float
    radius_m: float
    lon_m: float
    lat_m: float
    inner_m: float
    outer_m: float

    @classmethod
    def of(cls, lon: float, lat: float, radius_m: float, *, round_the_world: bool) -> "_Plane":
        # meridians draw together: over a circle by about radius / earth's radius * tan(latitude) / 2; four times that is allowed for
        slack = max(0.004, 2 * radius_m / GEOD.b * (1 + abs(float(np.tan(np.radians(lat))))))
        says = slack < SLACK and not round_the_world
        inner, outer = (max(0.0, radius_m * (1 - slack) - 1), radius_m * (1 + slack) + 1) if says else (-1.0, -1.0)
        return cls(lon, lat, radius_m, *degree_m(lat), inner, outer)

    def inside_and_edge(self, gx: Cells, gy: Cells, zoom: int) -> tuple[NDArray[Any], NDArray[Any]]:
        """Which cells lie wholly within the radius, and which must be looked at."""
        if self.inner_m < 0:
            return np.zeros(len(gx), dtype=bool), np.ones(len(gx), dtype=bool)
        side = 1 << (zoom + 2)
        west, east = gx / side * 360 - 180 - self.lon, (gx + 1) / side * 360 - 180 - self.lon
        north, south = (np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / side)))) - self.lat for row in (gy, gy + 1))
        near = np.hypot(np.maximum(0, np.maximum(west, -east)) * self.lon_m, np.maximum(0, np.maximum(south, -north)) * self.lat_m)
        far = np.hypot(np.maximum(abs(west), abs(east)) * self.lon_m, np.maximum(abs(south), abs(north)) * self.lat_m)
        inside = far <= self.inner_m
        return inside, ~inside & (near <= self.outer_m)


def _zoom(lat: float, radius_m: float) -> int:
    """The zoom whose cells (64 px) are about an eighth of the radius wide, so that few lie on the edge and few must be asked."""
    across_m = 40_075_017 * float(np.cos(np.radians(lat))) / 4
    return int(np.clip(round(np.log2(max(across_m * CELLS_A_RADIUS / max(radius_m, 1.0), 1.0))), MIN_ZOOM, MAX_ZOOM))

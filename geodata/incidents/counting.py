"""How many stored places lie within a radius of a position. Whole cells of the cluster pyramid are counted as they are; only the
points of cells on the circle's edge are read, so 11,000 cameras within five kilometres cost no more than a few hundred."""

import json
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select, text

from geodata.city import City
from geodata.db.schema import place
from geodata.incidents.metres import LATITUDE_M, LONGITUDE_M, box_of, measure
from geodata.places.active import active_id, snapshot
from geodata.places.grid import MAX_ZOOM, MIN_ZOOM, cells

Cells = NDArray[np.int64]

CELLS_A_RADIUS = 8
COLUMNS = 100  # of cells named one by one; more only near the date line, where the box goes round the world
PLANE_M = 50_000.0  # up to this a plane is as good as the ellipsoid to two in a hundred


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
    zoom = _zoom(lat, radius_m)
    (left, right), (top, bottom) = cells(np.array([west, east]), np.array([north, south]), zoom)
    query = text(
        "SELECT gx, gy, n, first FROM place_cell WHERE dataset_id = :own AND z = :zoom AND gy BETWEEN :top AND :bottom AND gx "
        + ("IN (SELECT value FROM json_each(:columns))" if right - left < COLUMNS else "BETWEEN :left AND :right")
    )
    bounds = {"own": own, "zoom": zoom, "top": int(top), "bottom": int(bottom), "left": int(left), "right": int(right)}
    columns = {"columns": json.dumps(list(range(int(left), int(right) + 1)))} if right - left < COLUMNS else {}
    found = np.array(connection.execute(query, bounds | columns).all(), dtype=np.int64).reshape(-1, 4)
    inside, edge = _inside_and_edge(found[:, 0], found[:, 1], zoom, lon, lat, radius_m)
    there += int(found[inside, 2].sum())
    if edge.any():
        pks = [pk for first, n in found[edge][:, [3, 2]].tolist() for pk in range(first, first + n)]
        points = text("SELECT pk, lon, lat FROM place WHERE pk IN (SELECT value FROM json_each(:pks))")
        rows = list(connection.execute(points, {"pks": json.dumps(pks)}).all())
        there += int((measure(lon, lat, *positions(rows))[0] <= radius_m).sum())
    return there


def _zoom(lat: float, radius_m: float) -> int:
    """The zoom whose cells (64 px) are about an eighth of the radius wide, so that few lie on the edge and few must be asked."""
    across_m = 40_075_017 * float(np.cos(np.radians(lat))) / 4
    return int(np.clip(round(np.log2(max(across_m * CELLS_A_RADIUS / max(radius_m, 1.0), 1.0))), MIN_ZOOM, MAX_ZOOM))


def _inside_and_edge(gx: Cells, gy: Cells, zoom: int, lon: float, lat: float, radius_m: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Which cells lie wholly within the radius, and which must be looked at. Near the limit (2 % or 2 m) a cell is always looked at,
    which makes up for measuring on a plane."""
    if radius_m > PLANE_M:
        return np.zeros(len(gx), dtype=bool), np.ones(len(gx), dtype=bool)
    side = 1 << (zoom + 2)
    west, east = gx / side * 360 - 180 - lon, (gx + 1) / side * 360 - 180 - lon
    north, south = (np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / side)))) - lat for row in (gy, gy + 1))
    metre_lon = LONGITUDE_M * float(np.cos(np.radians(lat)))
    near = np.hypot(np.maximum(0, np.maximum(west, -east)) * metre_lon, np.maximum(0, np.maximum(south, -north)) * LATITUDE_M)
    far = np.hypot(np.maximum(abs(west), abs(east)) * metre_lon, np.maximum(abs(south), abs(north)) * LATITUDE_M)
    inside = far * 1.02 + 2 <= radius_m
    return inside, ~inside & (near * 0.98 - 2 <= radius_m)

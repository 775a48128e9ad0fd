"""How many stored places lie within a radius of a position. Whole cells of the cluster pyramid are counted as they are; only the
points of cells on the circle's edge are read, so 11,000 cameras within five kilometres cost no more than a few hundred."""

from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import Connection, Engine, select

from geodata.city import City
from geodata.db.schema import place, place_cell
from geodata.incidents.metres import LATITUDE_M, LONGITUDE_M, Box, box_of, measure
from geodata.places.active import active_id, snapshot
from geodata.places.grid import MAX_ZOOM, MIN_ZOOM, cell_extent, cells

CELLS_A_RADIUS = 8
PLANE_M = 50_000.0  # up to this a plane is as good as the ellipsoid to two in a hundred


def number_within(engine: Engine, city: City, topics: Iterable[str], lon: float, lat: float, radius_m: float) -> dict[str, int | None]:
    """How many stored places of each topic lie within ``radius_m``; None for a topic that has no set at all."""
    with snapshot(engine) as connection:
        sets = {topic: active_id(connection, city, topic) for topic in topics}
        return {t: None if own is None else _number(connection, own, lon, lat, radius_m) for t, own in sets.items()}


def positions(rows: list[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Longitudes and latitudes of (pk, lon, lat) rows."""
    return np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


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
    cell = place_cell.c
    columns = cell.gx.in_(range(int(left), int(right) + 1)) if right - left < 100 else cell.gx.between(int(left), int(right))
    query = select(cell.gx, cell.gy, cell.n, cell.first).where(
        cell.dataset_id == own, cell.z == zoom, columns, cell.gy.between(int(top), int(bottom))
    )
    edge: list[tuple[int, int]] = []
    for gx, gy, n, first in connection.execute(query):
        inside = _wholly(cell_extent(gx, gy, gx, gy, zoom), lon, lat, radius_m)
        if inside is None:
            edge.append((first, n))
        else:
            there += n if inside else 0
    if edge:
        pks = [pk for first, n in edge for pk in range(first, first + n)]
        rows = list(connection.execute(select(place.c.pk, place.c.lon, place.c.lat).where(place.c.pk.in_(pks))).all())
        there += int((measure(lon, lat, *positions(rows))[0] <= radius_m).sum())
    return there


def _zoom(lat: float, radius_m: float) -> int:
    """The zoom whose cells (64 px) are about an eighth of the radius wide, so that few lie on the edge and few must be asked."""
    across_m = 40_075_017 * float(np.cos(np.radians(lat))) / 4
    return int(np.clip(round(np.log2(max(across_m * CELLS_A_RADIUS / max(radius_m, 1.0), 1.0))), MIN_ZOOM, MAX_ZOOM))


def _wholly(cell: Box, lon: float, lat: float, radius_m: float) -> bool | None:
    """True: every point of the cell is within the radius; False: none is; None: it must be looked at. Near the limit (2 % or 2 m)
    it is always looked at, which makes up for measuring on a plane."""
    if radius_m > PLANE_M:
        return None
    west, south, east, north = cell
    metre_lon = LONGITUDE_M * float(np.cos(np.radians(lat)))
    apart_x = max(west - lon, 0.0, lon - east) * metre_lon, max(abs(west - lon), abs(east - lon)) * metre_lon
    apart_y = max(south - lat, 0.0, lat - north) * LATITUDE_M, max(abs(south - lat), abs(north - lat)) * LATITUDE_M
    near_m, far_m = (float(np.hypot(x, y)) for x, y in zip(apart_x, apart_y, strict=True))
    if far_m * 1.02 + 2 <= radius_m:
        return True
    return False if near_m * 0.98 - 2 > radius_m else None

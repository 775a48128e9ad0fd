"""What lies around a position: the k nearest stored places at any distance, and what is within a radius.

Stored places: the spatial index gives a box that surely holds every place within the radius looked at, the ellipsoid (WGS 84)
the distance; the box grows until k are certain, so the lists equal a brute-force sort. Places outside the city's outlines that
have a position count too: a camera ten metres behind the border sees this side of it. Numbers within a radius come from the
cells of the cluster pyramid; only the points of cells on the circle's edge are read. Distances are metres on the ellipsoid,
bearings degrees from north (0 to 360, clockwise, seen from the position asked about). Ties are broken by id.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod
from sqlalchemy import Connection, Engine, RowMapping, select, text

from geodata.city import City
from geodata.db.schema import feed, live, place, place_cell
from geodata.feeds.read import feature_dict
from geodata.places.active import active_id, snapshot
from geodata.places.grid import MAX_ZOOM, MIN_ZOOM, cell_extent, cells
from geodata.places.store import SPAN

Seen = Callable[[dict[str, Any]], dict[str, Any]]
Box = tuple[float, float, float, float]  # west, south, east, north degrees

GEOD = Geod(ellps="WGS84")
FIRST_M, WORLD_M = 100.0, 20_100_000.0  # the first box, and one that holds every place on earth
MANY = 2_000  # places in a box that are worth narrowing it down for
NARROWINGS = 12
# a degree is never shorter than this on WGS 84: of latitude anywhere, of longitude at the equator
LATITUDE_M, LONGITUDE_M = 110_574.0, 111_319.0
CELLS_A_RADIUS = 8
PLANE_M = 50_000.0  # up to this a plane is as good as the ellipsoid to two in a hundred
_PLAIN = [column for column in place.c if column.key not in ("geom", "dataset_id")]
_BOX = "FROM idx_place_geom WHERE xmin <= :e AND xmax >= :w AND ymin <= :n AND ymax >= :s AND pkid BETWEEN :first AND :last"


def nearest(engine: Engine, city: City, topic: str, lon: float, lat: float, k: int) -> list[dict[str, Any]]:
    """The ``k`` stored places of ``topic`` nearest to a position (degrees), nearest first, at any distance; fewer when the topic
    has fewer with a position. Each: id, name, kind, lon, lat, district, neighbourhood, props, ``distance_m``, ``bearing_deg``."""
    return nearest_of(engine, city, {topic: k}, lon, lat)[topic]


def nearest_of(engine: Engine, city: City, wanted: Mapping[str, int], lon: float, lat: float) -> dict[str, list[dict[str, Any]]]:
    """``nearest`` for several topics at one moment of the database; ``wanted``: topic -> k."""
    with snapshot(engine) as connection:
        return {topic: _nearest(connection, city, topic, lon, lat, k) for topic, k in wanted.items()}


def number_within(engine: Engine, city: City, topics: Iterable[str], lon: float, lat: float, radius_m: float) -> dict[str, int | None]:
    """How many stored places of each topic lie within ``radius_m``; None for a topic that has no set at all."""
    with snapshot(engine) as connection:
        sets = {topic: active_id(connection, city, topic) for topic in topics}
        return {t: None if own is None else _number(connection, own, lon, lat, radius_m) for t, own in sets.items()}


def features_within(
    engine: Engine, city: City, topic: str, lon: float, lat: float, radius_m: float, *, seen: Seen | None = None
) -> list[dict[str, Any]]:
    """Live features of ``topic`` within ``radius_m``, nearest first: the dicts of geodata.feeds.read with ``distance_m`` and
    ``bearing_deg``. ``seen``: what the reader may see of a feature; it is measured where it is seen, so that a distance does not
    give away a position that is withheld."""
    west, south, east, north = _box(lon, lat, radius_m)
    query = select(live, feed.c.demo).join(feed, feed.c.id == live.c.feed).where(live.c.city == city.id, live.c.topic == topic)
    if seen is None:
        query = query.where(live.c.lon.between(west, east), live.c.lat.between(south, north))
    with engine.connect() as connection:
        found = [feature_dict(row, row["demo"]) for row in map(dict, connection.execute(query).mappings())]
    return within(found, lon, lat, radius_m, seen=seen)


def incidents_within(
    engine: Engine, city: City, lon: float, lat: float, radius_m: float, *, at: Any = None, seen: Seen | None = None
) -> list[dict[str, Any]]:
    """Incidents that are open (at ``at``, UTC; None: now) within ``radius_m``, nearest first, with ``distance_m`` and
    ``bearing_deg``. ``seen``: as in ``features_within``."""
    from geodata.incidents import read

    return within(read.open_incidents(engine, city, at), lon, lat, radius_m, seen=seen)


def within(
    features: Iterable[dict[str, Any]], lon: float, lat: float, radius_m: float, *, seen: Seen | None = None
) -> list[dict[str, Any]]:
    """Those of ``features`` (dicts with lon, lat, id) within ``radius_m``, measured, nearest first. What has no position is left
    out."""
    placed = [f for f in (map(seen, features) if seen else features) if f["lon"] is not None and f["lat"] is not None]
    return measured(placed, lon, lat, radius_m)


def measured(features: list[dict[str, Any]], lon: float, lat: float, radius_m: float = WORLD_M) -> list[dict[str, Any]]:
    """``features`` (all with a position) within ``radius_m`` with ``distance_m`` (tenths) and ``bearing_deg`` (tenths, 0 for the
    same position), nearest first, then by id."""
    if not features:
        return []
    distances, bearings = _measure(lon, lat, np.array([f["lon"] for f in features]), np.array([f["lat"] for f in features]))
    order = sorted(np.flatnonzero(distances <= radius_m).tolist(), key=lambda i: (distances[i], features[i]["id"]))
    return [features[i] | {"distance_m": round(float(distances[i]), 1), "bearing_deg": _bearing(distances[i], bearings[i])} for i in order]


def _bearing(distance_m: float, azimuth: float) -> float:
    return round(float(azimuth) % 360, 1) % 360 if distance_m > 0 else 0.0


def _measure(lon: float, lat: float, lons: NDArray[Any], lats: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Distances (m) and azimuths (degrees, -180 to 180) to each position."""
    n = len(lons)
    forward, _, distances = GEOD.inv(np.full(n, lon), np.full(n, lat), lons.astype(float), lats.astype(float))
    return np.asarray(distances), np.asarray(forward)


def _box(lon: float, lat: float, radius_m: float) -> Box:
    """Degrees that surely hold every position within ``radius_m``; the whole way round near a pole or across the date line."""
    high = radius_m / LATITUDE_M * 1.000001
    furthest = min(abs(lat) + high, 90.0)
    wide = radius_m / (LONGITUDE_M * max(float(np.cos(np.radians(furthest))), 1e-12)) * 1.000001
    west, east = lon - wide, lon + wide
    if furthest >= 89.9 or west < -180 or east > 180:
        west, east = -180.0, 180.0
    return west, lat - high, east, lat + high


# ---- the nearest


def _nearest(connection: Connection, city: City, topic: str, lon: float, lat: float, k: int) -> list[dict[str, Any]]:
    own = active_id(connection, city, topic)
    if own is None or k < 1:
        return []
    stray = _unplaced(connection, own)
    rows, radius_m = _enough(connection, own, lon, lat, k)
    candidates = [*rows, *stray]
    if not candidates:
        return []
    if radius_m < WORLD_M:
        # the k-th of those found is an upper bound: whatever is nearer than it lies in a box of that distance
        distances = np.sort(_measure(lon, lat, *_columns(candidates))[0])
        bound_m = float(distances[min(k, len(distances)) - 1])
        if bound_m > radius_m:
            candidates = [*_in_box(connection, own, _box(lon, lat, bound_m + 0.001)), *stray]
    distances, _ = _measure(lon, lat, *_columns(candidates))
    kth = np.sort(distances)[min(k, len(distances)) - 1]
    pks = [row[0] for row, d in zip(candidates, distances, strict=True) if d <= kth]  # with all that tie for the last place
    full = connection.execute(select(*_PLAIN).where(place.c.pk.in_(pks))).mappings()
    return measured([_feature(row) for row in full], lon, lat)[:k]


def _columns(rows: list[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    return np.array([row[1] for row in rows]), np.array([row[2] for row in rows])


def _feature(row: RowMapping) -> dict[str, Any]:
    return {"id": row["fid"]} | {key: row[key] for key in ("name", "kind", "lon", "lat", "district", "neighbourhood", "props")}


def _enough(connection: Connection, own: int, lon: float, lat: float, k: int) -> tuple[list[Any], float]:
    """(pk, lon, lat) of the places in a box that holds at least ``k`` of them, and that box's radius in metres."""
    small, large = 0.0, FIRST_M
    while (n := _many(connection, own, _box(lon, lat, large), max(k, MANY))) < k and large < WORLD_M:
        small, large = large, min(large * 2, WORLD_M)
    for _ in range(NARROWINGS if n > max(k, MANY) else 0):  # from outside, the box suddenly holds half the city
        middle = (small * large) ** 0.5 if small else large / 2
        n = _many(connection, own, _box(lon, lat, middle), max(k, MANY))
        if n < k:
            small = middle
        else:
            large = middle
            if n <= max(k, MANY):
                break
    return _in_box(connection, own, _box(lon, lat, large)), large


def _bounds(own: int, box: Box) -> dict[str, float | int]:
    west, south, east, north = box
    return {"w": west, "s": south, "e": east, "n": north, "first": own * SPAN, "last": (own + 1) * SPAN - 1}


def _many(connection: Connection, own: int, box: Box, most: int) -> int:
    """How many places the box holds, counted to ``most`` + 1."""
    query = text(f"SELECT count(*) FROM (SELECT pkid {_BOX} LIMIT :most)")
    return int(connection.execute(query, _bounds(own, box) | {"most": most + 1}).scalar() or 0)


def _in_box(connection: Connection, own: int, box: Box) -> list[Any]:
    query = text(f"SELECT pk, lon, lat FROM place WHERE pk IN (SELECT pkid {_BOX})")
    return list(connection.execute(query, _bounds(own, box)).all())


def _unplaced(connection: Connection, own: int) -> list[Any]:
    """(pk, lon, lat) of places that lie in none of the city's areas and so are not in the spatial index."""
    query = select(place.c.pk, place.c.lon, place.c.lat).where(
        place.c.dataset_id == own, place.c.district.is_(None), place.c.lon.is_not(None), place.c.lat.is_not(None)
    )
    return list(connection.execute(query).all())


# ---- how many within a radius


def _number(connection: Connection, own: int, lon: float, lat: float, radius_m: float) -> int:
    stray = _unplaced(connection, own)
    there = int((_measure(lon, lat, *_columns(stray))[0] <= radius_m).sum()) if stray else 0
    west, south, east, north = _box(lon, lat, radius_m)
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
        there += int((_measure(lon, lat, *_columns(rows))[0] <= radius_m).sum())
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

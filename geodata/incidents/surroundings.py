"""What lies around a position: the k nearest stored places at any distance, and what is within a radius.

Stored places: the spatial index gives a box that surely holds every place within the radius looked at, the ellipsoid (WGS 84)
the distance; the box grows until k are certain, so the lists equal a brute-force sort. Places outside the city's outlines that
have a position count too: a camera ten metres behind the border sees this side of it. Distances are metres on the
ellipsoid, bearings degrees from north (0 to 360, clockwise, seen from the position asked about). Ties are broken by id.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Connection, Engine, RowMapping, select, text

from geodata.city import City
from geodata.db.incidents import incident
from geodata.db.schema import dataset, feed, live, place
from geodata.feeds.read import feature_dict
from geodata.incidents.counting import number_within, positions, unplaced
from geodata.incidents.metres import LATITUDE_M, LONGITUDE_M, Box, box_of, measure
from geodata.moments import utc
from geodata.places.active import snapshot
from geodata.places.store import SPAN

__all__ = ["features_within", "incidents_within", "measured", "nearest", "nearest_of", "number_within", "within"]

Seen = Callable[[dict[str, Any]], dict[str, Any]]

FIRST_M, WORLD_M = 100.0, 20_100_000.0  # the first box, and one that holds every place on earth
FEW = 1_500  # a set of so few places is read whole: that is one question
MANY = 2_000  # places in a box that are worth narrowing it down for
NARROWINGS = 12
_PLAIN = [column for column in place.c if column.key not in ("geom", "dataset_id")]
_IN_BOX = text(
    "SELECT pk, lon, lat FROM place WHERE pk IN (SELECT pkid FROM idx_place_geom "
    "WHERE xmin <= :e AND xmax >= :w AND ymin <= :n AND ymax >= :s AND pkid BETWEEN :first AND :last LIMIT :most)"
)
_ALL = text("SELECT pk, lon, lat FROM place WHERE pk BETWEEN :first AND :last AND lon IS NOT NULL AND lat IS NOT NULL")


def nearest(engine: Engine, city: City, topic: str, lon: float, lat: float, k: int) -> list[dict[str, Any]]:
    """The ``k`` stored places of ``topic`` nearest to a position (degrees), nearest first, at any distance; fewer when the topic
    has fewer with a position. Each: id, name, kind, lon, lat, district, neighbourhood, props, ``distance_m``, ``bearing_deg``."""
    return nearest_of(engine, city, {topic: k}, lon, lat)[topic]


def nearest_of(engine: Engine, city: City, wanted: Mapping[str, int], lon: float, lat: float) -> dict[str, list[dict[str, Any]]]:
    """``nearest`` for several topics at one moment of the database; ``wanted``: topic -> k."""
    with snapshot(engine) as connection:
        return {topic: _nearest(connection, city, topic, lon, lat, k) for topic, k in wanted.items()}


def features_within(
    engine: Engine, city: City, topic: str, lon: float, lat: float, radius_m: float, *, seen: Seen | None = None
) -> list[dict[str, Any]]:
    """Live features of ``topic`` within ``radius_m``, nearest first: the dicts of geodata.feeds.read with ``distance_m`` and
    ``bearing_deg``. ``seen``: what the reader may see of a feature; it is measured where it is seen, so that a distance does not
    give away a position that is withheld."""
    west, south, east, north = box_of(lon, lat, radius_m)
    query = select(live, feed.c.demo).join(feed, feed.c.id == live.c.feed).where(live.c.city == city.id, live.c.topic == topic)
    if seen is None:
        query = query.where(live.c.lon.between(west, east), live.c.lat.between(south, north))
    with engine.connect() as connection:
        found = [feature_dict(row, row["demo"]) for row in map(dict, connection.execute(query).mappings())]
    return within(found, lon, lat, radius_m, seen=seen)


def incidents_within(
    engine: Engine, city: City, lon: float, lat: float, radius_m: float, *, at: datetime | None = None, seen: Seen | None = None
) -> list[dict[str, Any]]:
    """Incidents that are open (at ``at``, UTC; None: now) within ``radius_m``, nearest first: the dicts of geodata.incidents.read
    with ``distance_m`` and ``bearing_deg``. ``seen``: as in ``features_within``."""
    from geodata.incidents.read import as_of

    column, then = incident.c, utc(at)
    query = select(*(one for one in column if one.key != "city")).where(column.city == city.id)
    if seen is None:
        west, south, east, north = box_of(lon, lat, radius_m)
        query = query.where(column.lon.between(west, east), column.lat.between(south, north))
    if then is not None:
        query = query.where(column.reported_at <= then)
    # two questions, not one with "or": each is then answered from the index of open incidents before the table is touched
    asked = [query.where(column.closed_at.is_(None)), *([query.where(column.closed_at > then)] if then else [])]
    with engine.connect() as connection:
        found = [dict(row) for one in asked for row in connection.execute(one).mappings()]
    return within((as_of(row, then) if then else row for row in found), lon, lat, radius_m, seen=seen)


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
    distances, bearings = measure(lon, lat, np.array([f["lon"] for f in features]), np.array([f["lat"] for f in features]))
    order = sorted(np.flatnonzero(distances <= radius_m).tolist(), key=lambda i: (distances[i], features[i]["id"]))
    return [features[i] | {"distance_m": round(float(distances[i]), 1), "bearing_deg": _bearing(distances[i], bearings[i])} for i in order]


def _bearing(distance_m: float, azimuth: float) -> float:
    return round(float(azimuth) % 360, 1) % 360 if distance_m > 0 else 0.0


# ---- the nearest


def _nearest(connection: Connection, city: City, topic: str, lon: float, lat: float, k: int) -> list[dict[str, Any]]:
    active = select(dataset.c.id, dataset.c.rows).where(dataset.c.city == city.id, dataset.c.topic == topic, dataset.c.active)
    found = connection.execute(active).one_or_none()
    if found is None or k < 1:
        return []
    candidates = _candidates(connection, found.id, found.rows, _likely_m(city, found.rows, k), lon, lat, k)
    if not candidates:
        return []
    distances, _ = measure(lon, lat, *positions(candidates))
    kth = np.sort(distances)[min(k, len(distances)) - 1]
    pks = [row[0] for row, d in zip(candidates, distances, strict=True) if d <= kth]  # with all that tie for the last place
    full = connection.execute(select(*_PLAIN).where(place.c.pk.in_(pks))).mappings()
    return measured([_feature(row) for row in full], lon, lat)[:k]


def _feature(row: RowMapping) -> dict[str, Any]:
    return {"id": row["fid"]} | {key: row[key] for key in ("name", "kind", "lon", "lat", "district", "neighbourhood", "props")}


def _likely_m(city: City, rows: int, k: int) -> float:
    """A radius that would hold about twice ``k`` places, were they spread evenly over the city's extent."""
    west, south, east, north = city.extent
    area_m2 = (east - west) * LONGITUDE_M * float(np.cos(np.radians((south + north) / 2))) * (north - south) * LATITUDE_M
    return max(FIRST_M, float(np.sqrt(2 * k * area_m2 / np.pi / max(rows, 1))))


def _candidates(connection: Connection, own: int, rows: int, likely_m: float, lon: float, lat: float, k: int) -> list[Any]:
    """(pk, lon, lat) of places among which the nearest ``k`` surely are."""
    if rows <= FEW:
        return list(connection.execute(_ALL, _bounds(own, (lon, lat, lon, lat))).all())
    stray = unplaced(connection, own)
    found, radius_m = _enough(connection, own, likely_m, lon, lat, k)
    candidates = [*found, *stray]
    if radius_m >= WORLD_M or not candidates:
        return candidates
    # the k-th of those found is an upper bound: whatever is nearer than it lies in a box of that distance
    bound_m = float(np.sort(measure(lon, lat, *positions(candidates))[0])[min(k, len(candidates)) - 1])
    return candidates if bound_m <= radius_m else [*_in_box(connection, own, box_of(lon, lat, bound_m + 0.001)), *stray]


def _enough(connection: Connection, own: int, first_m: float, lon: float, lat: float, k: int) -> tuple[list[Any], float]:
    """(pk, lon, lat) of the places in a box that holds at least ``k`` of them, and that box's radius in metres."""
    most = max(k, MANY)
    small, large = 0.0, first_m
    while len(found := _in_box(connection, own, box_of(lon, lat, large), most + 1)) < k and large < WORLD_M:
        small, large = large, min(large * 2, WORLD_M)
    if len(found) <= most:
        return found, large
    for _ in range(NARROWINGS):  # from outside, the box suddenly holds half the city
        middle = (small * large) ** 0.5 if small else large / 2
        found = _in_box(connection, own, box_of(lon, lat, middle), most + 1)
        small, large = (middle, large) if len(found) < k else (small, middle)
        if k <= len(found) <= most:
            return found, large
    return _in_box(connection, own, box_of(lon, lat, large)), large


def _bounds(own: int, box: Box) -> dict[str, float | int]:
    west, south, east, north = box
    return {"w": west, "s": south, "e": east, "n": north, "first": own * SPAN, "last": (own + 1) * SPAN - 1, "most": -1}


def _in_box(connection: Connection, own: int, box: Box, most: int = -1) -> list[Any]:
    """(pk, lon, lat) of the places in a box, ``most`` of them at most (-1: all)."""
    return list(connection.execute(_IN_BOX, _bounds(own, box) | {"most": most}).all())

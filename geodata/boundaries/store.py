"""Where outlines live: full resolution in the database, simplified and compressed in the served folder.

One set per (city, vintage, level). Saving replaces a set completely or changes nothing. ``origin`` says where a set
came from: {"kind": "built-in" | "pack" | "file" | "official", "title": {"ko", "en"}, "licence": {"ko", "en"}, "detail": ...,
"approximate": bool}.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Connection, Engine, LargeBinary, bindparam, delete, func, insert, select, type_coerce

from geodata.boundaries.coverage import clean, dissolve, encode, on_grid, simplify
from geodata.boundaries.served import served_path, write_served
from geodata.city import City
from geodata.db.schema import area_shape, shape
from geodata.errors import BadInput, NotBuilt
from geodata.indicator import LEVELS, Level
from geodata.settings import Settings

TOLERANCE_M = 14.0
# share of a district's area by which its own file may differ from its neighbourhoods joined before it is kept apart
SAME_OUTLINE = 0.02


@dataclass(frozen=True)
class ShapeSet:
    """One stored set of outlines. ``path``: the plain served file (``.br`` and ``.gz`` beside it). ``approximate``: drawn
    from facts, not surveyed. ``built_at``: UTC, ISO 8601."""

    city: str
    vintage: str
    level: Level
    hash: str
    path: Path
    origin: dict[str, Any]
    built_at: str

    @property
    def approximate(self) -> bool:
        return bool(self.origin.get("approximate"))


def save(engine: Engine, settings: Settings, city: City, level: Level, frame: gpd.GeoDataFrame, origin: dict[str, Any]) -> ShapeSet:
    """Clean, store and serve one level; the other level stays as it is. ``frame``: columns ``id`` (area id) and
    geometry, any CRS. Raises BadInput when ids are unknown or doubled, or an outline is empty."""
    metric = _cleaned(city, level, frame)
    return _store(engine, settings, city, {level: (metric, _coarse(metric))}, origin)[level]


def save_levels(
    engine: Engine, settings: Settings, city: City, frames: dict[Level, gpd.GeoDataFrame], origin: dict[str, Any]
) -> dict[Level, ShapeSet]:
    """Clean, store and serve the sets of one origin so that their shared borders agree at every zoom.

    Districts are the neighbourhoods joined, before and after simplifying; when ``frames`` holds districts too and one of
    them differs from that by more than 2 % of its area, the given districts are kept as they are. All or nothing.
    """
    if "neighbourhood" not in frames:
        return {level: save(engine, settings, city, level, frame, origin) for level, frame in frames.items()}
    fine = _cleaned(city, "neighbourhood", frames["neighbourhood"])
    coarse = _coarse(fine)
    parents = {a.id: a.parent for a in city.neighbourhoods if a.parent}
    fine_districts, coarse_districts = dissolve(fine, parents), dissolve(coarse, parents)
    if "district" in frames:
        given = _cleaned(city, "district", frames["district"])
        if not _same_outlines(given, fine_districts):
            fine_districts, coarse_districts = given, _coarse(given)
    return _store(engine, settings, city, {"district": (fine_districts, coarse_districts), "neighbourhood": (fine, coarse)}, origin)


def shape_sets(engine: Engine, city: City) -> dict[Level, ShapeSet]:
    """The stored sets of the city's vintage by level; empty before the first build."""
    wanted = select(shape).where(shape.c.city == city.id, shape.c.vintage == city.vintage)
    with engine.connect() as connection:
        rows = {row.level: row for row in connection.execute(wanted)}
    folder = Path(str(engine.url.database)).parent / "shapes"
    return {
        level: ShapeSet(
            city.id, city.vintage, level, rows[level].hash, served_path(folder, _stem(city, level), rows[level].hash),
            rows[level].origin, rows[level].built_at,
        )
        for level in LEVELS
        if level in rows
    }  # fmt: skip


def vintages(engine: Engine, city: City) -> tuple[str, ...]:
    """Dates whose outlines are stored, ascending; an import adds one while the server runs."""
    query = select(shape.c.vintage).where(shape.c.city == city.id).distinct().order_by(shape.c.vintage)
    with engine.connect() as connection:
        return tuple(connection.execute(query).scalars())


def load(engine: Engine, city: City, level: Level) -> gpd.GeoDataFrame:
    """Full-resolution outlines: columns ``id`` and geometry (MultiPolygon, WGS 84), register order. Raises NotBuilt."""
    return _load(engine, city.id, city.vintage, level)


def locate(engine: Engine, city: City, lons: Any, lats: Any) -> tuple[np.ndarray, np.ndarray]:
    """District and neighbourhood ids of points: two object arrays as long as ``lons``, None outside the city or where
    a coordinate is unknown. ``lons``/``lats``: WGS 84 degrees. Raises NotBuilt when there are no outlines.

    A point's neighbourhood always lies in its district: the district of the neighbourhood decides, unless the
    neighbourhoods are approximate and the districts are not; then the nearest neighbourhood of that district is taken.
    """
    sets = shape_sets(engine, city)
    if not sets:
        raise NotBuilt(f"{city.id} {city.vintage} has no outlines yet; type: python -m geodata build")
    x, y = np.asarray(lons, dtype=float), np.asarray(lats, dtype=float)
    found = {level: _inside(_tree(engine, city.id, city.vintage, level, s.hash), x, y) for level, s in sets.items()}
    nowhere = np.full(len(x), None, dtype=object)
    district, neighbourhood = found.get("district", nowhere), found.get("neighbourhood", nowhere)
    parents = np.array([city.areas[n].parent if n in city.areas else None for n in neighbourhood], dtype=object)
    if "district" not in sets or "neighbourhood" not in sets:
        return np.where(parents == None, district, parents), neighbourhood  # noqa: E711  elementwise
    if sets["neighbourhood"].approximate and not sets["district"].approximate:
        for i in np.flatnonzero(district != parents):
            neighbourhood[i] = _nearest_child(engine, city, sets["neighbourhood"].hash, district[i], x[i], y[i])
        return district, neighbourhood
    return np.where(parents == None, district, parents), neighbourhood  # noqa: E711  elementwise


def _cleaned(city: City, level: Level, frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Clean coverage in metres, in register order, ids checked."""
    order = {area.id: number for number, area in enumerate(city.at(level))}
    ids = list(frame["id"])
    unknown = [str(i) for i in ids if i not in order]
    if unknown:
        raise BadInput(
            f"{level} outlines carry ids that {city.id} {city.vintage} does not have: {', '.join(unknown[:10])}. Match them first."
        )
    if len(set(ids)) < len(ids):
        twice = sorted({i for i in ids if ids.count(i) > 1})
        raise BadInput(f"{level} outlines hold {', '.join(twice[:10])} more than once; join or drop the extra rows. Nothing was changed.")
    metric, _ = clean(gpd.GeoDataFrame({"id": ids}, geometry=list(frame.geometry), crs=frame.crs), city.metric_crs)
    return metric.sort_values("id", key=lambda column: column.map(order)).reset_index(drop=True)


def _coarse(metric: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """What is served: simplified in metres, then WGS 84 on the grid of the encoding."""
    return on_grid(simplify(metric, TOLERANCE_M))


def _same_outlines(given: gpd.GeoDataFrame, joined: gpd.GeoDataFrame) -> bool:
    pair = joined.merge(given, on="id", how="outer", suffixes=("", "_given"))
    if pair["geometry"].isna().any() or pair["geometry_given"].isna().any():
        return False
    ours, theirs = np.asarray(pair["geometry"]), np.asarray(pair["geometry_given"])
    return bool((shapely.area(shapely.symmetric_difference(ours, theirs)) <= SAME_OUTLINE * shapely.area(theirs)).all())


def _store(
    engine: Engine, settings: Settings, city: City,
    levels: dict[Level, tuple[gpd.GeoDataFrame, gpd.GeoDataFrame]], origin: dict[str, Any],
) -> dict[Level, ShapeSet]:  # fmt: skip
    """Files first (their names are their content, so they disturb nobody), then one transaction."""
    built_at = datetime.now(UTC).isoformat(timespec="seconds")
    hashes = {}
    for level, (_, coarse) in levels.items():
        parents = [city.areas[i].parent for i in coarse["id"]]
        hashes[level] = write_served(settings.shapes, _stem(city, level), encode(coarse.assign(parent=parents)))
    with engine.begin() as connection:
        for level, (fine, _) in levels.items():
            _replace_rows(connection, city, level, fine)
            key = {"city": city.id, "vintage": city.vintage, "level": level}
            connection.execute(delete(shape).filter_by(**key))
            connection.execute(insert(shape).values(**key, hash=hashes[level], origin=origin, built_at=built_at))
    stored = shape_sets(engine, city)
    return {level: stored[level] for level in levels}


def _replace_rows(connection: Connection, city: City, level: Level, metric: gpd.GeoDataFrame) -> None:
    key = {"city": city.id, "vintage": city.vintage, "level": level}
    outlines = metric.to_crs(4326).geometry.array
    multi = [g if g.geom_type == "MultiPolygon" else shapely.MultiPolygon([g]) for g in outlines]
    rows = [{**key, "area": i, "wkb": w} for i, w in zip(metric["id"], shapely.to_wkb(multi), strict=True)]
    connection.execute(delete(area_shape).filter_by(**key))
    connection.execute(insert(area_shape).values(geom=func.ST_GeomFromWKB(bindparam("wkb", type_=LargeBinary), 4326)), rows)


def _stem(city: City, level: Level) -> str:
    return f"{city.id}-{city.vintage}-{level}"


def _load(engine: Engine, city_id: str, vintage: str, level: Level) -> gpd.GeoDataFrame:
    wkb = type_coerce(func.ST_AsBinary(area_shape.c.geom, type_=LargeBinary), LargeBinary)
    wanted = select(area_shape.c.area, wkb).filter_by(city=city_id, vintage=vintage, level=level).order_by(area_shape.c.pk)
    with engine.connect() as connection:
        rows = connection.execute(wanted).all()
    if not rows:
        raise NotBuilt(f"{city_id} {vintage} has no {level} outlines yet; type: python -m geodata build")
    return gpd.GeoDataFrame({"id": [r[0] for r in rows]}, geometry=shapely.from_wkb([r[1] for r in rows]), crs=4326)


@lru_cache(maxsize=6)
def _tree(engine: Engine, city_id: str, vintage: str, level: Level, _hash: str) -> tuple[np.ndarray, shapely.STRtree]:
    """Search tree of a set; the content hash in the key makes a new import a new tree."""
    frame = _load(engine, city_id, vintage, level)
    outlines = np.asarray(frame.geometry.array)
    shapely.prepare(outlines)
    return frame["id"].to_numpy(dtype=object), shapely.STRtree(outlines)


def _inside(tree: tuple[np.ndarray, shapely.STRtree], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Id of the area each point lies in; on a shared border the one that comes first in the register."""
    ids, index = tree
    found = np.full(len(x), None, dtype=object)
    known = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    point, area = index.query(shapely.points(x[known], y[known]))  # by extent; the exact test on prepared outlines is faster
    inside = shapely.intersects_xy(index.geometries[area], x[known[point]], y[known[point]])
    point, area = point[inside], area[inside]
    order = np.argsort(-area, kind="stable")  # the lowest area index is written last and stays
    found[known[point[order]]] = ids[area[order]]
    return found


def _nearest_child(engine: Engine, city: City, set_hash: str, district: str | None, x: float, y: float) -> str | None:
    ids, index = _tree(engine, city.id, city.vintage, "neighbourhood", set_hash)
    children = np.flatnonzero(np.isin(ids.astype(str), [a.id for a in city.children(district or "")]))
    if not len(children):
        return None
    return str(ids[children[np.argmin(shapely.distance(index.geometries[children], shapely.Point(x, y)))]])

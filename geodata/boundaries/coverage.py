"""Outlines as a coverage: areas that neither overlap nor leave slits, with borders both neighbours share exactly.

Everything happens in metres (the city's metric CRS); ``encode`` turns the result into the text that is served.
Simplifying each outline by itself tears borders apart, so only coverage operations are used (GEOS by shapely).
"""

import json
from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pyproj
import shapely

from geodata.errors import BadInput

GAP_WIDTH_M = 20.0
DECIMALS = 5


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What ``clean`` had to mend. ``repaired``: ids of areas whose rings were invalid. ``gaps_m2``: area of the slits
    that were filled. ``overlaps_m2``: area that lay in two areas and was given to one."""

    repaired: tuple[str, ...]
    gaps_m2: float
    overlaps_m2: float


def clean(frame: gpd.GeoDataFrame, metric_crs: int) -> tuple[gpd.GeoDataFrame, Cleaning]:
    """A valid coverage in ``metric_crs`` (EPSG code, metres) from ``frame`` (columns ``id`` and geometry, any CRS).

    Mends invalid rings, gives each overlap to the area with the longer shared border, fills slits narrower than
    20 m and makes shared borders exactly equal; wider gaps stay (they may be real). Raises BadInput naming the area
    that has no outline, or that vanishes because others cover it.
    """
    metric = frame.to_crs(metric_crs)
    outlines = np.asarray(metric.geometry.array)
    _refuse_empty(metric, outlines, "has no outline (it is empty or not a polygon)")
    broken = ~shapely.is_valid(outlines)
    mended = outlines.copy()
    mended[broken] = [polygonal(g) for g in shapely.make_valid(outlines[broken], method="structure")]
    _refuse_empty(metric, mended, "has an outline without any area")
    before = float(shapely.union_all(mended).area)
    overlaps_m2 = max(0.0, float(shapely.area(mended).sum()) - before)
    if not shapely.coverage_is_valid(mended, gap_width=GAP_WIDTH_M):
        mended = shapely.coverage_clean(mended, gap_width=GAP_WIDTH_M)
        _refuse_empty(metric, mended, "lies completely inside other areas")
    gaps_m2 = max(0.0, float(shapely.area(mended).sum()) - before)
    cleaned = metric.set_geometry(gpd.GeoSeries(mended, index=metric.index, crs=metric_crs))
    return cleaned, Cleaning(tuple(metric["id"][broken]), round(gaps_m2, 1), round(overlaps_m2, 1))


def simplify(frame: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """The coverage with fewer vertices; shared borders stay shared. ``frame``: a valid coverage in metres.
    ``tolerance_m``: about the square root of the area (m²) of the corners that may be cut off."""
    simplified = shapely.coverage_simplify(np.asarray(frame.geometry.array), tolerance_m)
    return frame.set_geometry(gpd.GeoSeries(simplified, index=frame.index, crs=frame.crs))


def dissolve(frame: gpd.GeoDataFrame, parents: dict[str, str]) -> gpd.GeoDataFrame:
    """The areas one level up: outlines of ``frame`` (a valid coverage) joined by ``parents`` (id -> parent id).
    Order: first appearance. The borders are exactly those of the parts."""
    outlines = np.asarray(frame.geometry.array)
    parent = np.array([parents[i] for i in frame["id"]], dtype=object)
    ids = list(dict.fromkeys(parent))
    joined = [shapely.coverage_union_all(outlines[parent == i]) for i in ids]
    return gpd.GeoDataFrame({"id": ids}, geometry=joined, crs=frame.crs)


def on_grid(frame: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """The coverage in WGS 84 with 5 decimals (about 1 m), still valid. ``frame``: columns ``id`` and geometry, any CRS.

    Rounding vertices alone can push a corner across a neighbour's edge; so all borders are snap-rounded together and
    the areas built up again from them. An area smaller than the grid keeps its exact outline.
    """
    outlines = np.asarray(frame.to_crs(4326).geometry.array)
    faces = shapely.get_parts(
        shapely.polygonize(shapely.get_parts(shapely.union_all(shapely.boundary(outlines), grid_size=10.0**-DECIMALS)))
    )
    face, owner = shapely.STRtree(outlines).query(shapely.point_on_surface(faces), predicate="intersects")
    face, first = np.unique(face, return_index=True)
    owner = owner[first]
    built = [shapely.coverage_union_all(faces[face[owner == n]]) if (owner == n).any() else outlines[n] for n in range(len(outlines))]
    return gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=built, crs=4326)


def encode(frame: gpd.GeoDataFrame) -> bytes:
    """GeoJSON FeatureCollection (UTF-8) in WGS 84, longitude first, 5 decimals (about 1 m).

    ``frame``: columns ``id``, geometry and optionally ``parent``; any CRS, best from ``on_grid``, whose vertices do not
    move any more.
    """
    located = frame.to_crs(4326)
    parents = located["parent"] if "parent" in located else [None] * len(located)
    features = []
    for area_id, parent, outline in zip(located["id"], parents, rounded(np.asarray(located.geometry.array)), strict=True):
        properties = {"id": area_id, "parent": parent} if isinstance(parent, str) else {"id": area_id}
        features.append({"type": "Feature", "id": area_id, "properties": properties, "geometry": geojson(outline)})
    return encode_features(features)


def encode_features(features: list[dict[str, Any]]) -> bytes:
    """GeoJSON features as one compact FeatureCollection, UTF-8."""
    collection = {"type": "FeatureCollection", "features": features}
    return json.dumps(collection, ensure_ascii=False, separators=(",", ":")).encode()


def rounded(geometries: np.ndarray) -> np.ndarray:
    """Geometries (degrees) with 5 decimals and without vertices that thereby fell together."""
    return shapely.remove_repeated_points(shapely.transform(geometries, lambda xy: np.round(xy, DECIMALS)))


def geojson(geometry: shapely.Geometry) -> dict[str, Any]:
    """One geometry as a GeoJSON object; a multi-geometry of one part becomes that part."""
    single = geometry.geoms[0] if hasattr(geometry, "geoms") and len(geometry.geoms) == 1 else geometry
    return dict(shapely.geometry.mapping(single))


def to_metres(epsg: int) -> pyproj.Transformer:
    """Transformer from WGS 84 lon/lat to the metric CRS ``epsg``, x/longitude first on both sides."""
    return pyproj.Transformer.from_crs(4326, epsg, always_xy=True)


def polygonal(geometry: shapely.Geometry) -> shapely.Geometry:
    """The polygon parts of a geometry; lines and points that repairing or cutting leaves behind carry no area."""
    parts = shapely.get_parts(geometry)
    nested = shapely.get_parts(parts)
    return shapely.union_all(nested[shapely.get_type_id(nested) == shapely.GeometryType.POLYGON])


def _refuse_empty(frame: gpd.GeoDataFrame, outlines: np.ndarray, why: str) -> None:
    kinds = shapely.get_type_id(outlines)
    polygonal = (kinds == shapely.GeometryType.POLYGON) | (kinds == shapely.GeometryType.MULTIPOLYGON)
    bad = shapely.is_missing(outlines) | shapely.is_empty(outlines) | ~polygonal
    if bad.any():
        names = ", ".join(str(i) for i in frame["id"][bad])
        raise BadInput(f"Area {names} {why}; mend or leave out that row. Nothing was changed.")

"""Finds out in which coordinate reference system (CRS) the outlines of a file are, by trying it on the ground.

The city's register knows a point inside every area. A CRS is right when those points, expressed in it, fall inside the
polygons they belong to. A file may state no CRS, or a wrong one (metres called degrees, swapped axes, the old Bessel
ellipsoid called GRS 80: 300 m beside the truth), so a declared CRS is tried too before it is believed. Candidates are
all CRSs of the EPSG register whose area of use holds the city; no list of one country's systems is written here.
"""

from dataclasses import dataclass
from functools import lru_cache

import geopandas as gpd
import numpy as np
import pyproj
import shapely
from pyproj.aoi import AreaOfInterest, AreaOfUse
from pyproj.database import query_crs_info
from pyproj.enums import PJType
from pyproj.exceptions import CRSError, ProjError

from geodata.city import City
from geodata.errors import BadInput
from geodata.indicator import Level

# A declared CRS is believed while the register's points fit it this well; beyond, the others are tried.
GOOD_OFFSET_M = 60.0
# Two candidates this close are the same on the ground (WGS 84 and KGD2002, say): the more usual one is named.
SAME_M = 3.0
# Nothing that fits worse than this is taken for the right place.
WORST_OFFSET_M = 3000.0
_MISS_M = 1000.0  # cost of every register point being outside its polygon
_DEGREE_M = 111_195.0
_WEB_MERCATOR = 3857
_WORLDWIDE = 180.0 * 90.0  # square degrees; of the worldwide systems only WGS 84 and web mercator are met in practice


@dataclass(frozen=True)
class Fit:
    """How well the register's points fit the outlines in one CRS. ``inside``/``of``: points inside their own polygon.
    ``offset_m``: length of the median shift between register points and polygon centres."""

    crs: pyproj.CRS
    swapped: bool
    inside: int
    of: int
    offset_m: float

    @property
    def cost_m(self) -> float:
        return self.offset_m + _MISS_M * (1 - self.inside / self.of)

    @property
    def title(self) -> str:
        code = self.crs.to_epsg()
        return (f"EPSG:{code}" if code else self.crs.name) + (" with swapped axes" if self.swapped else "")


@dataclass(frozen=True)
class Located:
    """The CRS that is used, and ``how`` it is known: 'declared', 'format' (implied by the file format), 'given' (by the
    caller) or 'recognised' (from the coordinates). ``sentence``: for the report."""

    fit: Fit
    how: str
    sentence: str


class _Samples:
    """Register points and outlines of the matched rows, ready to be compared in the file's own coordinates."""

    def __init__(self, outlines: np.ndarray, ids: list[str | None], city: City):
        rows = [row for row, i in enumerate(ids) if i]
        self.polygons = np.asarray(shapely.make_valid(outlines[rows]))
        shapely.prepare(self.polygons)
        self.in_degrees = bool(np.abs(shapely.total_bounds(self.polygons)).max() <= 360)
        areas = [city.areas[i] for i in ids if i]
        self.points = np.array([(a.lon, a.lat) for a in areas])
        self.centres = [
            shapely.get_coordinates(shapely.centroid(self.polygons)),
            shapely.get_coordinates(shapely.point_on_surface(self.polygons)),
        ]
        inner = [(n, (c.lon, c.lat)) for n, a in enumerate(areas) for c in (city.children(a.id) or (a,))]
        self.owner = np.array([n for n, _ in inner])
        self.inner = np.array([p for _, p in inner])
        self.latitude = float(self.points[:, 1].mean())

    def fit(self, crs: pyproj.CRS, swapped: bool) -> Fit | None:
        """How well ``crs`` fits; None when it cannot express these places."""
        try:
            x, y = _from_wgs84(crs).transform(*self._stacked().T)
        except ProjError:
            return None
        if swapped:
            x, y = y, x
        n = len(self.points)
        if not np.isfinite(x).all() or not np.isfinite(y).all():
            return None
        inside = int(shapely.contains_xy(self.polygons[self.owner], x[n:], y[n:]).sum())
        scale = self._metres_per_unit(crs)[:: -1 if swapped else 1]
        offsets = [np.hypot(*(np.median(c - np.column_stack([x[:n], y[:n]]), axis=0) * scale)) for c in self.centres]
        return Fit(crs, swapped, inside, len(self.inner), float(min(offsets)))

    def _stacked(self) -> np.ndarray:
        return np.vstack([self.points, self.inner])

    def _metres_per_unit(self, crs: pyproj.CRS) -> np.ndarray:
        if crs.is_geographic:
            return np.array([_DEGREE_M * np.cos(np.radians(self.latitude)), _DEGREE_M])
        return np.array([crs.axis_info[0].unit_conversion_factor] * 2)


def find_crs(
    outlines: np.ndarray,
    ids: list[str | None],
    city: City,
    level: Level,
    declared: pyproj.CRS | None = None,
    *,
    stated: bool = True,
    given: str | None = None,
) -> Located:
    """The CRS of ``outlines`` (polygons in file coordinates). ``ids``: area of each outline or None. ``declared``: what
    the file says; ``stated`` False when only its format implies it. ``given``: the caller's word (e.g. "EPSG:5174").

    Raises BadInput when no CRS brings the outlines into the city, or ``given`` is not a CRS.
    """
    samples = _Samples(outlines, ids, city)
    if given:
        try:
            fit = samples.fit(pyproj.CRS.from_user_input(given), swapped=False)
        except CRSError as problem:
            raise BadInput(f"{given!r} is not a coordinate reference system; give one such as EPSG:4326.") from problem
        if fit is None or fit.cost_m > WORST_OFFSET_M:
            raise BadInput(f"In {given} the outlines do not lie in {city.id}. Leave --crs out: the CRS is then recognised.")
        return Located(fit, "given", f"CRS: {fit.title}, as given{_points(fit)}.")

    how = "declared" if stated else "format"
    words = "declared by the file" if stated else "implied by the file format"
    declared_fit = samples.fit(declared, swapped=False) if declared else None
    if declared_fit and declared_fit.offset_m <= GOOD_OFFSET_M:
        return Located(declared_fit, how, f"CRS: {declared_fit.title}, {words}{_points(declared_fit)}.")
    best = _best(samples, city)
    if declared_fit and declared_fit.cost_m <= WORST_OFFSET_M and best.cost_m + GOOD_OFFSET_M > declared_fit.cost_m:
        return Located(declared_fit, how, f"CRS: {declared_fit.title}, {words}{_points(declared_fit)}.")
    if best.cost_m > WORST_OFFSET_M:
        raise BadInput(f"The outlines do not lie in {city.id} in any CRS used there. Check the city, or state the CRS with --crs.")
    sentence = f"CRS: {best.title}, recognised from the coordinates{_points(best)}"
    if declared:
        sentence += f"; {words} is {_title(declared)}, which does not fit"
        if declared_fit and declared_fit.cost_m <= WORST_OFFSET_M:
            sentence += f" ({declared_fit.offset_m:.0f} m off)"
    return Located(best, "recognised", sentence + ".")


def to_wgs84(frame: gpd.GeoDataFrame, located: Located) -> gpd.GeoDataFrame:
    """``frame`` in WGS 84, longitude first, read in the CRS that was found."""
    outlines = np.asarray(frame.geometry.array)
    if located.fit.swapped:
        outlines = shapely.transform(outlines, lambda xy: xy[:, ::-1])
    return frame.set_geometry(gpd.GeoSeries(outlines, index=frame.index, crs=located.fit.crs)).to_crs(4326)


def _best(samples: _Samples, city: City) -> Fit:
    usual = [c for c in candidates(city.extent, city.metric_crs) if c.is_geographic == samples.in_degrees]
    fits = [f for crs in usual for swapped in (False, True) if (f := samples.fit(crs, swapped))]
    lowest = min(f.cost_m for f in fits)
    return next(f for f in fits if f.cost_m <= lowest + SAME_M)


@lru_cache(maxsize=4)
def candidates(extent: tuple[float, float, float, float], metric_crs: int) -> tuple[pyproj.CRS, ...]:
    """CRSs whose area of use holds the city, the likely ones first: WGS 84, the pack's own, projections of WGS 84, then
    the more local and the younger ones."""
    found = query_crs_info(
        auth_name="EPSG", pj_types=[PJType.PROJECTED_CRS, PJType.GEOGRAPHIC_2D_CRS], area_of_interest=AreaOfInterest(*extent), contains=True
    )
    local = [c for c in found if c.code.isdigit() and _span(c.area_of_use) < _WORLDWIDE]
    local.sort(key=lambda c: (not c.name.startswith("WGS 84 /"), _span(c.area_of_use), -int(c.code)))
    codes = dict.fromkeys([4326, metric_crs, _WEB_MERCATOR, *(int(c.code) for c in local)])
    return tuple(pyproj.CRS.from_epsg(code) for code in codes)


def _span(area: AreaOfUse | None) -> float:
    """Size of an area of use in square degrees."""
    return (area.east - area.west) * (area.north - area.south) if area else float("inf")


@lru_cache(maxsize=256)
def _from_wgs84(crs: pyproj.CRS) -> pyproj.Transformer:
    return pyproj.Transformer.from_crs(4326, crs, always_xy=True)


def _title(crs: pyproj.CRS) -> str:
    code = crs.to_epsg()
    return f"EPSG:{code}" if code else crs.name


def _points(fit: Fit) -> str:
    return f" ({fit.inside} of {fit.of} register points lie inside their outline, shift {fit.offset_m:.0f} m)"

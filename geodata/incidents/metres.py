"""Metres on the ellipsoid (WGS 84): distances, bearings, and boxes of degrees that surely hold a circle. Pure."""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from pyproj import Geod

Box = tuple[float, float, float, float]  # west, south, east, north degrees

GEOD = Geod(ellps="WGS84")
# a degree is never shorter than this: of latitude anywhere, of longitude at the equator
LATITUDE_M, LONGITUDE_M = 110_574.0, 111_319.0


def measure(lon: float, lat: float, lons: NDArray[Any], lats: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Distances (m) and azimuths (degrees, -180 to 180) to each position."""
    n = len(lons)
    forward, _, distances = GEOD.inv(np.full(n, lon), np.full(n, lat), lons.astype(float), lats.astype(float))
    return np.asarray(distances), np.asarray(forward)


def degree_m(lat: float) -> tuple[float, float]:
    """Metres of one degree of longitude and of latitude at ``lat``."""
    sine2 = float(np.sin(np.radians(lat))) ** 2
    across = GEOD.a / (1 - GEOD.es * sine2) ** 0.5
    along = GEOD.a * (1 - GEOD.es) / (1 - GEOD.es * sine2) ** 1.5
    return float(np.radians(across) * np.cos(np.radians(lat))), float(np.radians(along))


def box_of(lon: float, lat: float, radius_m: float) -> Box:
    """Degrees that surely hold every position within ``radius_m``; the whole way round near a pole or across the date line."""
    high = radius_m / LATITUDE_M * 1.000001
    furthest = min(abs(lat) + high, 90.0)
    wide = radius_m / (LONGITUDE_M * max(float(np.cos(np.radians(furthest))), 1e-12)) * 1.000001
    west, east = lon - wide, lon + wide
    if furthest >= 89.9 or west < -180 or east > 180:
        west, east = -180.0, 180.0
    return west, lat - high, east, lat + high

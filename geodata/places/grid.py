"""Web-mercator cells and the cluster pyramid.

At zoom ``z`` the world is 256·2^z pixels wide; a cell is 64 px, so the world has 2^(z+2) cells a side. A point's Z-order
key at the deepest zoom interleaves the bits of its cell; shifting the key right by two bits a zoom gives the key of the
coarser cell. Points sorted by key are therefore contiguous in every cell of every zoom.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

MIN_ZOOM, MAX_ZOOM = 8, 19
CELL_PX = 64
MAX_LAT = 85.05112878  # where web-mercator ends

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Extent = tuple[float, float, float, float]


def cells(lons: Floats, lats: Floats, zoom: int) -> tuple[Ints, Ints]:
    """Column and row (0 = north) of the cell each position lies in. Positions: WGS 84 degrees, finite."""
    side = 1 << (zoom + 2)
    sines = np.sin(np.radians(np.clip(lats, -MAX_LAT, MAX_LAT)))
    xs = (np.asarray(lons) + 180) / 360
    ys = 0.5 - np.arctanh(sines) / (2 * np.pi)
    return tuple(np.clip(np.floor(part * side), 0, side - 1).astype(np.int64) for part in (xs, ys))  # type: ignore[return-value]


def cell_extent(west: int, north: int, east: int, south: int, zoom: int) -> Extent:
    """(west, south, east, north) degrees of the block of cells from column ``west`` to ``east``, row ``north`` to ``south``."""
    side = 1 << (zoom + 2)

    def lat(row: int) -> float:
        return float(np.degrees(np.arctan(np.sinh(np.pi * (1 - 2 * row / side)))))

    return west / side * 360 - 180, lat(south + 1), (east + 1) / side * 360 - 180, lat(north)


def _spread(values: Ints) -> Ints:
    """Put a zero bit between the (at most 21) bits of each value."""
    spread = values.astype(np.int64)
    for shift, mask in (
        (16, 0x0000FFFF0000FFFF),
        (8, 0x00FF00FF00FF00FF),
        (4, 0x0F0F0F0F0F0F0F0F),
        (2, 0x3333333333333333),
        (1, 0x5555555555555555),
    ):
        spread = (spread | (spread << shift)) & mask
    return spread


def z_keys(lons: Floats, lats: Floats) -> Ints:
    """Z-order key of each position's cell at ``MAX_ZOOM``."""
    gx, gy = cells(lons, lats, MAX_ZOOM)
    return _spread(gx) | (_spread(gy) << 1)


@dataclass(frozen=True, slots=True)
class PyramidLevel:
    """Occupied cells of one zoom, all arrays the same length: column, row, number of points, index of the first point in
    Z-order, mean position."""

    zoom: int
    gx: Ints
    gy: Ints
    n: Ints
    first: Ints
    lon: Floats
    lat: Floats


def pyramid(lons: Floats, lats: Floats, keys: Ints) -> Iterator[PyramidLevel]:
    """The occupied cells from ``MAX_ZOOM`` up to ``MIN_ZOOM`` of positions already sorted by ``keys`` (see ``z_keys``)."""
    if not len(keys):
        return
    gx, gy = cells(lons, lats, MAX_ZOOM)
    for zoom in range(MAX_ZOOM, MIN_ZOOM - 1, -1):
        up = MAX_ZOOM - zoom
        first = np.concatenate(([0], np.flatnonzero(np.diff(keys >> (2 * up))) + 1))
        n = np.diff(np.concatenate((first, [len(keys)])))
        yield PyramidLevel(
            zoom, gx[first] >> up, gy[first] >> up, n, first, np.add.reduceat(lons, first) / n, np.add.reduceat(lats, first) / n
        )

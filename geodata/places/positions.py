"""Where the rows of a table lie: finds the coordinate columns and their CRS, and reads each row's position.

Degrees are recognised by the city's extent, row by row, whichever of the two columns is called what; metres by trying the
CRSs in use there. Two systems 300 m apart are told by how many rows then lie in the district they name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

import numpy as np
import pandas as pd
import pyproj
from numpy.typing import NDArray
from pyproj.exceptions import CRSError

from geodata.boundaries.crs import candidates
from geodata.city import City
from geodata.errors import BadInput
from geodata.places.grid import Floats
from geodata.places.roles import WORDS, rank

SAMPLE_ROWS = 600
NEAR_DEGREES = 2.5  # a region's file may reach this far around the city and still be about it
NUMERIC_SHARE = 0.3
NAMED = 0.5  # what a fitting pair of names is worth beside the share of rows that fit
SAME_SHARE = 0.01
NEAR_METRES_DEGREES = 0.05  # how far outside the city's extent, in degrees, a position in metres still counts as near
IN_RANGE_SHARE = 0.05  # of a column's figures must be possible coordinates before the column is tried in pairs
PAIRS_AT_MOST = 60  # pairs tried in one CRS, the best named first: a sheet of statistics has hundreds that mean nothing

Mask = NDArray[np.bool_]
Agreement = Callable[[Floats, Floats, Mask], float]


@dataclass(frozen=True)
class Positions:
    """``lons``/``lats``: degrees, NaN where a row has no usable position. ``columns``: (east, north) as used. ``crs``: EPSG
    code. ``swapped``: rows whose axes were the other way round. ``missing``: rows without figures; ``unreadable``: rows whose
    figures are no position (not numbers, zero, out of range). ``how``: a sentence about the CRS."""

    lons: Floats
    lats: Floats
    columns: tuple[str, str]
    crs: int
    swapped: Mask
    missing: Mask
    unreadable: Mask
    how: str


def numbers(column: pd.Series) -> Floats:
    """Figures of a text column, thousands separators and degree signs taken off; NaN where there is none."""
    cleaned = column.str.replace(r"[,°\s]", "", regex=True)
    return pd.to_numeric(cleaned.replace("", np.nan), errors="coerce").to_numpy(dtype=float)


def find_positions(frame: pd.DataFrame, city: City, crs: int | None, agreement: Agreement, file: str) -> Positions:
    """Positions of every row of ``frame`` (texts) of ``file``. ``crs``: EPSG code when the caller knows it. ``agreement(lons, lats,
    rows)``: share of the rows that lie where they say. Raises BadInput naming the columns when none hold coordinates."""
    figures = {name: values for name in frame.columns if np.isfinite(values := numbers(frame[name])).mean() >= NUMERIC_SHARE}
    pair = None if crs not in (None, 4326) else _degree_pair(figures, city)
    if pair is not None:
        return _in_degrees(frame, figures, pair, city)
    found = _metre_pair(figures, city, crs, agreement)
    if found is None:
        seen = ", ".join(map(str, frame.columns[:30]))
        raise BadInput(
            f"{file}: no two columns hold positions in or near {city.id}{f' in EPSG:{crs}' if crs else ''}; the columns are: {seen}. Give a file with coordinates."
        )
    return _in_metres(frame, figures, *found, given=crs is not None)


def _names_fit(east: str, north: str) -> float:
    return NAMED * (rank(east, WORDS["lon"]) is not None and rank(north, WORDS["lat"]) is not None)


def _near(x: Floats, y: Floats, city: City, margin: float) -> Mask:
    west, south, east, north = city.extent
    return (x >= west - margin) & (x <= east + margin) & (y >= south - margin) & (y <= north + margin)


def _degree_pair(figures: dict[str, Floats], city: City) -> tuple[str, str] | None:
    """The (east, north) columns that hold degrees, by the share of rows near the city in either order."""
    scores = {}
    west, south, east, north = city.extent
    spans = ((west - NEAR_DEGREES, east + NEAR_DEGREES), (south - NEAR_DEGREES, north + NEAR_DEGREES))
    possible = [name for name in figures if any(_share_between(figures[name], *span) >= IN_RANGE_SHARE for span in spans)]
    for a, b in _best_named(list(permutations(possible, 2))):
        both = np.flatnonzero(np.isfinite(figures[a]) & np.isfinite(figures[b]))[:SAMPLE_ROWS]
        x, y = figures[a][both], figures[b][both]
        straight, turned = _near(x, y, city, NEAR_DEGREES), _near(y, x, city, NEAR_DEGREES)
        fits = (straight | turned).mean() if len(both) else 0.0
        if fits >= NUMERIC_SHARE:
            # of two columns whose names are crossed, the order most rows fit without turning is the true one
            scores[a, b] = fits + _names_fit(a, b) + straight.mean() - turned.mean()
    return max(scores, key=lambda pair: scores[pair]) if scores else None


def _in_degrees(frame: pd.DataFrame, figures: dict[str, Floats], pair: tuple[str, str], city: City) -> Positions:
    x, y = figures[pair[0]].copy(), figures[pair[1]].copy()
    swapped = ~_near(x, y, city, NEAR_DEGREES) & _near(y, x, city, NEAR_DEGREES)
    x[swapped], y[swapped] = y[swapped], x[swapped].copy()
    how = "CRS: EPSG:4326 (degrees)"
    crossed = rank(pair[0], WORDS["lat"]) is not None and rank(pair[1], WORDS["lon"]) is not None
    if crossed:
        how += f"; the column names are crossed: {pair[0]} holds longitudes, {pair[1]} latitudes"
    off = ~(np.isfinite(x) & np.isfinite(y) & (np.abs(x) <= 180) & (np.abs(y) <= 90)) | ((x == 0) & (y == 0))
    return _positions(frame, x, y, off, pair, 4326, swapped, how)


def _positions(frame: pd.DataFrame, x: Floats, y: Floats, off: Mask, pair: tuple[str, str], crs: int, swapped: Mask, how: str) -> Positions:
    x[off], y[off] = np.nan, np.nan
    missing = ((frame[pair[0]] == "") & (frame[pair[1]] == "")).to_numpy(dtype=bool)
    return Positions(x, y, pair, crs, swapped & ~off, missing, off & ~missing, how + ".")


def _metre_pair(figures: dict[str, Floats], city: City, crs: int | None, agreement: Agreement) -> tuple[tuple[str, str], int] | None:
    """The (east, north) columns that hold metres and their EPSG code, by the share of rows in the city, then in the right
    district."""
    codes = (
        [crs] if crs else [code for one in candidates(city.extent, city.metric_crs) if not one.is_geographic and (code := one.to_epsg())]
    )
    fits: list[tuple[float, tuple[str, str], int]] = []
    for code in codes:
        (west, east), (south, north) = _reach(code, city.extent)
        easts = [name for name in figures if _share_between(figures[name], west, east) >= IN_RANGE_SHARE]
        norths = [name for name in figures if _share_between(figures[name], south, north) >= IN_RANGE_SHARE]
        for pair in _best_named([(one, other) for one in easts for other in norths if one != other]):
            both = np.flatnonzero(np.isfinite(figures[pair[0]]) & np.isfinite(figures[pair[1]]))[:SAMPLE_ROWS]
            lons, lats = _to_degrees(code, figures[pair[0]][both], figures[pair[1]][both])
            near = _near(lons, lats, city, NEAR_METRES_DEGREES).mean() if len(both) else 0.0
            if near >= NUMERIC_SHARE:
                fits.append((near + _names_fit(*pair), pair, code))
    if not fits:
        return None
    top = max(score for score, _, _ in fits)
    close = [(pair, code) for score, pair, code in fits if score >= top - SAME_SHARE]
    return _most_agreeing(figures, close, agreement)


def _most_agreeing(
    figures: dict[str, Floats], close: list[tuple[tuple[str, str], int]], agreement: Agreement
) -> tuple[tuple[str, str], int]:
    """Of systems that all bring the rows into the city, the one that brings most of them where they say; the most usual one
    when several do equally well."""
    shares = []
    for pair, code in close:
        both = np.isfinite(figures[pair[0]]) & np.isfinite(figures[pair[1]])
        rows = both & (np.cumsum(both) <= SAMPLE_ROWS)
        lons, lats = _to_degrees(code, figures[pair[0]][rows], figures[pair[1]][rows])
        shares.append(agreement(lons, lats, rows))
    return next(choice for choice, share in zip(close, shares, strict=True) if share >= max(shares) - SAME_SHARE / 2)


def _share_between(figures: Floats, low: float, high: float) -> float:
    """Share of the figures of a column that lie between ``low`` and ``high``."""
    finite = int(np.isfinite(figures).sum())
    return float(((figures >= low) & (figures <= high)).sum() / finite) if finite else 0.0


def _best_named(pairs: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """The pairs worth trying, those called like coordinates first."""
    return sorted(pairs, key=lambda pair: -_names_fit(*pair))[:PAIRS_AT_MOST] if len(pairs) > PAIRS_AT_MOST else pairs


@lru_cache(maxsize=256)
def _reach(code: int, extent: tuple[float, float, float, float]) -> tuple[tuple[float, float], tuple[float, float]]:
    """(lowest, highest) east and north of the surroundings of ``extent`` in EPSG:``code``; what lies outside cannot be near."""
    west, south, east, north = extent
    margin = 2 * NEAR_METRES_DEGREES
    lons, lats = np.meshgrid(np.linspace(west - margin, east + margin, 9), np.linspace(south - margin, north + margin, 9))
    x, y = _transformer(code).transform(lons.ravel(), lats.ravel(), direction="INVERSE")
    if not (np.isfinite(x).all() and np.isfinite(y).all()):
        return (np.inf, -np.inf), (np.inf, -np.inf)  # this CRS does not reach the city
    return (float(x.min()), float(x.max())), (float(y.min()), float(y.max()))


@lru_cache(maxsize=256)
def _transformer(code: int) -> pyproj.Transformer:
    """From EPSG:``code`` to WGS 84; making one costs 10 ms, so it is made once."""
    try:
        return pyproj.Transformer.from_crs(code, 4326, always_xy=True)
    except CRSError as problem:
        raise BadInput(f"EPSG:{code} is not a coordinate reference system. Give one such as --crs 4326, or leave it out.") from problem


def _to_degrees(code: int, x: Floats, y: Floats) -> tuple[Floats, Floats]:
    lons, lats = _transformer(code).transform(x, y)
    return np.where(np.isfinite(lons), lons, np.nan), np.where(np.isfinite(lats), lats, np.nan)


def _in_metres(frame: pd.DataFrame, figures: dict[str, Floats], pair: tuple[str, str], code: int, *, given: bool) -> Positions:
    lons, lats = _to_degrees(code, figures[pair[0]], figures[pair[1]])
    off = ~(np.isfinite(lons) & np.isfinite(lats)) | ((figures[pair[0]] == 0) & (figures[pair[1]] == 0))
    name = pyproj.CRS.from_epsg(code).name
    how = f"CRS: EPSG:{code} ({name}), {'as given' if given else 'recognised from the coordinates'}"
    return _positions(frame, lons.copy(), lats.copy(), off, pair, code, np.zeros(len(frame), dtype=bool), how)

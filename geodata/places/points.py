"""Stored points of one topic in columns: what a loader hands to ``save_places``.

Positions are WGS 84 degrees, NaN where unknown. ``props`` are plain JSON objects. Nothing is dropped on the way in: an id
that comes twice gets a number, a position that is none becomes unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, is_dataclass
from typing import Any

import numpy as np
import pandas as pd

from geodata.connector import Feature
from geodata.places.grid import Floats
from geodata.source import Source
from geodata.text import Text

COLUMNS = ("id", "lon", "lat", "name", "kind", "observed_at", "area", "props")


@dataclass
class Points:
    """Columns of equal length. ``ids`` are unique."""

    ids: list[str]
    lons: Floats
    lats: Floats
    names: list[str | None]
    kinds: list[str | None]
    props: list[dict[str, Any]]

    def __len__(self) -> int:
        return len(self.ids)


def unique_ids(ids: Iterable[Any]) -> list[str]:
    """Ids as text; the second bearer of an id becomes ``ID~2``, the third ``ID~3``, so that each opens its own card."""
    wanted = [str(one) for one in ids]
    taken, bearers, result = set(wanted), dict[str, int](), list[str]()
    for one in wanted:
        bearers[one] = bearers.get(one, 0) + 1
        unique = one
        while bearers[one] > 1 and (unique := f"{one}~{bearers[one]}") in taken:
            bearers[one] += 1
        taken.add(unique)
        result.append(unique)
    return result


def as_points(features: Points | pd.DataFrame | Iterable[Feature]) -> Points:
    """Features, a frame (columns id, lon, lat and any of name, kind, props; other columns become props) or Points, as Points."""
    if isinstance(features, Points):
        return features
    if isinstance(features, pd.DataFrame):
        return _from_frame(features)
    rows = list(features)
    return _points(
        [f.id for f in rows],
        [f.lon for f in rows],
        [f.lat for f in rows],
        [f.name for f in rows],
        [f.kind for f in rows],
        [_with_time(f) for f in rows],
    )


def _with_time(feature: Feature) -> dict[str, Any]:
    if feature.observed_at is None:
        return feature.props
    return {**feature.props, "observed_at": feature.observed_at.isoformat(timespec="seconds")}


def _from_frame(frame: pd.DataFrame) -> Points:
    def column(name: str) -> Sequence[Any]:
        if name not in frame:
            return [None] * len(frame)
        return [None if pd.isna(value) else value for value in frame[name]]

    extra = [name for name in frame.columns if name not in COLUMNS]
    loose: list[dict[str, Any]] = (
        [{k: v for k, v in row.items() if not pd.isna(v)} for row in frame[extra].to_dict("records")] if extra else [{}] * len(frame)
    )
    given = list(frame["props"]) if "props" in frame else [{}] * len(frame)
    props = [{**a, **b} for a, b in zip(given, loose, strict=True)]
    return _points(frame["id"], column("lon"), column("lat"), column("name"), column("kind"), props)


def _points(ids: Iterable[Any], lons: Any, lats: Any, names: Any, kinds: Any, props: list[dict[str, Any]]) -> Points:
    east, north = np.asarray(list(lons), dtype=float), np.asarray(list(lats), dtype=float)
    off = ~(np.isfinite(east) & np.isfinite(north) & (np.abs(east) <= 180) & (np.abs(north) <= 90))
    east[off] = north[off] = np.nan
    return Points(unique_ids(ids), east, north, list(names), list(kinds), props)


def source_record(source: Source | dict[str, Any]) -> dict[str, Any]:
    """A source as the JSON kept with the dataset: title, provider, licence (each ``{"ko", "en"}``), url, as_of."""
    if not is_dataclass(source):
        return source
    return {
        key: asdict(value) if isinstance(value, Text) else value
        for key in source.__slots__
        if (value := getattr(source, key)) not in (None, False)
    }

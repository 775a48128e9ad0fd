"""Writes the areas a map shows as a file other programs read: every code, both names, district, vintage, origin."""

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyogrio
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError
from sqlalchemy import Engine

from geodata.boundaries.store import load, shape_sets
from geodata.city import Area, City
from geodata.errors import BadInput, NotBuilt
from geodata.freshness import part
from geodata.indicator import Level

# ending -> GDAL driver and its options
FORMATS: dict[str, tuple[str, dict[str, str]]] = {
    ".geojson": ("GeoJSON", {"RFC7946": "YES"}),
    ".gpkg": ("GPKG", {}),
    ".fgb": ("FlatGeobuf", {"SPATIAL_INDEX": "NO"}),  # with an index it could not hold an area without outline
}


@dataclass(frozen=True)
class ExportReport:
    """What was written. ``without_outline``: names of areas of the register that have no outline; their rows are written
    with an empty geometry. ``origin``: title of the outlines' origin."""

    path: Path
    driver: str
    rows: int
    without_outline: tuple[str, ...]
    origin: str
    approximate: bool


def export_areas(engine: Engine, city: City, level: Level, path: Path) -> ExportReport:
    """Write all areas of ``level`` with their full-resolution outlines (WGS 84) to ``path``; its ending decides the
    format. An existing file is replaced in one step. Raises BadInput for another ending or a missing folder, NotBuilt
    when the city has no outlines of that level."""
    ending = path.suffix.lower()
    if ending not in FORMATS:
        raise BadInput(f"{path}: areas are written as {', '.join(FORMATS)} only. Give a file name with one of these endings.")
    if not path.parent.is_dir():
        raise BadInput(f"{path}: the folder {path.parent} does not exist. Make it first.")
    stored = shape_sets(engine, city).get(level)
    if stored is None:
        raise NotBuilt(f"{city.id} {city.vintage} has no {level} outlines to export; type: python -m geodata build")
    title = stored.origin.get("title", {})
    origin = str(title.get("en") or stored.origin.get("kind"))
    areas = city.at(level)
    told = part("fresh", city.vintage)  # outlines and registers are valid for their own date
    frame = pd.DataFrame([_row(a, city) for a in areas]).assign(
        vintage=city.vintage,
        outline_source=origin,
        outline_source_ko=str(title.get("ko") or origin),
        outline_approximate=stored.approximate,
        observed_at=told["observed_at"],
        freshness=told["state"],
    )
    outlines = load(engine, city, level)
    joined = gpd.GeoDataFrame(frame.merge(outlines, on="id", how="left"), geometry="geometry", crs=4326)
    driver, options = FORMATS[ending]
    try:
        _write(joined, path, driver, options, f"{city.id}-{level}", told | {"vintage": city.vintage, "built_at": stored.built_at})
    except (OSError, DataSourceError, DataLayerError, FeatureError) as problem:
        raise BadInput(f"{path}: could not be written ({problem}). Choose another place; nothing was changed.") from problem
    absent = tuple(a.name.ko for a, empty in zip(areas, joined.geometry.isna(), strict=True) if empty)
    return ExportReport(path, driver, len(joined), absent, origin, stored.approximate)


def _row(area: Area, city: City) -> dict[str, str | float | None]:
    """Attributes of one area; a code column is named after its system."""
    systems = sorted({s for a in city.at(area.level) for s in a.codes})
    district = city.district_of(area.id) if area.level == "neighbourhood" else None
    return {
        "id": area.id,
        "level": area.level,
        **{system: area.codes.get(system) for system in systems},
        "name_ko": area.name.ko,
        "name_en": area.name.en,
        **({"district": district.id, "district_ko": district.name.ko, "district_en": district.name.en} if district else {}),
        "area_km2": area.area_km2,
    }


def _write(frame: gpd.GeoDataFrame, path: Path, driver: str, options: dict[str, str], layer: str, told: dict[str, str | None]) -> None:
    """Into a folder beside the target, then one rename: a reader finds the old file or the whole new one."""
    with tempfile.TemporaryDirectory(dir=path.parent, prefix=".export-") as folder:
        draft = Path(folder, f"draft{path.suffix.lower()}")
        pyogrio.write_dataframe(
            frame, draft, driver=driver, layer=layer, geometry_type="MultiPolygon", promote_to_multi=True, layer_options=options
        )
        if driver == "GeoJSON":
            _tell(draft, told)
        os.replace(draft, path)


def _tell(draft: Path, told: dict[str, str | None]) -> None:
    """Put the member ``freshness`` into a GeoJSON collection; readers pass over members they do not know (RFC 7946, 6.1)."""
    head = '"type": "FeatureCollection",'
    text = draft.read_text(encoding="utf-8")
    draft.write_text(text.replace(head, f'{head}\n"freshness": {json.dumps(told)},', 1), encoding="utf-8")

"""Reads a file of outlines, whatever its format and character encoding.

Formats: GeoJSON, TopoJSON, a plain JSON list of objects with a ``geometry``, Shapefile (also zipped), GeoPackage,
FlatGeobuf. Coordinates are left as they stand in the file: ``geodata.boundaries.crs`` says what they mean.
"""

import json
import zipfile
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import geopandas as gpd
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError, FeatureError, GeometryError

from geodata.boundaries._encoding import decode_table, decode_text
from geodata.errors import BadInput

# ending -> GDAL drivers a file of that ending may hold
ENDINGS: dict[str, tuple[str, ...]] = {
    ".geojson": ("GeoJSON", "TopoJSON"),
    ".json": ("GeoJSON", "TopoJSON"),
    ".topojson": ("TopoJSON",),
    ".shp": ("ESRI Shapefile",),
    ".zip": ("ESRI Shapefile",),
    ".gpkg": ("GPKG",),
    ".fgb": ("FlatGeobuf",),
}
UNREADABLE = (DataSourceError, DataLayerError, FeatureError, GeometryError, UnicodeDecodeError, OSError, ValueError, zipfile.BadZipFile)
_MOST_LAYERS = 20


@dataclass(frozen=True)
class OutlineTable:
    """One polygon layer of a file. ``frame``: its rows with a polygon, CRS as the file declares it (None: none).
    ``declared``: True when the file itself states the CRS, False when only its format implies one. ``null_rows``: row
    numbers (from 1) without a geometry; ``other_rows``: rows that hold points or lines. ``notes``: sentences."""

    frame: gpd.GeoDataFrame
    layer: str
    format: str
    encoding: str
    declared: bool
    null_rows: tuple[int, ...] = ()
    other_rows: tuple[int, ...] = ()
    notes: tuple[str, ...] = field(default=())


def read_outlines(path: Path) -> list[OutlineTable]:
    """Every polygon layer of ``path``; raises BadInput when there is none or the file cannot be read."""
    ending = path.suffix.lower()
    if path.is_dir():
        raise BadInput(f"{path}: is a folder. Give the path of a file of outlines in it.")
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file. Give the path of a file of outlines.")
    if ending not in ENDINGS:
        raise BadInput(f"{path}: files ending in {ending or 'nothing'} are not read; give one of {', '.join(ENDINGS)}.")
    if path.stat().st_size == 0:
        raise BadInput(f"{path}: the file is empty. Fetch it again; nothing was changed.")
    try:
        if ending in (".geojson", ".json", ".topojson"):
            tables = _read_json(path)
        elif ending == ".zip":
            tables = _read_zip(path)
        else:
            tables = _read_layers(path, path, "latin-1" if ending == ".shp" else None)
    except UNREADABLE as problem:
        raise BadInput(f"{path}: cannot be read as {ending} outlines ({_first_line(problem)}). {_remedy(path)}") from problem
    polygons = [t for t in tables if len(t.frame)]
    if polygons:
        return polygons
    if any(t.other_rows for t in tables):
        raise BadInput(f"{path}: holds points or lines only, but outlines are polygons. Give the file of the areas' polygons.")
    if any(t.null_rows for t in tables):
        raise BadInput(f"{path}: none of its rows has a geometry. Give a file with the areas' polygons.")
    raise BadInput(f"{path}: has no rows. Give a file with one row for each area.")


def _read_json(path: Path) -> list[OutlineTable]:
    text, encoding = decode_text(path.read_bytes(), path)
    try:
        content = json.loads(text)
    except ValueError as problem:
        raise BadInput(f"{path}: is not JSON ({problem}). Fetch it again or export it as GeoJSON.") from problem
    except RecursionError as problem:
        raise BadInput(f"{path}: its JSON is nested too deeply for outlines. Export the areas as GeoJSON.") from problem
    if isinstance(content, list):
        text, content = _from_list(content, path)
    declared = isinstance(content, dict) and bool(content.get("crs"))
    tables = _read_layers(text.encode(), path, None)
    # both JSON formats mean WGS 84 when they do not say otherwise
    frames = [t.frame if t.frame.crs else t.frame.set_crs(4326) for t in tables]
    return [replace(t, frame=f, encoding=encoding, declared=declared) for t, f in zip(tables, frames, strict=True)]


def _from_list(rows: list[Any], path: Path) -> tuple[str, dict[str, Any]]:
    """A plain list of objects with a ``geometry`` as a FeatureCollection."""
    if not all(isinstance(row, dict) and "geometry" in row for row in rows):
        raise BadInput(f"{path}: is a JSON list whose elements have no 'geometry'. Export the areas as GeoJSON.")
    features = [
        {"type": "Feature", "geometry": row["geometry"], "properties": {k: v for k, v in row.items() if isinstance(v, str | int | float)}}
        for row in rows
    ]
    content = {"type": "FeatureCollection", "features": features}
    return json.dumps(content, ensure_ascii=False), content


def _read_zip(path: Path) -> list[OutlineTable]:
    """Shapefiles of an archive; members are unpacked under plain names, so that no archive can write elsewhere."""
    with TemporaryDirectory(prefix="outlines-") as folder, zipfile.ZipFile(path) as archive:
        members = [m for m in archive.infolist() if not m.is_dir() and not Path(m.filename).name.startswith(".")]
        stems = sorted({m.filename.rsplit(".", 1)[0] for m in members if m.filename.lower().endswith(".shp")})
        if not stems:
            raise BadInput(f"{path}: holds no .shp file. Give the zipped Shapefile (.shp, .shx, .dbf, .prj together).")
        tables: list[OutlineTable] = []
        for number, stem in enumerate(stems[:_MOST_LAYERS]):
            for member in members:
                base, _, ending = member.filename.rpartition(".")
                if base == stem and ending.lower() in ("shp", "shx", "dbf", "prj", "cpg"):
                    Path(folder, f"layer{number}.{ending.lower()}").write_bytes(archive.read(member))
            tables += _read_layers(Path(folder, f"layer{number}.shp"), path, "latin-1")
        return tables


def _read_layers(source: Path | bytes, path: Path, encoding: str | None) -> list[OutlineTable]:
    """Layers of one GDAL source. ``encoding`` latin-1 keeps the bytes of a dbf, to be decoded by what they hold."""
    count = min(len(pyogrio.list_layers(source)), _MOST_LAYERS)
    return [_read_layer(source, layer, path, encoding) for layer in range(count)]


def _read_layer(source: Path | bytes, layer: int, path: Path, encoding: str | None) -> OutlineTable:
    gdal_encoding = "ISO-8859-1" if encoding else None
    about = pyogrio.read_info(source, layer=layer, encoding=gdal_encoding)
    if about["driver"] not in ENDINGS[path.suffix.lower()]:
        raise BadInput(f"{path}: ends in {path.suffix} but holds {about['driver']}. Rename it to the ending of what it holds.")
    notes: list[str] = []
    frame = pyogrio.read_dataframe(source, layer=layer, encoding=gdal_encoding, force_2d=True, on_invalid="fix")
    if not isinstance(frame, gpd.GeoDataFrame):
        frame = gpd.GeoDataFrame(frame, geometry=[None] * len(frame))
    if "3D" in str(about["geometry_type"]) or " Z" in str(about["geometry_type"]):
        notes.append("Heights (Z) were dropped.")
    used = "utf-8"
    if encoding:
        frame, used = decode_table(frame)
    crs = frame.crs if frame.crs is not None and (frame.crs.is_projected or frame.crs.is_geographic) else None
    frame = frame.set_crs(crs, allow_override=True) if crs else gpd.GeoDataFrame(frame, crs=None)
    null = frame.geometry.isna() | frame.geometry.is_empty
    polygons = frame.geometry.map(_polygons)
    kept = gpd.GeoDataFrame(frame.drop(columns=frame.geometry.name), geometry=polygons.to_numpy(), crs=crs)[polygons.notna().to_numpy()]
    return OutlineTable(
        frame=kept,
        layer=path.stem if isinstance(source, bytes) else str(about["layer_name"]),
        format=about["driver"],
        encoding=used,
        declared=crs is not None,
        null_rows=tuple(int(i) + 1 for i in frame.index[null]),
        other_rows=tuple(int(i) + 1 for i in frame.index[~null & polygons.isna()]),
        notes=tuple(notes),
    )


def _polygons(geometry: shapely.Geometry | None) -> shapely.Geometry | None:
    """The polygon part of a geometry (of a collection too), or None."""
    if geometry is None or geometry.is_empty:
        return None
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    if geometry.geom_type != "GeometryCollection":
        return None
    parts = [p for g in geometry.geoms if (p := _polygons(g)) is not None]
    return shapely.union_all(parts) if parts else None


def _remedy(path: Path) -> str:
    if path.suffix.lower() == ".shp" and not path.with_suffix(".shx").exists():
        return "The .shx beside it is missing: give all files of the Shapefile."
    return "Fetch it again or export it as GeoJSON or GeoPackage; nothing was changed."


def _first_line(problem: BaseException) -> str:
    return str(problem).split(";")[0].splitlines()[0] if str(problem) else type(problem).__name__

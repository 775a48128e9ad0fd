"""Outline files of every kind, made on the fly; and what an import left behind."""

import hashlib
import zipfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

import geopandas as gpd
import shapely
from sqlalchemy import Engine

from geodata.boundaries.store import load
from geodata.city import City
from geodata.cli.import_boundaries import COMMAND
from geodata.command import Outcome, silent
from geodata.settings import Settings

VINTAGE = "2020-01-01"


def tiny_frame(tiny_pack: Path, level: str = "neighbourhood") -> gpd.GeoDataFrame:
    """The made-up city's outlines: columns id, name, geometry (WGS 84); neighbourhoods carry their district."""
    frame = gpd.read_file(tiny_pack / "boundaries" / f"{level}-2020-01-01.geojson")
    if level == "neighbourhood":
        frame["gu"] = frame["id"].str[:2].map({"M1": "가람구", "M2": "나루구", "M3": "다솜구"})
    return frame


def write(frame: gpd.GeoDataFrame, path: Path, **options: Any) -> Path:
    """Write ``frame`` with the driver of the ending."""
    frame.to_file(path, engine="pyogrio", **options)
    return path


def shapefile(frame: gpd.GeoDataFrame, path: Path, encoding: str = "cp949", *, cpg: bool = False, prj: bool = True) -> Path:
    """A Shapefile as older Korean publishers make them: CP949 and nothing that says so."""
    frame.to_file(path, engine="pyogrio", encoding=encoding)
    if not cpg:
        path.with_suffix(".cpg").unlink()
    if not prj:
        path.with_suffix(".prj").unlink()
    return path


def zipped(shp: Path, archive: Path, stem: str) -> Path:
    """The parts of a Shapefile as an archive whose members are called ``stem``."""
    with zipfile.ZipFile(archive, "w") as file:
        for part in shp.parent.glob(f"{shp.stem}.*"):
            if part.suffix in (".shp", ".shx", ".dbf", ".prj", ".cpg"):
                file.write(part, f"{stem}{part.suffix}")
    return archive


def run(settings: Settings, *words: str) -> Outcome:
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    return COMMAND.run(parser.parse_args([*words]), settings, silent)


def found(outcome: Outcome, what: str) -> Any:
    return next(row["found"] for row in outcome.rows if row["what"] == what)


def stored(engine: Engine, city: City, level: Any) -> dict[str, shapely.Geometry]:
    frame = load(engine, city, level)
    return dict(zip(frame["id"], frame.geometry, strict=True))


def state(engine: Engine, settings: Settings) -> tuple[Any, ...]:
    """Everything an import may change: rows, sets, served files, registers."""
    with engine.connect() as connection:
        rows = connection.exec_driver_sql("SELECT city, vintage, level, area, hex(geom) FROM area_shape ORDER BY pk").all()
        sets = connection.exec_driver_sql("SELECT * FROM shape ORDER BY 1, 2, 3").all()
    files = sorted(p for f in ("shapes", "vintages") for p in (settings.home / f).rglob("*") if p.is_file())
    return rows, sets, [(str(p), hashlib.sha256(p.read_bytes()).hexdigest()) for p in files]

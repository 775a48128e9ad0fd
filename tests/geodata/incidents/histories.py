"""Histories of incidents of the made-up city as files."""

import csv
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from sqlalchemy import Engine, select

from geodata.boundaries import store as outlines
from geodata.city import City
from geodata.db.dispatch import incident_sample
from geodata.db.incidents import incident, incident_report, incident_step
from geodata.db.schema import observation
from geodata.indicator import LEVELS
from geodata.settings import Settings

KOREAN = ("시군구명", "읍면동명", "경도", "위도", "화재발생일시", "출동소요시간", "화재진압시간")
TABLES = (incident, incident_report, incident_step, incident_sample, observation)
ENGLISH = ("district", "place", "longitude", "latitude", "reported_at", "delay_s", "suppression_s")


def lay(engine: Engine, settings: Settings, city: City) -> Engine:
    """The city's own outlines into the database."""
    frames = {level: gpd.read_file(city.folder / "boundaries" / f"{level}-{city.vintage}.geojson") for level in LEVELS}
    title = {"ko": "시험", "en": "test"}
    outlines.save_levels(engine, settings, city, frames, {"kind": "pack", "title": title, "approximate": False})
    return engine


def rows(city: City, number: int, *, shortest_s: int = 0, seed: int = 4) -> list[list[object]]:
    """``number`` fires in turn in every neighbourhood, none sooner than ``shortest_s``, one every 40 minutes of 2021."""
    every = np.round(np.random.default_rng(seed).lognormal(5.8, 0.45, number * 20))
    found: list[list[object]] = []
    for i, delay in enumerate(every[every >= shortest_s][:number]):
        area = city.neighbourhoods[i % len(city.neighbourhoods)]
        minute = i * 40
        at = f"2021-01-{1 + minute // 1440:02d} {minute // 60 % 24}:{minute % 60:02d}:00"
        found.append([city.areas[area.parent or ""].name.ko, area.name.ko, area.lon, area.lat, at, int(delay), 600 + i])
    return found


def write(path: Path, head: tuple[str, ...], body: list[list[object]], encoding: str = "utf-8") -> Path:
    """A CSV file; returns its path."""
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([head, *body])
    return path


def stored(engine: Engine) -> list[list[tuple[Any, ...]]]:
    """Every row of every table an import may change."""
    with engine.connect() as connection:
        return [sorted((tuple(row) for row in connection.execute(select(table)).all()), key=str) for table in TABLES]

"""Demonstration points for topics whose real positions a pack cannot carry.

Sizes per district come from the pack's ``demo.csv`` (district, topic, count); positions are drawn evenly inside the
district's neighbourhoods from a seed made of city, topic and area, so every machine draws the same ones. Each point says
that it is made up: ``props.demo``, its name, and the set's source.
"""

import csv
import hashlib
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Engine

from geodata.boundaries import store as outlines
from geodata.city import City
from geodata.errors import BadInput
from geodata.indicator import Level
from geodata.places.grid import Floats
from geodata.places.points import Points
from geodata.text import Text

WORDS = {
    "cctv": Text(ko="카메라", en="camera"),
    "traffic_cctv": Text(ko="교통 카메라", en="traffic camera"),
    "wifi": Text(ko="와이파이", en="Wi-Fi"),
    "bikes": Text(ko="자전거 대여소", en="bicycle station"),
}
OTHER = Text(ko="지점", en="place")


@dataclass(frozen=True, slots=True)
class Size:
    """How many points of ``topic`` a district has."""

    district: str
    topic: str
    count: int


def demo_sizes(city: City) -> list[Size]:
    """Rows of the pack's ``demo.csv``, in file order; empty when the pack has none. Raises BadInput naming the row."""
    path = city.folder / "demo.csv"
    return _read(path, city) if path.is_file() else []


def _read(path: Path, city: City) -> list[Size]:
    sizes: dict[tuple[str, str], Size] = {}
    districts = {area.id for area in city.districts}
    with path.open(encoding="utf-8", newline="") as file:
        lines = ((number, line) for number, line in enumerate(file, start=1) if line.strip() and not line.startswith("#"))
        numbers, texts = zip(*lines, strict=True)
    for number, row in zip(numbers[1:], csv.DictReader(texts), strict=True):
        try:
            size = Size(row["district"], row["topic"], int(row["count"]))
        except (KeyError, TypeError, ValueError) as problem:
            raise BadInput(
                f"{path}, line {number}: needs district,topic,count with a whole count ({problem}). Mend that line."
            ) from problem
        if size.district not in districts or size.count < 0 or (size.district, size.topic) in sizes:
            raise BadInput(
                f"{path}, line {number}: unknown district, count below zero, or district and topic standing twice. Mend that line."
            )
        sizes[size.district, size.topic] = size
    return list(sizes.values())


def demo_points(engine: Engine, city: City, topic: str) -> Points:
    """Points of ``topic`` for every district the pack gives a size for. Raises NotBuilt before the outlines are there."""
    level: Level = "neighbourhood" if "neighbourhood" in outlines.shape_sets(engine, city) else "district"
    frame = outlines.load(engine, city, level)
    districts = np.array([city.areas[area].parent or area for area in frame["id"]], dtype=object)
    lons, lats, ids, names, props = list[Floats](), list[Floats](), list[str](), list[str | None](), list[dict[str, object]]()
    word = WORDS.get(topic, OTHER)
    for size in (one for one in demo_sizes(city) if one.topic == topic):
        x, y = _scatter(frame[districts == size.district], size.count, f"{city.id}|{topic}|{size.district}")
        lons.append(x)
        lats.append(y)
        name = city.areas[size.district].name
        for number in range(1, len(x) + 1):
            ids.append(f"demo-{size.district}-{number}")
            names.append(f"{name.ko} 시연 {word.ko} {number}")
            props.append({"name_en": f"{name.en} demo {word.en} {number}", "demo": True})
    empty = np.array([], dtype=float)
    return Points(ids, np.concatenate([empty, *lons]), np.concatenate([empty, *lats]), names, [None] * len(ids), props)


def _scatter(areas: gpd.GeoDataFrame, count: int, seed: str) -> tuple[Floats, Floats]:
    """``count`` positions spread evenly over the outlines of ``areas``; none when there is no outline."""
    if areas.empty or not count:
        return np.array([]), np.array([])
    generator = np.random.default_rng(int.from_bytes(hashlib.sha256(seed.encode()).digest()[:8]))
    shapes = np.asarray(areas.geometry.values)
    # a degree of longitude is shorter the further north: within one district the factor is the same, so shares hold
    shares = shapely.area(shapes)
    numbers = generator.multinomial(count, shares / shares.sum())
    drawn = [_inside(generator, shape, n) for shape, n in zip(shapes, numbers.tolist(), strict=True)]
    spots = np.concatenate(drawn).round(6)
    return spots[:, 0], spots[:, 1]


def _inside(generator: np.random.Generator, shape: shapely.Geometry, count: int) -> Floats:
    """``count`` random positions inside one outline, as an array (count, 2)."""
    west, south, east, north = shapely.bounds(shape)
    fill = max(shapely.area(shape) / ((east - west) * (north - south)), 0.02)
    shapely.prepare(shape)
    kept = np.empty((0, 2))
    while len(kept) < count:
        tries = generator.uniform((west, south), (east, north), (int((count - len(kept)) / fill * 1.2) + 8, 2)).round(6)
        kept = np.concatenate((kept, tries[shapely.contains_xy(shape, tries[:, 0], tries[:, 1])]))
    return kept[:count]

"""How long a pan or zoom over many stored points takes, how much it sends, and how that grows with their number.

Points lie evenly in the made-up city of the tests; viewports are random pans at every zoom from the whole city to a street,
on a desktop, a phone and a wall screen. The naive way sends every point of the viewport as GeoJSON.
"""

import json
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
from sqlalchemy import Engine, select

from geodata.boundaries import store as outlines
from geodata.city import City, load_city
from geodata.db.engine import open_engine
from geodata.db.schema import place
from geodata.indicator import LEVELS
from geodata.places.points import Points
from geodata.places.read import counts, detail, viewport
from geodata.places.store import save_places
from geodata.settings import Settings
from tests.bench.figure import Figure

TINY = Path(__file__).parents[1] / "tinycity"
SOURCE = {"title": {"ko": "측정", "en": "bench"}}
SCREENS = ((1366, 900), (390, 844), (3840, 2160))
SIZES = (10_000, 100_000, 1_000_000)
FLOOR_MS, FLOOR_KB, GROWTH_FLOOR = 50.0, 20.0, 2.0


@dataclass(frozen=True)
class Moves:
    """Milliseconds and kilobytes (10³ bytes of JSON) of each move."""

    ms: np.ndarray
    kb: np.ndarray

    @property
    def p95_ms(self) -> float:
        return float(np.percentile(self.ms, 95))


@contextmanager
def tiny_city() -> Iterator[tuple[Engine, City]]:
    """Database of the made-up city with its outlines, in a folder that goes away."""
    with tempfile.TemporaryDirectory() as folder:
        settings, city = Settings(home=Path(folder), city=str(TINY)), load_city(str(TINY))
        engine = open_engine(settings)
        frames = {level: gpd.read_file(TINY / "boundaries" / f"{level}-{city.vintage}.geojson") for level in LEVELS}
        outlines.save_levels(engine, settings, city, frames, {"kind": "pack", "title": SOURCE["title"], "approximate": False})
        yield engine, city
        engine.dispose()


def fill(engine: Engine, city: City, topic: str, n: int) -> float:
    """Store ``n`` random points as ``topic``; returns the seconds it took."""
    generator = np.random.default_rng(n)
    lons, lats = generator.uniform(10.0001, 10.0999, n).round(6), generator.uniform(50.0001, 50.0999, n).round(6)
    names: list[str | None] = [f"가람구 시험 카메라 {i}" for i in range(n)]
    points = Points([str(i) for i in range(n)], lons, lats, names, [None] * n, [{"address": f"가람로 {i}", "cameras": 1} for i in range(n)])
    started = time.perf_counter()
    save_places(engine, city, topic, points, SOURCE)
    return time.perf_counter() - started


def viewports(n: int) -> list[tuple[Any, ...]]:
    """``n`` random (extent, zoom, width_px, height_px), the same ones every time."""
    generator, result = np.random.default_rng(7), list[tuple[Any, ...]]()
    for i in range(n):
        zoom, (width, height) = int(generator.integers(11, 20)), SCREENS[i % len(SCREENS)]
        degree = 360 / 256 / 2**zoom
        x, y = generator.uniform(10.02, 10.08), generator.uniform(50.02, 50.08)
        half = (width / 2 * degree, height / 2 * degree * np.cos(np.radians(50)))
        result.append(((x - half[0], y - half[1], x + half[0], y + half[1]), zoom, width, height))
    return result


def moves(engine: Engine, city: City, topic: str, n: int = 300, repeats: int = 1) -> Moves:
    """Time and size of ``n`` viewports from query to JSON; the fastest of ``repeats`` of each."""
    ms, kb = [], []
    for extent, zoom, width, height in viewports(n):
        times = []
        for _ in range(repeats):
            started = time.perf_counter()
            body = json.dumps(asdict(viewport(engine, city, topic, extent, zoom, width, height)), ensure_ascii=False).encode()
            times.append((time.perf_counter() - started) * 1e3)
        ms.append(min(times))
        kb.append(len(body) / 1e3)
    return Moves(np.array(ms), np.array(kb))


def naive(engine: Engine, topic_rows: int) -> tuple[float, float]:
    """Milliseconds and kilobytes of all points as GeoJSON."""
    started = time.perf_counter()
    query = select(place.c.fid, place.c.name, place.c.lon, place.c.lat).limit(topic_rows)
    with engine.connect() as connection:
        features = [
            {
                "type": "Feature",
                "id": fid,
                "properties": {"id": fid, "name": name},
                "geometry": {"type": "Point", "coordinates": [lon, lat]},
            }
            for fid, name, lon, lat in connection.execute(query)
        ]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False).encode()
    return (time.perf_counter() - started) * 1e3, len(body) / 1e3


def figures() -> list[Figure]:
    """Figures of stored points, ten thousand to a million."""
    rows, measured = list[Figure](), dict[int, Moves]()
    with tiny_city() as (engine, city):
        for n in SIZES:
            seconds = fill(engine, city, "cctv", n)
            found = measured[n] = moves(engine, city, "cctv")
            naive_ms, naive_kb = naive(engine, n) if n == 100_000 else (None, None)
            floor_ms = FLOOR_MS if n == 100_000 else None
            note = "300 pans and zooms, three screens"
            rows += [
                Figure(f"{n:,} points: a pan or zoom, server, p95", found.p95_ms, "ms", floor_ms, naive_ms, note=note),
                Figure(f"{n:,} points: largest answer", float(found.kb.max()), "kB", FLOOR_KB, naive_kb, note=note),
                Figure(f"{n:,} points: storing with pyramid and index", seconds, "s"),
            ]
        growth = measured[1_000_000].p95_ms / measured[100_000].p95_ms
        rows.append(Figure("a million points against 100,000: p95", growth, "times", GROWTH_FLOOR))
        rows += _single(engine, city)
    return rows


def _single(engine: Engine, city: City) -> list[Figure]:
    started = time.perf_counter()
    for _ in range(50):
        counts(engine, city, "cctv", "neighbourhood")
    counted = time.perf_counter()
    for i in range(50):
        detail(engine, city, "cctv", str(i * 997))
    opened = time.perf_counter()
    return [
        Figure("counts by area of a million points", (counted - started) * 20, "ms", note="mean of 50"),
        Figure("one point's card among a million", (opened - counted) * 20, "ms", note="mean of 50"),
    ]

"""The sets a city has before anybody imports one: the pack's own places and demonstration points.

``places/TOPIC.csv`` of the pack: id, name_ko, name_en, lon, lat, kind; every further column becomes a prop (a column whose
name ends in ``_m`` is a number of metres). Empty lon and lat: the position is not known; the row is kept and counted. Comment
lines ``# key: value`` at the head with the keys of ``HEAD`` make the set's source.
"""

import hashlib
import re
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine, select

from geodata import connectors
from geodata.city import City
from geodata.command import Progress, silent
from geodata.db.schema import dataset
from geodata.errors import BadInput
from geodata.extensions import scan
from geodata.places.active import active
from geodata.places.demo import OTHER, WORDS, demo_points, demo_sizes
from geodata.places.points import Points, unique_ids
from geodata.places.relocate import relocate
from geodata.places.store import remove_places, save_places, shape_hashes
from geodata.settings import Settings

HEAD = ("title_ko", "title_en", "provider_ko", "provider_en", "licence_ko", "licence_en", "as_of", "url")
NEEDED = ("id", "name_ko", "name_en", "lon", "lat", "kind")
METHOD = "3"  # of drawing and reading; raise it when the same files should give other points


@dataclass
class BuiltPlaces:
    """Rows per topic: ``loaded`` now, ``kept`` because they were there already (imported sets are always kept)."""

    loaded: dict[str, int] = field(default_factory=dict)
    kept: dict[str, int] = field(default_factory=dict)

    def __str__(self) -> str:
        return (
            f"{len(self.loaded)} sets loaded ({sum(self.loaded.values()):,} rows), {len(self.kept)} kept ({sum(self.kept.values()):,} rows)"
        )


def build_places(engine: Engine, settings: Settings, city: City, progress: Progress = silent) -> BuiltPlaces:
    """Load the built-in set of every topic that has none, or one made from other files or outlines than now.

    Sets that were imported stay, and are placed again when the outlines changed. A second call loads nothing. Raises BadInput naming the pack file and row.
    """
    done, wanted = BuiltPlaces(), builtin_topics(city)
    for number, topic in enumerate(wanted):
        progress(number, len(wanted), topic)
        row = active(engine, city, topic)
        if row is None or ("built_in" in row.report and row.report["built_in"] != _stamp(engine, city, topic)):
            done.loaded[topic] = load_builtin(engine, city, topic)
        else:
            done.kept[topic] = row.rows
    relocate(engine, city)
    progress(len(wanted), len(wanted), "places")
    return done


def known_topics(engine: Engine, city: City) -> list[str]:
    """Topics points can be imported for: the built-in ones and those that have a set already, in alphabetical order."""
    query = select(dataset.c.topic).where(dataset.c.city == city.id, dataset.c.active)
    with engine.connect() as connection:
        return sorted({*builtin_topics(city), *connection.execute(query).scalars()})


def builtin_topics(city: City) -> list[str]:
    """Topics the pack has places for, then those it has demonstration sizes for, except those a demonstration feed plays."""
    files = [path.stem for path in sorted((city.folder / "places").glob("*.csv"))]
    sizes = dict.fromkeys(size.topic for size in demo_sizes(city))
    played = {one.topic for one in scan(connectors, "CONNECTOR").values() if one.demo and one.city in ("*", city.id)}
    return files + [topic for topic in sizes if topic not in files and topic not in played]


def load_builtin(engine: Engine, city: City, topic: str, progress: Progress = silent) -> int:
    """Make the built-in set of ``topic`` the active one; returns its rows. Raises BadInput when the pack has none."""
    if topic not in builtin_topics(city):
        raise BadInput(f"The pack {city.id} has no built-in set of {topic}; built-in are: {', '.join(builtin_topics(city))}.")
    path, report = city.folder / "places" / f"{topic}.csv", {"built_in": _stamp(engine, city, topic)}
    if path.is_file():
        points, source = read_pack_places(path, city)
        return save_places(engine, city, topic, points, source, False, report=report, progress=progress)
    return save_places(engine, city, topic, demo_points(engine, city, topic), demo_source(topic), True, report=report, progress=progress)


def reset_places(engine: Engine, city: City, topic: str, progress: Progress = silent) -> int:
    """Replace whatever set ``topic`` has by the built-in one; a topic without one loses its set. Returns the rows now there.
    Raises BadInput for an unknown topic."""
    known = known_topics(engine, city)
    if topic not in known:
        raise BadInput(f"There is no layer of points {topic!r} in {city.id}; there are: {', '.join(known)}. Give one of them.")
    if topic in builtin_topics(city):
        return load_builtin(engine, city, topic, progress)
    remove_places(engine, city, topic)
    return 0


def demo_source(topic: str) -> dict[str, Any]:
    """Source of a demonstration set: says what it is wherever a source is shown."""
    word = WORDS.get(topic, OTHER)
    return {
        "title": {"ko": f"시연 {word.ko}", "en": f"Demonstration: {word.en}"},
        "provider": {"ko": "시연 자료(실제 위치가 아님)", "en": "Demonstration (not real positions)"},
        "licence": {"ko": "제한 없음", "en": "No restriction"},
    }


def _stamp(engine: Engine, city: City, topic: str) -> str:
    """What a built-in set was made from: the pack's rows and the outlines the points were placed in."""
    path = city.folder / "places" / f"{topic}.csv"
    made_from = path.read_bytes() if path.is_file() else repr([size for size in demo_sizes(city) if size.topic == topic]).encode()
    return hashlib.sha256(made_from + repr((METHOD, sorted(shape_hashes(engine, city).items()))).encode()).hexdigest()[:16]


def read_pack_places(path: Path, city: City) -> tuple[Points, dict[str, Any]]:
    """Points and source record of a pack's place file. Raises BadInput naming file, row and field."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    head = _head(lines)
    frame = pd.read_csv(StringIO("".join(line for line in lines if not line.startswith("#"))), dtype=str, keep_default_na=False)
    missing = [name for name in NEEDED if name not in frame]
    if missing:
        raise BadInput(f"{path}: the columns {', '.join(missing)} are missing. Add them to the head line.")
    lons, lats = (_degrees(path, frame, name) for name in ("lon", "lat"))
    extra = ["name_en", *(name for name in frame.columns if name not in NEEDED)]
    props = [{name: _prop(name, value) for name, value in row.items() if value != ""} for row in frame[extra].to_dict("records")]
    kinds = [kind or None for kind in frame["kind"]]
    points = Points(unique_ids(frame["id"]), lons, lats, [name or None for name in frame["name_ko"]], kinds, props)
    source: dict[str, Any] = {
        key: {lang: head.get(f"{key}_{lang}", default.get(lang)) for lang in ("ko", "en")}
        for key, default in (("title", city.name), ("provider", city.name), ("licence", city.name))
        if key != "licence" or "licence_ko" in head
    }
    return points, source | {key: head[key] for key in ("as_of", "url") if key in head} | {"file": path.name}


def _head(lines: list[str]) -> dict[str, str]:
    pairs = [re.match(r"#\s*(\w+):\s*(.+)", line) for line in lines]
    return {pair[1]: pair[2].strip() for pair in pairs if pair and pair[1] in HEAD}


def _degrees(path: Path, frame: pd.DataFrame, name: str) -> np.ndarray:
    numbers = pd.to_numeric(frame[name].replace("", np.nan), errors="coerce").to_numpy(dtype=float)
    wrong = np.flatnonzero(np.isnan(numbers) & (frame[name] != "").to_numpy())
    if len(wrong):
        row = frame.iloc[wrong[0]]
        raise BadInput(f"{path}, id {row['id']}: {name} is {row[name]!r}, not degrees. Write a number or leave it empty.")
    return numbers


def _prop(name: str, value: str) -> str | float:
    return float(value) if name.endswith("_m") and re.fullmatch(r"-?\d+(\.\d+)?", value) else value

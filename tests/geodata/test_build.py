"""Building a city: in order, resumable, never twice, one at a time, and again when its inputs change."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

import geodata.build as module
from geodata.build import STEPS, Step, build, is_built, missing_steps, recorded, served_files
from geodata.city import City, load_city
from geodata.errors import BadInput, SijangsilError
from geodata.settings import PROJECT, Settings


@pytest.fixture
def pack(tmp_path: Path, tiny_pack: Path) -> Path:
    """A copy of the made-up city that a test may change."""
    return Path(shutil.copytree(tiny_pack, tmp_path / "pack"))


@pytest.fixture
def changing(settings: Settings, pack: Path) -> Settings:
    return replace(settings, city=str(pack))


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Replaces the work of every step by noting its name: what is tested here is when steps run, not what they do."""
    names: list[str] = []

    def working(step: Step) -> Step:
        def run(*_: object) -> str:
            names.append(step.id)
            return "noted"

        return replace(step, run=run)

    monkeypatch.setattr(module, "STEPS", tuple(working(step) for step in STEPS))
    return names


def test_every_step_runs_once_in_order(settings: Settings, tiny: City, done: list[str]) -> None:
    report = build(settings)
    assert done == ["outlines", "base", "observations", "places", "incidents"]
    assert [step.state for step in report.steps] == ["built"] * 5
    assert report.changed
    again = build(settings)
    assert len(done) == 5
    assert not again.changed
    assert missing_steps(settings.database, tiny) == []


def test_a_build_that_was_stopped_goes_on_where_it_stopped(settings: Settings, done: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> str:
        raise SijangsilError("the disk is full")

    working = module.STEPS
    broken = tuple(replace(step, run=fails) if step.id == "observations" else step for step in working)
    monkeypatch.setattr(module, "STEPS", broken)
    with pytest.raises(SijangsilError, match="the disk is full"):
        build(settings)
    assert done == ["outlines", "base"]
    monkeypatch.setattr(module, "STEPS", working)
    build(settings)
    assert done == ["outlines", "base", "observations", "places", "incidents"]


@pytest.mark.parametrize(
    ("changed", "again"),
    [
        ("observations/population.csv", ["observations"]),
        ("demo.csv", ["places"]),
        ("city.toml", ["outlines", "base", "places", "incidents"]),
    ],
)
def test_a_changed_pack_file_builds_what_reads_it(changing: Settings, pack: Path, done: list[str], changed: str, again: list[str]) -> None:
    build(changing)
    done.clear()
    with (pack / changed).open("a", encoding="utf-8") as file:
        file.write("# a remark\n")
    build(changing)
    assert done == again


def test_the_stamp_others_watch_changes_with_each_build(changing: Settings, pack: Path, done: list[str]) -> None:
    build(changing)
    first = recorded(changing.database, "build_stamp")
    build(changing)
    assert recorded(changing.database, "build_stamp") == first
    (pack / "demo.csv").write_text("# other\ndistrict,topic,count\n", encoding="utf-8")
    build(changing)
    assert recorded(changing.database, "build_stamp") != first


def test_a_second_build_waits_for_the_first(settings: Settings, tmp_path: Path) -> None:
    # A process holds the lock the way a build does and says so; the build beside it must report that it waits.
    holder = subprocess.Popen(
        [sys.executable, "-c", "import sys; from pathlib import Path; from geodata.build import _lock\n"
         "with _lock(Path(sys.argv[1]), print):\n    print('held', flush=True); sys.stdin.read()", str(settings.home)],
        cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert holder.stdout is not None
    assert holder.stdout.readline() == "held\n"

    def progress(_done: int, _total: int, words: str = "") -> None:
        said.append(words)
        if "waiting" in words:
            holder.send_signal(signal.SIGKILL)  # the system frees the lock of a process that died

    said: list[str] = []
    with module._lock(settings.home, progress):
        assert holder.wait(10) == -signal.SIGKILL
    assert said == ["another build is running here; waiting for it"]


def test_progress_never_goes_back_and_ends_full(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    def two_parts(_engine: Engine, _settings: Settings, _city: City, progress: Callable[..., None]) -> str:
        progress(1, 2, "half")
        progress(2, 2, "whole")
        return "done"

    monkeypatch.setattr(module, "STEPS", tuple(replace(step, run=two_parts) for step in STEPS))
    seen: list[tuple[int, int]] = []
    build(settings, lambda done, total, words="": seen.append((done, total)))
    assert [done for done, _ in seen] == sorted(done for done, _ in seen)
    assert seen[-1] == (500, 500)
    assert {total for _, total in seen} == {500}


def test_a_database_that_is_none_is_named(settings: Settings, tiny: City) -> None:
    settings.database.write_bytes(b"this is not a database, but it is long enough to be looked at as one" * 20)
    with pytest.raises(SijangsilError, match=r"sijangsil\.sqlite is not a usable database"):
        missing_steps(settings.database, tiny)


def test_an_unknown_city_is_named_before_anything_is_written(settings: Settings) -> None:
    with pytest.raises(BadInput, match="no city pack 'nowhere'"):
        build(replace(settings, city="nowhere"))
    assert list(settings.home.iterdir()) == []


def test_the_made_up_city_is_built_whole_and_only_once(changing: Settings, pack: Path) -> None:
    from geodata.db.engine import open_engine

    report = build(changing)
    city = load_city(str(pack))
    engine = open_engine(changing)
    assert [step.state for step in report.steps] == ["built"] * 5
    assert is_built(engine, city)
    files = served_files(changing.database, city)
    assert [step for step, _ in files] == ["outlines", "outlines", "base"]
    assert all(path.is_file() and path.with_name(path.name + ".br").is_file() for _, path in files)
    started = time.perf_counter()
    assert not build(changing).changed
    assert time.perf_counter() - started < 1.0
    files[0][1].unlink()
    assert [step.id for step in missing_steps(changing.database, city)] == ["outlines"]
    build(changing)
    assert files[0][1].is_file()


def test_asking_whether_a_city_is_built_imports_nothing_heavy(settings: Settings) -> None:
    code = (
        "import sys; from geodata.build import missing_steps; from geodata.city import load_city; from pathlib import Path\n"
        "missing_steps(Path(sys.argv[1]), load_city(sys.argv[2]))\n"
        "print([m for m in ('shapely', 'geopandas', 'sqlalchemy', 'pandas', 'numpy') if m in sys.modules])"
    )
    found = subprocess.run(
        [sys.executable, "-c", code, str(settings.database), settings.city],
        cwd=PROJECT,
        env=os.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip() == "[]"

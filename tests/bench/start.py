"""Figures of the start: building the city, asking whether it is built, and the bytes its outlines cost a viewer."""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from geodata.build import build, served_files
from geodata.city import load_city
from geodata.settings import PROJECT, Settings, value
from tests.bench.figure import Figure


def figures() -> list[Figure]:
    """Build the city of SIJANGSIL_CITY in an empty home, then ask again, in this process and as a command."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), city=value("SIJANGSIL_CITY"))
        first_s = _seconds(lambda: build(settings))
        again_s = _seconds(lambda: build(settings))
        command = [sys.executable, "-m", "geodata", "build", "--home", folder, "--city", settings.city]
        command_s = _seconds(lambda: subprocess.run(command, cwd=PROJECT, check=True, capture_output=True))
        paths = [path for _, path in served_files(settings.database, load_city(settings.city))]
        sent_kb = sum(path.with_name(path.name + ".br").stat().st_size for path in paths) / 1000
        plain_kb = sum(path.stat().st_size for path in paths) / 1000
        stored_mb = settings.database.stat().st_size / 1e6
    return [
        Figure("start: build the whole city", first_s, "s", floor=120, note="empty home: outlines, base, figures, places"),
        Figure("start: build with nothing to do", again_s * 1000, "ms", floor=1000, naive=first_s * 1000, note="same process"),
        Figure("start: the same as a command", command_s * 1000, "ms", floor=1000, note="python -m geodata build"),
        Figure(
            "start: outlines and base picture sent",
            sent_kb,
            "kB",
            floor=135,
            naive=plain_kb,
            note="brotli, both levels; naive: plain GeoJSON",
        ),
        Figure("start: database", stored_mb, "MB", note="built city, nothing imported"),
    ]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started

"""A killed import leaves nothing half written, and the next one brings everything."""

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.incidents.imports import import_incidents
from geodata.settings import PROJECT, Settings
from tests.geodata.incidents.histories import KOREAN, lay, rows, stored, write

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

DRIVER = """
import sys, threading
from sqlalchemy import Engine, event
from geodata.__main__ import main

seen = 0

@event.listens_for(Engine, "after_cursor_execute")
def stop(connection, cursor, statement, *rest):
    global seen
    if statement.startswith("INSERT INTO incident"):
        seen += 1
        if seen == int(sys.argv[1]):
            print("in the middle:", statement.split("(")[0], flush=True)
            threading.Event().wait()

sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("statement", [1, 3, 4])
def test_sigkill_in_the_middle(engine: Engine, settings: Settings, tiny: City, tmp_path: Path, statement: int) -> None:
    placed = lay(engine, settings, tiny)
    before = stored(placed)
    path = write(tmp_path / "all.csv", KOREAN, rows(tiny, 300))
    words = ["import", "incidents", str(path), "--city", settings.city, "--home", str(settings.home)]
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(statement), *words], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.kill()
    process.wait(timeout=30)
    assert line.startswith("in the middle:")
    assert stored(placed) == before
    assert import_incidents(placed, tiny, path, NOW).new == 300

"""A killed import leaves the former outlines whole and readable."""

import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine

from geodata.boundaries.report import ImportReport
from geodata.boundaries.store import load, shape_sets
from geodata.city import City
from geodata.settings import PROJECT, Settings
from tests.geodata.boundaries.files import state, tiny_frame, write

# The command itself, which stops for ever after the Nth statement that changes a table; the test kills it there.
DRIVER = """
import sys, threading
from sqlalchemy import Engine, event
from geodata.__main__ import main

seen = 0

@event.listens_for(Engine, "after_cursor_execute")
def stop(connection, cursor, statement, *rest):
    global seen
    if statement.startswith(("DELETE FROM area_shape", "INSERT INTO area_shape", "DELETE FROM shape", "INSERT INTO shape")):
        seen += 1
        if seen == int(sys.argv[1]):
            print("in the middle:", statement.split("(")[0], flush=True)
            threading.Event().wait()

sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.parametrize("statement", [1, 2, 3, 4, 6, 8])
def test_sigkill_in_the_middle(
    official: ImportReport, settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path, statement: int
) -> None:
    before, sets = state(engine, settings), shape_sets(engine, tiny)
    moved = tiny_frame(tiny_pack)
    moved = write(moved.set_geometry(moved.translate(0.0005, 0)), tmp_path / "moved.geojson")
    words = ["import", "boundaries", str(moved), "--level", "neighbourhood", "--city", str(tiny_pack), "--home", str(settings.home)]
    process = subprocess.Popen(
        [sys.executable, "-c", DRIVER, str(statement), *words], cwd=PROJECT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    )
    assert process.stdout is not None
    line = process.stdout.readline()
    process.kill()
    process.wait(timeout=30)
    assert line.startswith("in the middle:")

    rows, stored, files = state(engine, settings)
    assert (rows, stored) == before[:2]
    assert set(before[2]) <= set(files)
    assert shape_sets(engine, tiny) == sets
    assert all(s.path.is_file() for s in sets.values())
    assert len(load(engine, tiny, "neighbourhood")) == 8

    again = subprocess.run([sys.executable, "-m", "geodata", *words], cwd=PROJECT, capture_output=True, text=True, timeout=60)
    assert again.returncode == 0, again.stderr
    assert state(engine, settings)[0] != before[0]

"""Fetching the official outlines of a date: against a server on this machine, and without one."""

import shutil
import socket
import sys
import threading
import time
from argparse import ArgumentParser
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy import Engine

from geodata.boundaries import official as fetching
from geodata.boundaries.load import import_outlines
from geodata.boundaries.report import ImportReport
from geodata.boundaries.store import shape_sets
from geodata.city import load_city
from geodata.cli.fetch_boundaries import COMMAND
from geodata.command import Outcome, silent
from geodata.errors import BadInput, NotInstalled, SijangsilError
from geodata.settings import Settings
from tests.geodata.boundaries.files import VINTAGE, state, tiny_frame, write

admdongkor_cache = pytest.importorskip(
    "admdongkor._cache", reason="the optional library admdongkor is not installed: fetching was not tested"
)


def fetch(settings: Settings, *words: str) -> Outcome:
    parser = ArgumentParser()
    COMMAND.arguments(parser)
    return COMMAND.run(parser.parse_args([*words]), settings, silent)


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *args: object) -> None:
        """Keep the test's output clean."""


EAST, SOUTH = 117.0, -13.0  # degrees from the made-up city to a place the library's CRS can express


@pytest.fixture
def settings(home: Path, tiny_pack: Path, tmp_path: Path) -> Settings:
    """The made-up city, moved into the area of the library's CRS."""
    pack = tmp_path / "pack"
    shutil.copytree(tiny_pack, pack)
    toml = (pack / "city.toml").read_text(encoding="utf-8")
    extent = "extent = [127.0, 37.0, 127.1, 37.1]"
    toml = toml.replace("extent = [10.0, 50.0, 10.1, 50.1]", extent).replace("25832", "5179")
    assert extent in toml
    (pack / "city.toml").write_text(toml, encoding="utf-8")
    for register in pack.glob("vintages/*/*.csv"):
        rows = pd.read_csv(register, comment="#", dtype={"id": str, "survey": str})
        rows.assign(lon=rows["lon"] + EAST, lat=rows["lat"] + SOUTH).to_csv(register, index=False)
    return Settings(home=home, city=str(pack), feeds=False)


@pytest.fixture
def official(settings: Settings, engine: Engine, tiny_pack: Path, tmp_path: Path) -> ImportReport:
    """Outlines that are there before anything is fetched."""
    frame = tiny_frame(tiny_pack)
    path = write(frame.set_geometry(frame.translate(EAST, SOUTH)), tmp_path / "first.geojson")
    return import_outlines(engine, settings, path, "neighbourhood", VINTAGE)


@pytest.fixture
def server(tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[ThreadingHTTPServer]:
    """Serves the made-up city as if it were the official version of 2019-12-31."""
    folder = tmp_path / "served"
    folder.mkdir()
    frame = tiny_frame(tiny_pack).rename(columns={"id": "emdcd", "name": "emdnm", "gu": "sggnm"})
    frame = frame.set_geometry(frame.translate(EAST, SOUTH)).to_crs(5179).rename_geometry("geom")
    frame.to_parquet(folder / "emd_20191231.parquet")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder))) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        monkeypatch.setattr(admdongkor_cache, "BASE_URL", f"http://127.0.0.1:{running.server_port}")
        yield running
        running.shutdown()


def test_the_version_in_force_is_fetched_and_imported(server: ThreadingHTTPServer, settings: Settings, engine: Engine) -> None:
    fetch(settings, "--vintage", "2019-12-31")
    city = load_city(settings.city, "2019-12-31", settings.home)
    origin = shape_sets(engine, city)["neighbourhood"].origin
    assert origin["kind"] == "official"
    assert origin["title"]["en"] == "Official boundaries, version of 2019-12-31 (admdongkor)"
    assert set(shape_sets(engine, city)) == {"district", "neighbourhood"}
    assert (settings.home / "cache" / "admdongkor" / "emd_20191231.parquet").is_file()


def test_a_fetched_version_needs_no_server(server: ThreadingHTTPServer, settings: Settings, engine: Engine) -> None:
    fetch(settings, "--vintage", "2019-12-31")
    server.shutdown()
    server.server_close()
    assert fetch(settings, "--vintage", "2019-12-31", "--dry-run").facts["matched"] == 8


def test_unknown_to_the_server(server: ThreadingHTTPServer, official: ImportReport, settings: Settings, engine: Engine) -> None:
    before = state(engine, settings)
    with pytest.raises(SijangsilError, match="answered 404"):
        fetch(settings, "--vintage", "2015-12-31")
    assert state(engine, settings) == before


def test_without_internet_it_fails_soon_and_changes_nothing(
    official: ImportReport, settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The network is shut in tests, so the real address cannot be reached."""
    monkeypatch.setattr(admdongkor_cache, "BASE_URL", "https://outlines.invalid")
    before, start = state(engine, settings), time.monotonic()
    with pytest.raises(SijangsilError) as problem:
        fetch(settings, "--vintage", "2020-01-01")
    assert time.monotonic() - start < 15
    assert "outlines.invalid could not be reached" in problem.value.log
    assert problem.value.exit_code == 1
    assert "인터넷" in problem.value.screen.ko
    assert state(engine, settings) == before


def test_a_server_that_never_answers(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    """It accepts the connection and stays silent; the wait is bounded."""
    monkeypatch.setattr(fetching, "REACH_TIMEOUT_S", 0.4)
    with socket.create_server(("127.0.0.1", 0)) as silent_server:
        monkeypatch.setattr(admdongkor_cache, "BASE_URL", f"http://127.0.0.1:{silent_server.getsockname()[1]}")
        start = time.monotonic()
        with pytest.raises(SijangsilError, match="could not be fetched"):
            fetch(settings, "--vintage", "2020-01-01")
        assert time.monotonic() - start < 5


def test_version_in_force(settings: Settings) -> None:
    import admdongkor

    assert fetching.version_at(admdongkor, "2019-12-31") == "20191231"
    assert fetching.version_at(admdongkor, "2021-08-15") == "20210701"
    with pytest.raises(BadInput, match="no official outlines as old as"):
        fetching.version_at(admdongkor, "1950-01-01")


def test_without_the_library(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "admdongkor", None)
    with pytest.raises(NotInstalled, match="pip install admdongkor"):
        fetch(settings, "--vintage", "2020-01-01")


def test_wrong_date(settings: Settings) -> None:
    with pytest.raises(BadInput, match="is not a date"):
        fetch(settings, "--vintage", "yesterday")

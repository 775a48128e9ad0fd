"""Importing an operator's own list of cameras with their streams. The address column is kept apart like every stream: no report,
note or error repeats it."""

from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
from sqlalchemy import Engine

from geodata.city import City
from geodata.command import Outcome, Progress, silent
from geodata.connector import Feature
from geodata.errors import BadInput
from geodata.feeds.mend import on_land
from geodata.office import Office
from geodata.places.load import file_source, save_places
from geodata.places.table import read_table
from geodata.video.cameras import TOPICS, keep_streams
from geodata.video.reach import PORTS, allowed

COLUMNS = ("id", "name", "lon", "lat", "kind", "address")
KINDS = ("hls", "mp4", "still")
PLACED_AT_LEAST = 0.5  # a list of another city is refused


def import_cameras(
    engine: Engine, city: City, office: Office, topic: str, path: Path, now: datetime, *, dry_run: bool = False, progress: Progress = silent
) -> Outcome:
    """Make the list in ``path`` (columns id, name, lon, lat, kind, address; WGS 84 degrees; kind hls, mp4 or still, empty with the
    address for a camera without a picture) the city's set of ``topic``. Other columns become props. Raises BadInput naming file,
    row and field, never an address; nothing is changed then."""
    if topic not in TOPICS:
        raise BadInput(f"--topic {topic!r} is no topic of cameras; give one of: {', '.join(TOPICS)}.")
    table = read_table(path)
    frame = table.frame.rename(columns=lambda name: str(name).strip().lower())
    if missing := [name for name in COLUMNS if name not in frame]:
        raise BadInput(f"{path}: the columns {', '.join(missing)} are missing; a list of cameras has {', '.join(COLUMNS)}.")
    if table.set_aside:
        raise BadInput(f"{path}, row {table.set_aside[0][0]}: it has not the columns of the head line. Mend it; nothing was loaded.")
    features = [_camera(path, int(number), row) for number, row in zip(frame.index, frame.to_dict("records"), strict=True)]
    _unique(path, frame)
    placed, mended = on_land(features, city)
    inside = sum(f.lon is not None for f in placed)
    if not placed or inside < PLACED_AT_LEAST * len(placed):
        raise BadInput(
            f"{path}: only {inside} of {len(placed)} cameras stand in or near {city.id}. Check the city and the columns lon, lat."
        )
    pictured = [f for f in placed if f.private]
    hosts = allowed(office)
    closed = sum(not hosts.takes(*_host(str((f.private or {})["address"]))) for f in pictured)
    if not dry_run:
        save_places(
            engine, city, topic, placed, file_source(path), report={"problems": mended[:100], "rows_with_problems": len(mended)},
            with_set=keep_streams(city, topic, placed, now), progress=progress,
        )  # fmt: skip
    notes = [*mended[:20]]
    if closed:
        notes.append(f"{closed} cameras stand at hosts that [video] hosts of {office.path} does not list; they stay dark until it does.")
    if dry_run:
        notes.append("Nothing was changed (--dry-run).")
    rows = [{"what": "cameras", "rows": len(placed)}, {"what": "with a picture", "rows": len(pictured)}]
    return Outcome(
        f"{topic}: cameras of {path.name}",
        rows,
        notes,
        {"stored": 0 if dry_run else len(placed), "pictured": len(pictured), "closed": closed},
    )


def _camera(path: Path, number: int, row: dict[str, Any]) -> Feature:
    where = f"{path}, row {number}"
    told = {str(name): str(value).strip() for name, value in row.items()}
    if not told["id"]:
        raise BadInput(f"{where}: id is empty; every camera needs one. Nothing was loaded.")
    places: list[float | None] = []
    for name in ("lon", "lat"):
        try:
            places.append(float(told[name]) if told[name] else None)
        except ValueError:
            raise BadInput(f"{where}: {name} = {told[name][:40]!r} is no number of degrees. Nothing was loaded.") from None
    kind, address = told["kind"].lower(), told["address"]
    if bool(kind) != bool(address):
        raise BadInput(f"{where}: kind and address stand together or are both empty. Nothing was loaded.")
    if kind and kind not in KINDS:
        raise BadInput(f"{where}: kind = {kind[:20]!r} must be one of {', '.join(KINDS)}. Nothing was loaded.")
    if address and _host(address) == ("", 0):
        raise BadInput(f"{where}: address is no http or https address without a name and password. Nothing was loaded.")
    props = {name: value for name, value in told.items() if name not in COLUMNS and value}
    private = {"kind": kind, "address": address} if address else None
    return Feature(told["id"], places[0], places[1], told["name"] or None, props=props, private=private)


def _host(address: str) -> tuple[str, int]:
    """Host and port of an address; ("", 0) when it is none we could ask."""
    try:
        parts = urlsplit(address)
        if parts.scheme not in PORTS or not parts.hostname or "@" in parts.netloc:
            return "", 0
        return parts.hostname.lower(), parts.port or PORTS[parts.scheme]
    except ValueError:
        return "", 0


def _unique(path: Path, frame: pd.DataFrame) -> None:
    ids = frame["id"].str.strip()
    if (twice := ids[ids.duplicated()]).size:
        raise BadInput(
            f"{path}, row {twice.index[0]}: id {str(twice.iloc[0])[:60]!r} stands twice; every camera has its own. Nothing was loaded."
        )

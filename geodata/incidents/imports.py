"""Importing a history of incidents from a file: closed incidents with the times they had, all of the file or nothing.

Ids are made from a row's content, so a second import of the same rows changes nothing. The outlines decide in which area an
incident lies, not the file. Whether the file is a truncated sample is judged, kept with it (table ``incident_sample``) and said.
"""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from geodata.boundaries.names import name_key
from geodata.city import City
from geodata.command import Progress, silent
from geodata.errors import BadInput
from geodata.incidents.columns import Columns, guess_columns, lengths, moments
from geodata.incidents.import_report import Report
from geodata.incidents.import_store import look, write
from geodata.incidents.model import severity_of
from geodata.incidents.samples import judge
from geodata.incidents.statistics import TARGET_S
from geodata.incidents.times import iso
from geodata.places.grid import Floats
from geodata.places.positions import Mask, Positions, find_positions
from geodata.places.roles import district_column, district_names
from geodata.places.store import Areas, locate
from geodata.places.table import read_table
from geodata.text import Text

KINDS: dict[str, Text] = {
    "fire": Text(ko="화재", en="Fire"),
    "rescue": Text(ko="구조", en="Rescue"),
    "medical": Text(ko="구급", en="Medical call"),
}
TOPIC = "emergency_calls"
OUTSIDE_AT_MOST = 90.0  # per cent; a file with more rows outside is about another place
UNREADABLE_AT_MOST = 50.0  # per cent of the rows without a time: the column is no time


def import_incidents(
    engine: Engine, city: City, path: Path, now: datetime, *, kind: str = "fire", dry_run: bool = False, encoding: str | None = None,
    target_s: int = TARGET_S, progress: Progress = silent,
) -> Report:  # fmt: skip
    """Read ``path`` and add its incidents, as closed ones of ``kind`` told by the feed "import:FILENAME". ``now``: aware time of the
    import; ``target_s``: what the office calls late. Raises BadInput, having changed nothing, when the file cannot be read or lacks
    a needed column (the sentence lists the columns), or when its times cannot be read or its rows lie elsewhere."""
    if kind not in KINDS:
        raise BadInput(f"--kind {kind} is none of {', '.join(KINDS)}; give one of them.")
    progress(0, 3, "reading")
    table = read_table(path, encoding)
    frame = table.frame
    positions, columns, district = _columns(engine, city, frame, path)
    progress(1, 3, "placing")
    reported = moments(frame[columns.of["reported_at"]], city.timezone)
    readable = np.isfinite(reported) & (reported <= now.timestamp())
    if not readable.any() or 100 * (~readable).mean() > UNREADABLE_AT_MOST:
        row = frame.index[~readable][0]
        column = columns.of["reported_at"]
        raise BadInput(f"{path}, row {row}, {column}: {frame[column][row]!r} is no past time, and most rows are like it. Mend that column.")
    arrival = _arrivals(frame, columns, reported, city)
    areas = locate(engine, city, positions.lons, positions.lats)
    outside = np.isfinite(positions.lons) & np.array([one is None for one in areas[0]], dtype=bool)
    if 100 * outside.mean() > OUTSIDE_AT_MOST:
        raise BadInput(f"{path}: {100 * outside.mean():.0f} % of the rows lie outside {city.id}. Check the city.")
    rows = _rows(city, frame, kind, path.name, positions, areas, columns, district, reported, arrival, now)
    kept = {row["id"]: row for row, fits in zip(rows, readable, strict=True) if fits}
    verdict = judge(arrival[readable], target_s)
    report = Report(
        path.name, kind, read=table.rows_read, incidents=len(kept), unreadable=int((~readable).sum()) + len(table.set_aside),
        unreadable_rows=[int(r) for r in frame.index[~readable][:5]], duplicates=int(readable.sum()) - len(kept),
        placed=sum(row["district"] is not None for row in kept.values()), outside=int((outside & readable).sum()),
        no_position=int((~np.isfinite(positions.lons) & readable).sum()), no_delay=int((~np.isfinite(arrival) & readable).sum()),
        mismatches=_mismatches(frame, city, district, areas[0], readable), first=iso(reported[readable].min()),
        last=iso(reported[readable].max()), columns=_shown(positions, columns, district), how=positions.how, encoding=table.encoding,
        sample=verdict, dry_run=dry_run,
    )  # fmt: skip
    progress(2, 3, "writing")
    (look if dry_run else write)(engine, city, kept, report, now)
    progress(3, 3, "done")
    return report


def _columns(engine: Engine, city: City, frame: pd.DataFrame, path: Path) -> tuple[Positions, Columns, str | None]:
    """Positions and the column of each role; BadInput with all columns when a needed one is missing."""
    seen = ", ".join(map(str, frame.columns[:40]))
    district = district_column(frame, city)
    named = guess_columns(list(frame.columns), {district} if district else set())
    lacking = [words for words, fits in (
        ("the time of the call (e.g. 신고일시, reported_at)", "reported_at" in named.of),
        ("the delay in seconds or the time of arrival (e.g. 출동소요시간, delay_s, 도착일시)", {"delay", "arrived_at"} & named.of.keys()),
    ) if not fits]  # fmt: skip
    try:
        positions = find_positions(frame.drop(columns=list(named.of.values())), city, None, lambda lons, lats, rows: 1.0, str(path))
    except BadInput:
        lacking.append("the position (e.g. 경도 and 위도, lon and lat)")
    if lacking:
        screen = Text(
            ko="사건 이력 파일에 필요한 열이 없습니다. 열 이름을 확인해 주세요.",
            en="The history lacks a needed column. Please check the column names.",
        )
        raise BadInput(
            f"{path}: no column holds {' nor '.join(lacking)}; the columns are: {seen}. Name them so, nothing was changed.", screen
        )
    return positions, named, district


def _arrivals(frame: pd.DataFrame, columns: Columns, reported: Floats, city: City) -> Floats:
    """Call to arrival in seconds; NaN where unknown."""
    delay = lengths(frame[columns.of["delay"]], columns.factor["delay"]) if "delay" in columns.of else np.full(len(frame), np.nan)
    if "arrived_at" not in columns.of:
        return delay
    span = moments(frame[columns.of["arrived_at"]], city.timezone) - reported
    return np.where(np.isfinite(delay), delay, np.where(span > 0, span, np.nan))


def _rows(
    city: City, frame: pd.DataFrame, kind: str, file: str, positions: Positions, areas: tuple[Areas, Areas], columns: Columns,
    district: str | None, reported: Floats, arrival: Floats, now: datetime,
) -> list[dict[str, Any]]:  # fmt: skip
    """One row of ``incident`` for each row of the file, with the file's own cells under "cells"."""
    nothing = np.full(len(frame), np.nan)
    control = lengths(frame[columns.of["controlled"]], columns.factor["controlled"]) if "controlled" in columns.of else nothing
    dispatched = moments(frame[columns.of["dispatched_at"]], city.timezone) if "dispatched_at" in columns.of else nothing
    words = [column for column in (district, columns.of.get("place")) if column]
    title = {"ko": KINDS[kind].ko, "en": KINDS[kind].en}
    shared: dict[str, Any] = {
        "city": city.id, "kind": kind, "subkind": None, "codes": {}, "severity": severity_of(kind, None, None, None), "title": title,
        "closed_by": "provider", "expected_end": None, "units": None, "feed": f"import:{file}", "first_seen": iso(now.timestamp()),
        "updated_at": iso(now.timestamp()), "demo": False, "flags": [], "reports": 1,
    }  # fmt: skip
    found = []
    for i, cells in enumerate(frame.to_dict("records")):
        at = float(reported[i])
        arrived = at + arrival[i]
        times = {
            "reported_at": _iso(at), "dispatched_at": _iso(dispatched[i]) if dispatched[i] >= at else None, "arrived_at": _iso(arrived),
            "controlled_at": _iso(arrived + control[i]),
        }  # fmt: skip
        last = max((time for time in times.values() if time), default=None)
        place = " ".join(str(cells[column]) for column in words if cells[column]) or None
        lon, lat = (None if np.isnan(one) else round(float(one), 7) for one in (positions.lons[i], positions.lats[i]))
        found.append(
            shared
            | times
            | {
                "id": _id(city, kind, cells),
                "place": place,
                "lon": lon,
                "lat": lat,
                "district": areas[0][i],
                "neighbourhood": areas[1][i],
                "status": "closed",
                "closed_at": last,
                "observed_at": last,
                "cells": cells,
            }
        )
    return found


def _iso(seconds: float) -> str | None:
    return iso(seconds) if np.isfinite(seconds) else None


def _id(city: City, kind: str, cells: Mapping[str, Any]) -> str:
    """The same content gives the same id, whatever the order of the columns, the name or the encoding of the file."""
    content = "\x1f".join([city.id, kind, *(f"{name}={cells[name]}" for name in sorted(cells))])
    return f"{TOPIC}:import-{hashlib.sha256(content.encode()).hexdigest()[:20]}"


def _mismatches(frame: pd.DataFrame, city: City, column: str | None, districts: Areas, readable: Mask) -> list[tuple[int, str, str]]:
    """(row, district in the file, district by the outline) where they disagree."""
    if column is None:
        return []
    ids = district_names(city)
    pairs = zip(frame.index, frame[column], districts, readable, strict=True)
    return [
        (int(r), given, city.areas[d].name.ko) for r, given, d, fits in pairs if fits and d and (ids.get(name_key(given)) not in (None, d))
    ]


def _shown(positions: Positions, columns: Columns, district: str | None) -> dict[str, str]:
    return {"longitude": positions.columns[0], "latitude": positions.columns[1], **columns.shown()} | (
        {"district": district} if district else {}
    )

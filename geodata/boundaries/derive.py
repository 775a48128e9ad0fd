"""The register of another vintage, made from the outlines themselves.

Areas that the pack's nearest register knows keep their id and names, so that links and figures go on working; an area it
does not know gets an id that names its code system ("kostat-1124071"). Registers are written to HOME/vintages/CITY/DATE.
"""

import csv
import os
import tempfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from io import StringIO
from pathlib import Path

import geopandas as gpd
import shapely

from geodata.boundaries.match import Matching
from geodata.boundaries.names import code_key, last_word, name_key
from geodata.city import Area, City, load_city
from geodata.errors import BadInput
from geodata.indicator import Level
from geodata.settings import Settings
from geodata.text import Text

_SQUARE_KM = 1e6


def nearest_city(settings: Settings, vintage: str) -> tuple[City, bool]:
    """The pack at ``vintage``, or at its own nearest vintage when it has no register of that date; True in that case.
    Raises BadInput when ``vintage`` is not a date."""
    try:
        wanted = date.fromisoformat(vintage)
    except ValueError as problem:
        raise BadInput(f"{vintage!r} is not a date; give the vintage as YYYY-MM-DD.") from problem
    if wanted > date.today():
        raise BadInput(f"The vintage {vintage} lies in the future; give the date the outlines were valid on.")
    own = load_city(settings.city).vintages
    if vintage in own:
        return load_city(settings.city, vintage), False
    nearest = min(own, key=lambda v: abs((date.fromisoformat(v) - wanted).days))
    return load_city(settings.city, nearest), True


def rows_of_city(frame: gpd.GeoDataFrame, matching: Matching, base: City, level: Level) -> list[int]:
    """Rows of a file that covers more than the city which do belong to it: known areas, and neighbourhoods whose district
    or code says so. The others are the city's neighbours, seen at the edge of its extent."""
    codes = _column(frame, matching, "code")
    prefixes = _parents_by_prefix(codes, matching.ids, base)
    known = [bool(i) or row in matching.candidates for row, i in enumerate(matching.ids)]
    return [
        row
        for row in range(len(frame))
        if known[row] or (level == "neighbourhood" and (matching.districts[row] or _parent_by_code(codes[row], prefixes)))
    ]


def derive(frame: gpd.GeoDataFrame, matching: Matching, base: City, level: Level, vintage: str) -> tuple[list[Area | None], list[str]]:
    """The area each row is in ``vintage``: one of the base register with what the file says about it, or a new one; None
    for a row without name and code. ``frame``: rows in WGS 84. Also returns the new areas' names."""
    codes, names = _column(frame, matching, "code"), _column(frame, matching, "name")
    english = _english_column(frame, matching)
    metric = frame.geometry.to_crs(base.metric_crs).area / _SQUARE_KM
    inner = shapely.point_on_surface(frame.geometry.to_numpy())
    prefixes = _parents_by_prefix(codes, matching.ids, base)
    areas: list[Area | None] = []
    fresh: list[str] = []
    for row, known in enumerate(matching.ids):
        place = {"lon": round(inner[row].x, 5), "lat": round(inner[row].y, 5), "area_km2": round(float(metric.iloc[row]), 3)}
        system = {matching.system: codes[row]} if matching.system and matching.system != "id" and codes[row] else {}
        label = names[row] or codes[row]
        if known:
            old = base.areas[known]
            same = name_key(names[row]) in ("", name_key(old.name.ko), name_key(old.name.en))
            name = old.name if same else _name(names[row], english[row], old)
            areas.append(replace(old, name=name, codes={**old.codes, **system}, **place))
        elif label:
            parent = None
            if level == "neighbourhood":
                parent = matching.districts[row] or _parent_by_code(codes[row], prefixes) or _nearest_parent(inner[row], base)
            area_id = _new_id(codes[row], matching.system, parent, label, base)
            areas.append(Area(area_id, level, _name(label, english[row], None), parent, codes=system, **place))
            fresh.append(label)
        else:
            areas.append(None)
    return areas, fresh


def write_register(home: Path, base: City, vintage: str, level: Level, areas: list[Area]) -> tuple[City, Callable[[], None]]:
    """Write the register of ``vintage`` and load it. Areas of the other level are kept from an earlier import; districts
    that only neighbourhoods mention are taken from ``base``. The file is replaced in one step."""
    folder = home / "vintages" / base.id / vintage
    earlier = load_city(str(base.folder), vintage, home) if (folder / "neighbourhoods.csv").is_file() else None
    others = list(earlier.at("neighbourhood" if level == "district" else "district")) if earlier else []
    districts = areas if level == "district" else others
    neighbourhoods = others if level == "district" else areas
    known = {a.id for a in districts}
    mentioned = dict.fromkeys(a.parent for a in neighbourhoods if a.parent and a.parent not in known)
    elsewhere = {**base.areas, **(earlier.areas if earlier else {})}
    districts = [*districts, *(_with_area_of(elsewhere[i], neighbourhoods) for i in mentioned)]
    folder.mkdir(parents=True, exist_ok=True)
    files = (folder / "districts.csv", folder / "neighbourhoods.csv")
    former = {path: path.read_text(encoding="utf-8") if path.is_file() else None for path in files}

    def undo() -> None:
        for path, text in former.items():
            _put(path, text) if text is not None else path.unlink(missing_ok=True)
        if not any(folder.iterdir()):
            folder.rmdir()

    for path, rows in zip(files, (districts, neighbourhoods), strict=True):
        _put(path, _register_text(path.stem, rows, base, vintage))
    return load_city(str(base.folder), vintage, home), undo


def _with_area_of(district: Area, neighbourhoods: list[Area]) -> Area:
    """``district`` with the area its neighbourhoods have together; unknown when one of theirs is."""
    sizes = [a.area_km2 for a in neighbourhoods if a.parent == district.id]
    return replace(district, area_km2=None if None in sizes else round(sum(s for s in sizes if s), 3))


def _register_text(stem: str, areas: list[Area], city: City, vintage: str) -> str:
    systems = sorted({s for a in areas for s in a.codes} | {city.code_system})
    text = StringIO()
    text.write(f"# {city.id} {vintage}: made from imported outlines; points and areas computed from them.\n")
    writer = csv.writer(text, lineterminator="\n")
    parent = ["district"] if stem == "neighbourhoods" else []
    writer.writerow(["id", *parent, "ko", "en", "lon", "lat", "area_km2", *systems])
    for a in sorted(areas, key=lambda a: a.id):
        codes = [a.codes.get(s, "") for s in systems]
        area_km2 = "" if a.area_km2 is None else a.area_km2
        writer.writerow([a.id, *([a.parent] if parent else []), a.name.ko, a.name.en, a.lon, a.lat, area_km2, *codes])
    return text.getvalue()


def _put(path: Path, text: str) -> None:
    """Replace a file in one step."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=f".{path.name}.", encoding="utf-8", delete=False) as file:
        file.write(text)
    os.replace(file.name, path)


def _column(frame: gpd.GeoDataFrame, matching: Matching, kind: str) -> list[str]:
    """Texts of the recognised code or name column; empty texts when there is none."""
    column = matching.columns.get(kind)
    if not column:
        return [""] * len(frame)
    return [code_key(v) if kind == "code" else last_word(v) for v in frame[column]]


def _english_column(frame: gpd.GeoDataFrame, matching: Matching) -> list[str]:
    """Texts of the column that names most rows in Latin letters; empty where there is none."""
    best: list[str] = [""] * len(frame)
    for column in frame.columns.drop(["geometry"]):
        texts = [v if isinstance(v, str) and v.isascii() and any(c.isalpha() for c in v) else "" for v in frame[column]]
        if column != matching.columns.get("name") and len(set(texts)) > max(len(set(best)), len(frame) // 2):
            best = texts
    return best


def _name(korean: str, english: str, old: Area | None) -> Text:
    return Text(ko=korean, en=english or (old.name.en if old else korean))


def _parents_by_prefix(codes: list[str], ids: list[str | None], base: City) -> dict[str, str | None]:
    """District of every code prefix that all matched rows of one district share; None where districts mix."""
    parents: dict[str, set[str]] = {}
    for code, i in zip(codes, ids, strict=True):
        if code and i and (parent := base.areas[i].parent):
            for length in range(1, len(code)):
                parents.setdefault(code[:length], set()).add(parent)
    return {prefix: next(iter(found)) if len(found) == 1 else None for prefix, found in parents.items()}


def _parent_by_code(code: str, prefixes: dict[str, str | None]) -> str | None:
    """District of the rows whose codes begin most like ``code``."""
    return next((p for length in range(len(code) - 1, 0, -1) if (p := prefixes.get(code[:length]))), None)


def _nearest_parent(point: shapely.Point, base: City) -> str | None:
    """District most of the three nearest known neighbourhoods lie in."""
    nearest = sorted(base.neighbourhoods, key=lambda a: (a.lon - point.x) ** 2 + (a.lat - point.y) ** 2)[:3]
    return Counter(a.parent for a in nearest).most_common(1)[0][0]


def _new_id(code: str, system: str | None, parent: str | None, label: str, base: City) -> str:
    if code and system:
        return code if system == base.code_system else f"{system}-{code}"
    return f"{parent or base.id}-{name_key(label)}"

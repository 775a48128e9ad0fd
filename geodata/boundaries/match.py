"""Finds which area of the city's register each row of a file is: by code, else by name with its district.

Columns are found by trying them all against the register, never by a fixed name: whoever publishes the file may call
them ADM_DR_CD, emdcd, adm_cd2 or 행정동코드. A code counts only within its own system, because two systems' codes
collide.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from geodata.boundaries.names import SHORTEST_PADDED, code_key, last_word, name_key, unpadded
from geodata.city import City
from geodata.indicator import Level


@dataclass(frozen=True)
class Register:
    """The areas of one level, looked up by code or name. ``by_code``: system → code → id; ``by_name``: key → ids."""

    city: City
    level: Level

    @cached_property
    def by_code(self) -> dict[str, dict[str, str]]:
        codes: dict[str, dict[str, str]] = {}
        for area in self.city.at(self.level):
            for system, code in {**area.codes, "id": area.id}.items():
                codes.setdefault(system, {})[code] = area.id
        return codes

    @cached_property
    def _short(self) -> dict[str, dict[str, str]]:
        """Codes without padding zeros, where that stays unambiguous."""
        short: dict[str, dict[str, str]] = {}
        for system, known in self.by_code.items():
            count = Counter(unpadded(code) for code in known)
            short[system] = {unpadded(code): i for code, i in known.items() if count[unpadded(code)] == 1}
        return short

    @cached_property
    def by_name(self) -> dict[str, tuple[str, ...]]:
        names: dict[str, list[str]] = {}
        for area in self.city.at(self.level):
            for key in {name_key(area.name.ko), name_key(area.name.en)}:
                names.setdefault(key, []).append(area.id)
        return {key: tuple(ids) for key, ids in names.items()}

    def of_code(self, system: str, code: str) -> str | None:
        """Id of a code of one system, padded with zeros or not; None when unknown."""
        if len(code) < SHORTEST_PADDED:
            return self.by_code[system].get(code)
        return self.by_code[system].get(code) or self._short[system].get(unpadded(code))


@dataclass
class Matching:
    """Which area each row is. ``ids``: id or None for each row; ``candidates``: for a row with an ambiguous name, the
    ids it may be. ``columns``: what was recognised, e.g. {"code": "adm_cd", "name": "adm_nm"}. ``system``: code
    system of the code column. ``conflicts``: sentences about rows whose code and name disagree. ``districts``: district id
    that each row itself states."""

    ids: list[str | None]
    candidates: dict[int, tuple[str, ...]] = field(default_factory=dict)
    columns: dict[str, str] = field(default_factory=dict)
    system: str | None = None
    conflicts: list[str] = field(default_factory=list)
    districts: list[str | None] = field(default_factory=list)

    def keep(self, rows: Iterable[int]) -> None:
        """Drop all other rows; row numbers then count what is left."""
        kept = list(rows)
        self.ids = [self.ids[r] for r in kept]
        self.districts = [self.districts[r] for r in kept]
        self.candidates = {new: self.candidates[old] for new, old in enumerate(kept) if old in self.candidates}

    @property
    def matched(self) -> int:
        """How many different areas were found."""
        return len({i for i in self.ids if i})


def match_rows(table: pd.DataFrame, city: City, level: Level) -> Matching:
    """Match the rows of ``table`` (attributes; a geometry column is ignored) to the areas of ``level``.

    A name that says which area it is wins over a code that says another, because codes are renumbered more often than
    areas are renamed; such rows are listed in ``conflicts``.
    """
    register = Register(city, level)
    columns = [str(c) for c in table.columns if c != "geometry"]
    districts = _districts_of_rows(table, columns, city) if level == "neighbourhood" else _DistrictColumn([None] * len(table), None)
    name_column, named = _best_name(table, columns, register, districts.ids)
    code_column, system, coded = _best_code(table, columns, register, named)

    matching = Matching(ids=[], system=system, districts=districts.ids)
    for kind, column in (
        ("code", code_column),
        ("name", name_column),
        ("district", districts.column),
    ):
        if column:
            matching.columns[kind] = column
    for row, (code_id, name_ids) in enumerate(zip(coded, named, strict=True)):
        if code_id and name_ids and code_id not in name_ids:
            chosen = name_ids[0] if len(name_ids) == 1 else None
            matching.conflicts.append(f"row {row + 1}: its code says {title(city, code_id)}, its name {titles(city, name_ids)}")
        else:
            chosen = code_id or (name_ids[0] if len(name_ids) == 1 else None)
        if chosen is None and len(name_ids) > 1:
            matching.candidates[row] = name_ids
        matching.ids.append(chosen)
    _keep_named(matching, named, list(table[name_column]) if name_column else [], city)
    return matching


def _keep_named(matching: Matching, named: list[tuple[str, ...]], names: list[object], city: City) -> None:
    """Where two rows of different names claim one area, the row that bears its name keeps it; the other one's code has
    been given to another area since."""
    by_name = {i for i, ids in zip(matching.ids, named, strict=True) if i and i in ids}
    for row, i in enumerate(matching.ids):
        if i in by_name and i is not None and i not in named[row] and name_key(names[row]):
            matching.ids[row] = None
            matching.conflicts.append(f"row {row + 1} ({names[row]}): its code is that of {title(city, i)}, which has a row of its own")


def settle(matching: Matching, contains: dict[int, np.ndarray], city: City, level: Level) -> None:
    """Give rows with an ambiguous name the candidate whose register point lies inside the row's polygon.
    ``contains``: for a row, one bool for each area of the level in register order."""
    order = {area.id: n for n, area in enumerate(city.at(level))}
    for row, ids in list(matching.candidates.items()):
        inside = [i for i in ids if contains[row][order[i]]]
        if len(inside) == 1:
            matching.ids[row] = inside[0]
            del matching.candidates[row]


def duplicates(ids: list[str | None]) -> dict[str, int]:
    """Areas that stand in more than one row, with the number of rows."""
    return {i: n for i, n in Counter(i for i in ids if i).items() if n > 1}


@dataclass(frozen=True)
class _DistrictColumn:
    ids: list[str | None]
    column: str | None


def _districts_of_rows(table: pd.DataFrame, columns: list[str], city: City) -> _DistrictColumn:
    """The district each row says it lies in, from the column that names most rows' district."""
    register = Register(city, "district")
    best = _DistrictColumn([None] * len(table), None)
    for column in columns:
        values = list(table[column])
        readings = [[_one(register.by_name.get(name_key(v), ())) or _district_word(register, v) for v in values]]
        readings += [[register.of_code(system, code_key(v)) for v in values] for system in register.by_code]
        for ids in readings:
            if sum(i is not None for i in ids) > sum(i is not None for i in best.ids):
                best = _DistrictColumn(ids, column)
    return best


def _district_word(register: Register, value: object) -> str | None:
    """The district named by a word before the last one of a full name."""
    words = value.split()[:-1] if isinstance(value, str) else []
    return next((i for w in words if (i := _one(register.by_name.get(name_key(w), ())))), None)


def _best_name(
    table: pd.DataFrame, columns: list[str], register: Register, districts: list[str | None]
) -> tuple[str | None, list[tuple[str, ...]]]:
    """The column whose texts name most areas, and for each row the ids its name may mean."""
    best: tuple[int, str | None, list[tuple[str, ...]]] = (0, None, [()] * len(table))
    for column in columns:
        ids = []
        for value, district in zip(table[column], districts, strict=True):
            found = register.by_name.get(name_key(value)) or register.by_name.get(name_key(last_word(value)), ())
            here = tuple(i for i in found if register.city.areas[i].parent == district)
            ids.append(here if district and here else found)
        score = len({i for row in ids for i in row})
        if score > best[0]:
            best = (score, column, ids)
    return best[1], best[2]


def _best_code(
    table: pd.DataFrame, columns: list[str], register: Register, named: list[tuple[str, ...]]
) -> tuple[str | None, str | None, list[str | None]]:
    """The column and code system that fit most rows; agreement with the names decides between colliding systems."""
    best: tuple[tuple[int, int], str | None, str | None, list[str | None]] = ((0, 0), None, None, [None] * len(table))
    for column in columns:
        keys = [code_key(v) for v in table[column]]
        for system in register.by_code:
            ids = [register.of_code(system, key) if key else None for key in keys]
            agreeing = len({i for i, names in zip(ids, named, strict=True) if i and i in names})
            score = (agreeing, len({i for i in ids if i}))
            if score > best[0]:
                best = (score, column, system, ids)
    return best[1], best[2], best[3]


def _one(ids: tuple[str, ...]) -> str | None:
    return ids[0] if len(ids) == 1 else None


def title(city: City, area_id: str) -> str:
    """Korean name of an area with its district, e.g. "강남구 신사동"."""
    area = city.areas[area_id]
    district = city.areas[area.parent].name.ko + " " if area.parent else ""
    return f"{district}{area.name.ko}"


def titles(city: City, ids: Iterable[str]) -> str:
    """Names of areas that may be meant."""
    return " or ".join(title(city, i) for i in ids)

"""A pack's observation table, ``observations/ID.csv``: read and judged row by row.

Columns ``area,period,value[,flag]``. ``area``: id of the pack's register, or the city's own id for a published total;
``period``: 2024, 2024H1, 2024Q1, 2024-05, 2024-05-31 or 2024-05-31T14; ``value``: a plain number, empty when unknown;
``flag``: provisional or estimated. Lines starting with # stand before the table; of these, ``# key: text`` with the keys of
KEYS describe the source in both languages, and ``# vintage: DATE`` says that the areas are of another vintage.
"""

import csv
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from geodata.city import City
from geodata.errors import BadInput
from geodata.indicator import LEVELS, Level
from geodata.source import Source
from geodata.text import Text

KEYS = ("title", "provider", "licence", "refresh")  # each with _ko and _en
FLAGS = ("provisional", "estimated")
PERIOD = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2])(-\d{2}(T\d{2})?)?)?")


@dataclass(frozen=True, slots=True)
class Observation:
    """One figure. ``level``: 'district', 'neighbourhood', or 'city' for a published total. ``value`` None: unknown."""

    level: str
    area: str
    period: str
    value: float | None
    flag: str | None


@dataclass(frozen=True)
class Table:
    """What a file holds. ``elsewhere``: ids of areas that exist at another vintage only, in file order.
    ``source``: as plain JSON (see ``source_of``), empty when the header names none."""

    indicator: str
    rows: tuple[Observation, ...]
    elsewhere: tuple[str, ...] = ()
    source: dict[str, Any] = field(default_factory=dict)

    def matched(self, city: City) -> dict[Level, set[str]]:
        """Areas with a value, by the levels the table has rows for."""
        return {
            level: {row.area for row in self.rows if row.level == level and row.value is not None}
            for level in LEVELS
            if any(row.level == level for row in self.rows)
        }


def read_table(path: Path, city: City) -> Table:
    """Read one observation table; raises BadInput naming file, row and field for an unknown area, a value that is not a
    number, a period or flag that cannot be used, or a row that stands twice."""
    lines = path.read_text(encoding="utf-8-sig").splitlines()
    head = _head(path, lines)
    others = _other_vintages(city) if head.get("vintage", city.vintage) == city.vintage else None
    rows: dict[tuple[str, str], Observation] = {}
    elsewhere: dict[str, None] = {}
    for number, cells in _records(path, lines):
        area, period = cells.get("area") or "", cells.get("period") or ""
        level = "city" if area == city.id else city.areas[area].level if area in city.areas else None
        if level is None:
            if others is not None and area not in others:
                raise _wrong(path, number, "area", f"{area!r} is in no register of {city.id}")
            elsewhere[area] = None
            continue
        if not PERIOD.fullmatch(period):
            raise _wrong(path, number, "period", f"{period!r} is not a period such as 2024, 2024H1, 2024Q1 or 2024-05")
        if (area, period) in rows:
            raise _wrong(path, number, "area", f"{area} in {period} stands twice")
        flag = (cells.get("flag") or "").strip() or None
        if flag is not None and flag not in FLAGS:
            raise _wrong(path, number, "flag", f"{flag!r} is neither empty nor one of {', '.join(FLAGS)}")
        rows[area, period] = Observation(level, area, period, _number(path, number, cells.get("value")), flag)
    return Table(path.stem, tuple(rows.values()), tuple(elsewhere), _source(path, head))


def source_of(stored: dict[str, Any], declared: Source) -> Source:
    """The pack's own source where its table names one, else the declared one."""
    texts = {key: Text(**stored[key]) for key in KEYS if key in stored}
    return Source(
        provider=texts.get("provider", declared.provider),
        licence=texts.get("licence", declared.licence),
        title=texts.get("title", declared.title),
        refresh=texts.get("refresh", declared.refresh),
        url=stored.get("url", declared.url),
        as_of=stored.get("as_of", declared.as_of),
        demo=bool(stored.get("demo", declared.demo)),
    )


def _records(path: Path, lines: list[str]) -> Iterator[tuple[int, dict[str, str | None]]]:
    """(line number in the file, cells by column) of every row below the header lines."""
    table = [(number, line) for number, line in enumerate(lines, start=1) if line.strip() and not line.startswith("#")]
    columns = next(csv.reader([table[0][1]])) if table else []
    if not {"area", "period", "value"} <= set(columns):
        raise BadInput(f"{path}: the columns are {columns}; area, period and value are needed. Nothing was loaded.", _screen(path))
    for number, line in table[1:]:
        cells = next(csv.reader([line]))
        if len(cells) > len(columns):
            raise _wrong(path, number, "value", f"there are {len(cells)} cells for {len(columns)} columns")
        yield number, dict(zip(columns, cells, strict=False))


def _number(path: Path, number: int, text: str | None) -> float | None:
    if text is None or not text.strip():
        return None
    try:
        value = float(text)
    except ValueError:
        raise _wrong(path, number, "value", f"{text!r} is not a plain number") from None
    if not math.isfinite(value):
        raise _wrong(path, number, "value", f"{text!r} is not a plain number; leave it empty when unknown")
    return value


def _head(path: Path, lines: list[str]) -> dict[str, str]:
    known = {f"{key}_{lang}" for key in KEYS for lang in ("ko", "en")} | {"url", "as_of", "vintage"}
    pairs = (line[1:].split(":", 1) for line in lines if line.startswith("#") and ":" in line)
    return {key.strip(): text.strip() for key, text in pairs if key.strip() in known and text.strip()}


def _source(path: Path, head: dict[str, str]) -> dict[str, Any]:
    stored: dict[str, Any] = {key: head[key] for key in ("url", "as_of") if key in head}
    for key in KEYS:
        texts = {lang: head[f"{key}_{lang}"] for lang in ("ko", "en") if f"{key}_{lang}" in head}
        if len(texts) == 1:
            raise BadInput(f"{path}: the header gives {key} in one language only; give both {key}_ko and {key}_en.", _screen(path))
        if texts:
            stored[key] = texts
    return stored


def _other_vintages(city: City) -> set[str]:
    """Ids of the registers of the pack's other vintages."""
    found: set[str] = set()
    for register in (city.folder / "vintages").glob("*/*.csv"):
        if register.parent.name != city.vintage:
            lines = register.read_text(encoding="utf-8").splitlines()
            found |= {row["id"] for row in csv.DictReader(line for line in lines if not line.startswith("#"))}
    return found


def _wrong(path: Path, number: int, field_name: str, what: str) -> BadInput:
    return BadInput(f"{path}, row {number}, {field_name}: {what}. Mend that row; nothing was loaded.", _screen(path, number))


def _screen(path: Path, number: int | None = None) -> Text:
    ko, en = (f" {number}행", f", row {number}") if number else ("", "")
    return Text(
        ko=f"지표 자료 {path.name}{ko}을(를) 읽을 수 없습니다. 파일을 고친 뒤 다시 실행해 주세요.",
        en=f"The observation table {path.name}{en} cannot be read. Please mend the file and try again.",
    )

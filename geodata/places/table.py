"""Reading a file of points as a table of texts: CSV and other delimited text, Excel (.xlsx, .xls), JSON and GeoJSON.

Every row keeps its number in the file (the line of a text file, the row of a sheet, the place in a JSON list, each from 1),
so that a report can name it. Rows that do not have the table's columns are set aside, not dropped.
"""

import csv
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from geodata.errors import BadInput

SHEETS = (".xlsx", ".xlsm", ".xls")
ENCODINGS = ("utf-8-sig", "cp949", "utf-16")
HEAD_ROWS = 12  # title lines may stand above the head
LINES_IN_A_ROW = 50  # a quoted cell may hold line breaks; beyond this its quote was never closed
BOM_16 = (b"\xff\xfe", b"\xfe\xff")


@dataclass
class RawTable:
    """``frame``: texts ("" for empty), index = row number in the file. ``set_aside``: rows that could not be read, as
    (row number, why, text). ``encoding``: of the text, None for sheets. ``garbled``: rows holding unreadable characters."""

    frame: pd.DataFrame
    set_aside: list[tuple[int, str, str]] = field(default_factory=list)
    encoding: str | None = None
    garbled: list[int] = field(default_factory=list)

    @property
    def rows_read(self) -> int:
        return len(self.frame) + len(self.set_aside)


def read_table(path: Path, encoding: str | None = None) -> RawTable:
    """Read ``path`` by its ending (unknown endings as delimited text). Raises BadInput when it is missing, empty, of another
    kind than its ending says, or not in ``encoding``."""
    if path.is_dir():
        raise BadInput(f"{path}: is a folder. Give the path of a file in it.")
    if not path.is_file():
        raise BadInput(f"{path}: there is no such file. Check the path.")
    if not path.stat().st_size:
        raise BadInput(f"{path}: the file is empty. Get it again.")
    if path.suffix.lower() in SHEETS:
        return _from_rows(path, _sheet_rows(path))
    content = path.read_bytes()
    if content.startswith((b"PK\x03\x04", b"SQLite", b"\xd0\xcf\x11\xe0")):
        raise BadInput(
            f"{path}: this is a packed or binary file, not a table of text. Unpack it, or give it its true ending ({', '.join(SHEETS)})."
        )
    text, used = _decode(path, content, encoding)
    if path.suffix.lower() in (".json", ".geojson"):
        return _from_json(path, text, used)
    table = _from_rows(path, _text_rows(text))
    table.encoding = used
    table.garbled = [int(row) for row in table.frame.index[table.frame.apply(lambda c: c.str.contains("\ufffd")).any(axis=1)]]
    return table


def _decode(path: Path, content: bytes, encoding: str | None) -> tuple[str, str]:
    """Text and its encoding. When no encoding fits every byte, the one with the fewest misfits is used."""
    if encoding:
        try:
            return content.decode(encoding), encoding
        except (LookupError, UnicodeDecodeError) as problem:
            raise BadInput(f"{path}: cannot be read as {encoding} ({problem}). Leave --encoding out: it is then recognised.") from problem
    tried = ("utf-16",) if content.startswith(BOM_16) else ENCODINGS[:2]
    for one in tried:
        try:
            return content.decode(one), one.removesuffix("-sig")
        except UnicodeDecodeError:
            continue
    texts = {one: content.decode(one, errors="replace") for one in tried}
    best = min(texts, key=lambda one: texts[one].count("\ufffd"))
    return texts[best], best.removesuffix("-sig")


def _text_rows(text: str) -> list[tuple[int, list[str]]]:
    """(line number, cells) of every line that is not blank; a cell may hold line breaks."""
    lines = text.replace("\0", "").splitlines(keepends=True)
    delimiter = max(",\t;|", key="".join(lines[:HEAD_ROWS]).count)
    csv.field_size_limit(1 << 24)
    rows, at = list[tuple[int, list[str]]](), 0
    while at < len(lines):  # again after a line whose quote is never closed and would swallow the rest
        reader, start = csv.reader(lines[at:], delimiter=delimiter), at
        for cells in reader:
            if reader.line_num + at - start > LINES_IN_A_ROW:
                rows.append((start + 1, [lines[start].strip()]))
                start += 1
                break
            if any(cell.strip() for cell in cells):
                rows.append((start + 1, cells))
            start = at + reader.line_num
        at = start
    return rows


def _sheet_rows(path: Path) -> list[tuple[int, list[str]]]:
    try:
        sheets = pd.read_excel(path, sheet_name=None, header=None, dtype=object)
    except Exception as problem:  # each reader has its own family of errors
        raise BadInput(
            f"{path}: cannot be read as an Excel file ({type(problem).__name__}: {problem}). Save it again, or as CSV."
        ) from problem
    sheet = max(sheets.values(), key=lambda one: one.notna().sum().sum())
    rows = [(int(number) + 1, [_cell(value) for value in cells]) for number, cells in enumerate(sheet.itertuples(index=False))]
    return [(number, cells) for number, cells in rows if any(cells)]


def _cell(value: Any) -> str:
    if value is None or (isinstance(value, float) and value != value):
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _from_rows(path: Path, rows: list[tuple[int, list[str]]]) -> RawTable:
    """Find the head among the first rows; rows of another width are set aside."""
    if not rows:
        raise BadInput(f"{path}: there is no row in it. Get it again.")
    width = max(sum(map(bool, cells)) for _, cells in rows[:HEAD_ROWS])
    at = next(n for n, (_, cells) in enumerate(rows[:HEAD_ROWS]) if _is_head(cells, width) or n == min(len(rows), HEAD_ROWS) - 1)
    headless = not any(_is_head(cells, width) for _, cells in rows[:HEAD_ROWS])
    first = rows[0][1] if headless else rows[at][1]
    names = [f"column {n}" for n in range(1, len(first) + 1)] if headless else _unique([cell.strip() for cell in first])
    kept, aside = list[tuple[int, list[str]]](), list[tuple[int, str, str]]()
    for number, cells in rows if headless else rows[at + 1 :]:
        while len(cells) > len(names) and not cells[-1].strip():  # a stray delimiter at the end of the line
            cells = cells[:-1]
        if len(cells) == len(names):
            kept.append((number, [cell.strip() for cell in cells]))
        else:
            aside.append((number, f"{len(cells)} cells instead of {len(names)}", " | ".join(cells)[:200]))
    return RawTable(pd.DataFrame([cells for _, cells in kept], index=[number for number, _ in kept], columns=names, dtype=str), aside)


def _is_head(cells: list[str], width: int) -> bool:
    """A head names most columns and holds no number that could be a position or a figure."""
    filled = [cell for cell in cells if cell.strip()]
    return len(filled) >= max(2, 0.6 * width) and not any(_is_number(cell) for cell in filled)


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True


def _unique(names: list[str]) -> list[str]:
    """Column names, the empty ones numbered and the repeated ones told apart."""
    result = list[str]()
    for number, name in enumerate(names, start=1):
        wanted = name or f"column {number}"
        result.append(wanted if wanted not in result else f"{wanted} {number}")
    return result


def _from_json(path: Path, text: str, encoding: str) -> RawTable:
    try:
        rows = _longest_list(json.loads(text))
        records = {number: _flat(row) for number, row in enumerate(rows, start=1) if isinstance(row, dict)}
        aside = [(number, "not an object", str(row)[:200]) for number, row in enumerate(rows, start=1) if number not in records]
    except json.JSONDecodeError as problem:
        raise BadInput(f"{path}: cannot be read as JSON (line {problem.lineno}: {problem.msg}). Get it again.") from problem
    except RecursionError as problem:
        raise BadInput(f"{path}: its JSON is nested too deeply to be a table. Give a list of objects or a GeoJSON file.") from problem
    if not rows:
        raise BadInput(f"{path}: there is no list of objects in it, so no rows. Give a list of objects or a GeoJSON FeatureCollection.")
    frame = pd.DataFrame(records.values(), index=list(records), dtype=object)
    return RawTable(frame.apply(lambda column: column.map(_cell)).astype(str), aside, encoding)


def _longest_list(content: Any) -> list[Any]:
    """The longest list of objects anywhere in a JSON document: the rows, whatever envelope they stand in."""
    if isinstance(content, list):
        return content if sum(isinstance(one, dict) for one in content) * 2 > len(content) else []
    inner = [_longest_list(value) for value in content.values()] if isinstance(content, dict) else []
    return max(inner, key=len, default=[])


def _flat(row: dict[str, Any]) -> dict[str, Any]:
    """One object as one row; a GeoJSON point gives the columns longitude and latitude."""
    flat = dict(row["properties"] or {}) if row.get("type") == "Feature" and "properties" in row else dict(row)
    geometry = row.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point" and len(geometry.get("coordinates") or []) >= 2:
        flat |= {"longitude": geometry["coordinates"][0], "latitude": geometry["coordinates"][1]}
    flat.pop("geometry", None)
    return {key: json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else value for key, value in flat.items()}

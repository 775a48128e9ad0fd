"""Exporting the audit log, and taking out what is older than the office keeps it: never without having been written to a file first.

The cut is itself a row of the chain, ``audit.cut``, with the number and hash of the last row removed: what remains still proves
itself, and the file's last line proves that it belongs before it.
"""

import csv
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, delete, func, select

from geodata.audit.log import append, chosen
from geodata.db.audit import CUT, audit
from geodata.errors import BadInput, SijangsilError
from geodata.office import Office, whole

KEEP_DAYS = 1095
COLUMNS = ("n", "at", "city", "who", "role", "action", "subject", "details", "prev", "hash")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def keep_days(office: Office) -> int:
    """How long rows are kept: [audit] keep_days, three years unless configured."""
    return whole(office, "audit", "keep_days", KEEP_DAYS, lowest=1, highest=36_500)


def edge(office: Office, now: datetime) -> datetime:
    """Rows before this moment are due to be cut."""
    return now - timedelta(days=keep_days(office))


def due(engine: Engine, office: Office, now: datetime) -> int:
    """How many rows are older than they are kept."""
    query = select(func.count()).select_from(audit).where(audit.c.at < edge(office, now).astimezone(UTC).isoformat(timespec="seconds"))
    with engine.connect() as connection:
        return connection.execute(query).scalar_one()


def through(engine: Engine, office: Office, now: datetime) -> int:
    """Number of the last row that may be cut: every row up to it is older than the office keeps it. 0: none."""
    young = select(func.min(audit.c.n)).where(audit.c.at >= edge(office, now).astimezone(UTC).isoformat(timespec="seconds"))
    with engine.connect() as connection:
        first = connection.execute(young).scalar()
        return (first - 1) if first is not None else (connection.execute(select(func.max(audit.c.n))).scalar() or 0)


def lines(engine: Engine, **wanted: Any) -> Iterator[dict[str, Any]]:
    """Rows as ``geodata.audit.log.chosen`` finds them, oldest first, one at a time; ``details`` as the text that was hashed."""
    with engine.connect() as connection:
        for row in connection.execution_options(yield_per=2000).execute(chosen(**wanted)).mappings():
            yield {name: row[name] for name in COLUMNS}


def as_csv(rows: Iterator[dict[str, Any]], out: Any) -> int:
    """Write rows as CSV to a text file (opened with newline=""); returns how many. A cell that a spreadsheet would run as a formula
    begins with an apostrophe."""
    writer, count = csv.writer(out), 0
    writer.writerow(COLUMNS)
    for row in rows:
        writer.writerow([f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell for cell in row.values()])
        count += 1
    return count


def export(engine: Engine, path: Path, **wanted: Any) -> tuple[int, int | None, str]:
    """Write rows to ``path`` (.csv: UTF-8 with BOM, for spreadsheets; .json: a list), whole or not at all, readable by its owner only.
    Returns (rows, number of the last row, its hash). BadInput for another ending or a folder that is not there."""
    if path.suffix not in (".csv", ".json"):
        raise BadInput(f"{path.name}: the audit log is exported as .csv or .json; give one of these endings.")
    if not path.parent.is_dir():
        raise BadInput(f"{path.parent} is no folder; make it or give another file.")
    temporary = path.with_name(f".{path.name}.new")
    last: tuple[int | None, str] = (None, "")

    def watched() -> Iterator[dict[str, Any]]:
        nonlocal last
        for row in lines(engine, **wanted):
            last = row["n"], row["hash"]
            yield row

    try:
        with os.fdopen(os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8", newline="") as out:
            if path.suffix == ".csv":
                out.write("\ufeff")
                count = as_csv(watched(), out)
            else:
                count = _as_json(watched(), out)
            out.flush()
            os.fsync(out.fileno())
        temporary.replace(path)
    except OSError as problem:
        temporary.unlink(missing_ok=True)
        raise BadInput(f"{path} cannot be written: {problem.strerror or problem}; nothing was changed.") from problem
    return count, *last


def _as_json(rows: Iterator[dict[str, Any]], out: Any) -> int:
    count = 0
    out.write("[")
    for row in rows:
        out.write(("\n" if not count else ",\n") + json.dumps(row | {"details": json.loads(row["details"])}, ensure_ascii=False))
        count += 1
    out.write("\n]\n")
    return count


def cut(engine: Engine, city_id: str, through: int, last_hash: str, now: datetime, *, who: str = "", file: str = "") -> int:
    """Take out rows 1 … ``through``, whose last has ``last_hash`` (as just exported); returns how many. One transaction: the row that
    tells of it, then the removal. SijangsilError when the log no longer holds that row: nothing is removed."""
    with engine.begin() as connection:
        told = {"through": through, "hash": last_hash, "file": file}
        append(connection, city_id, at=now, who=who, role="administrator", action=CUT, details=told)  # takes the write lock
        held = connection.execute(select(audit.c.hash).where(audit.c.n == through)).scalar()
        if held != last_hash:
            raise SijangsilError(f"Row {through} of the audit log is not the one that was exported; nothing was removed. Verify the log.")
        return connection.execute(delete(audit).where(audit.c.n <= through)).rowcount

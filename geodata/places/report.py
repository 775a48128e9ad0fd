"""What an import of points found: counts for the screen, every remark with its row for the report file.

read = stored + set aside (unreadable rows and full duplicates); nothing else happens to a row.
"""

import csv
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from geodata.command import Outcome

# reason -> words; the first two are set aside, the others are remarks about rows that are stored
REASONS = {
    "unreadable": "rows that could not be read, set aside",
    "duplicate": "full duplicates of an earlier row, set aside",
    "outside": "outside the city: kept, not on the map",
    "no_position": "without a position: kept, not on the map",
    "bad_position": "with figures that are no position: kept, not on the map",
    "swapped": "axes swapped in the row, turned",
    "district_mismatch": "district column disagrees with the outline: the outline decides",
    "unknown_district": "district column names no district of the city",
    "repeated_position": "share the position of an earlier row",
    "garbled": "with characters that could not be read",
}


class Remark(NamedTuple):
    """One remark: row number in the file, reason (a key of REASONS), detail."""

    row: int
    reason: str
    detail: str


@dataclass
class Report:
    """Result of an import. ``read``, ``stored``, ``placed``: rows. ``how``: CRS and encoding in words. ``columns``: column
    of each role. ``file``: the report file, None for a dry run. ``seconds``: it took."""

    topic: str
    source: str
    read: int
    stored: int = 0
    placed: int = 0
    how: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)
    file: Path | None = None
    seconds: float = 0.0
    dry_run: bool = False

    def note(self, rows: Iterable[int], reason: str, details: Iterable[str]) -> None:
        """Add one remark a row."""
        self.remarks += [Remark(row, reason, detail) for row, detail in zip(rows, details, strict=True)]

    @property
    def counts(self) -> dict[str, int]:
        """Rows per reason, every reason, 0 where there was none."""
        found = Counter(remark.reason for remark in self.remarks)
        return {reason: found[reason] for reason in REASONS}

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON: what is kept with the set."""
        plain = {key: getattr(self, key) for key in ("source", "read", "stored", "placed", "how", "columns")}
        return plain | self.counts | {"file": str(self.file.name) if self.file else None}

    def outcome(self) -> Outcome:
        """The table the command prints."""
        rows: list[dict[str, Any]] = [
            {"rows": self.read, "what": "read"},
            {"rows": self.stored, "what": "stored" if not self.dry_run else "would be stored"},
        ]
        rows += [{"rows": self.placed, "what": "on the map"}]
        rows += [{"rows": number, "what": REASONS[reason]} for reason, number in self.counts.items()]
        notes = [self.how, "Columns: " + ", ".join(f"{role} = {column}" for role, column in self.columns.items()) + "."]
        notes += [f"Every remark with its row: {self.file}"] if self.file else []
        notes += ["Dry run: nothing was changed."] if self.dry_run else []
        title = f"{self.topic} from {self.source}, {self.seconds:.1f} s"
        return Outcome(
            title, rows, notes, self.as_dict() | {"report": str(self.file) if self.file else None, "seconds": round(self.seconds, 2)}
        )


def report_path(home: Path, topic: str) -> Path:
    """A new file name under ``home``/reports: ``import-TOPIC-<UTC time>.csv``."""
    stamp = datetime.now(UTC).strftime("%Y%m%dT%H%M%S%f")
    return home / "reports" / f"import-{topic}-{stamp}.csv"


def write_remarks(report: Report, path: Path) -> Path:
    """Write all remarks in row order beside ``path`` under a temporary name; returns that name (rename it when all is done).
    UTF-8 with byte order mark, so that spreadsheets show Korean."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob("import-*.part"):
        if not _alive(int(left.suffixes[0][1:])):  # of an import that was killed
            left.unlink(missing_ok=True)
    partial = path.with_suffix(f".{os.getpid()}.part")
    with partial.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("row", "reason", "meaning", "detail"))
        writer.writerows((one.row, one.reason, REASONS[one.reason], one.detail) for one in sorted(report.remarks))
    return partial


def _alive(process_id: int) -> bool:
    try:
        os.kill(process_id, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True

"""What an import of outlines found, in figures and sentences."""

from dataclasses import dataclass, field
from typing import Any

from geodata.boundaries.vintage import listed
from geodata.command import Outcome
from geodata.indicator import Level


@dataclass
class ImportReport:
    """Figures of one import. Counts are rows or areas; areas in m² are before repair. ``matched`` of ``total``: areas of
    the register; ``missing``: their names; ``unmatched``: names or codes of rows that are no area of the register;
    ``outside``: rows that lie outside the city. ``wide_gaps_m2``: openings too wide to be closed. ``hashes``: content hash
    by level of what was stored, empty for a dry run."""

    city: str
    vintage: str
    level: Level
    file: str
    format: str
    layer: str
    encoding: str
    rows: int
    crs: str = ""
    how: str = ""
    columns: dict[str, str] = field(default_factory=dict)
    system: str | None = None
    matched: int = 0
    total: int = 0
    sentence: str = ""
    missing: list[str] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    outside: int = 0
    parts_joined: dict[str, int] = field(default_factory=dict)
    conflicts: list[str] = field(default_factory=list)
    null_rows: list[int] = field(default_factory=list)
    other_rows: list[int] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)
    gaps_m2: float = 0.0
    overlaps_m2: float = 0.0
    wide_gaps_m2: float = 0.0
    derived: bool = False
    dry_run: bool = False
    hashes: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    def outcome(self) -> Outcome:
        """The report as a command's table, notes and facts."""
        done = "would be imported (dry run: nothing was changed)" if self.dry_run else "imported"
        columns = ", ".join(f"{kind}: {c}" for kind, c in self.columns.items()) + (f" ({self.system})" if self.system else "")
        rows: list[dict[str, Any]] = [
            {"what": "format", "found": f"{self.format}, layer {self.layer}, {self.rows} rows"},
            {"what": "encoding", "found": self.encoding},
            {"what": "CRS", "found": f"{self.crs} ({self.how})"},
            {"what": "columns", "found": columns},
            {"what": "matched", "found": self.sentence},
            {"what": "rows outside the city", "found": self.outside},
            {"what": "areas in several rows, joined", "found": listed([f"{name} ({n})" for name, n in self.parts_joined.items()]) or 0},
            {"what": "rows whose code and name disagree", "found": len(self.conflicts)},
            {"what": "rows without a geometry", "found": _numbers(self.null_rows)},
            {"what": "invalid outlines repaired", "found": f"{len(self.repaired)} {listed(self.repaired)}".strip()},
            {"what": "gaps between areas, closed (m²)", "found": self.gaps_m2},
            {"what": "overlaps, given to one area (m²)", "found": self.overlaps_m2},
            {"what": "wider openings, left (m²)", "found": self.wide_gaps_m2},
        ]
        facts = {k: v for k, v in self.__dict__.items() if k != "notes"}
        return Outcome(f"{self.city} {self.vintage}, {self.level} outlines {done}", rows, [*self.notes, *self.conflicts[:20]], facts)


def _numbers(rows: list[int]) -> str | int:
    return f"{len(rows)} (row {listed([str(r) for r in rows])})" if rows else 0

"""What an import of a history of incidents found, as figures and as the command's table."""

from dataclasses import dataclass, field
from typing import Any

from geodata.command import Outcome
from geodata.incidents.samples import Verdict

NAMED = 5  # mismatches named in a note; all are in --json


@dataclass
class Report:
    """``read``: rows of the file; ``incidents``: different ones with a time; ``already``: of these, known before. ``unreadable``: rows
    without a past time or of another width (``unreadable_rows``: the first of them); ``duplicates``: rows equal to an earlier one.
    ``placed``/``outside``/``no_position``: where they lie; ``no_delay``: without a call-to-arrival. ``mismatches``: (row, district in
    the file, district by the outline). ``first``/``last``: UTC time of the oldest and newest call. ``columns``: by role."""

    file: str
    kind: str
    read: int
    incidents: int
    unreadable: int
    unreadable_rows: list[int]
    duplicates: int
    placed: int
    outside: int
    no_position: int
    no_delay: int
    mismatches: list[tuple[int, str, str]]
    first: str
    last: str
    columns: dict[str, str]
    how: str
    encoding: str | None
    sample: Verdict
    dry_run: bool
    already: int = 0
    remarks: list[str] = field(default_factory=list)

    @property
    def new(self) -> int:
        """Incidents added (or that would be, in a dry run)."""
        return self.incidents - self.already

    def facts(self) -> dict[str, Any]:
        """Everything as plain JSON."""
        sample = {
            "state": self.sample.state, "rows": self.sample.rows, "lower_s": self.sample.lower_s, "upper_s": self.sample.upper_s,
            "ko": self.sample.sentence.ko, "en": self.sample.sentence.en,
        }  # fmt: skip
        names = ("file", "kind", "read", "incidents", "new", "already", "unreadable", "duplicates", "placed", "outside", "no_position")
        more = ("no_delay", "mismatches", "first", "last", "columns", "how", "encoding", "dry_run")
        return {name: getattr(self, name) for name in (*names, *more)} | {"sample": sample}

    def outcome(self) -> Outcome:
        """The table the command prints."""
        would = "would be added" if self.dry_run else "added"
        rows: list[dict[str, Any]] = [
            {"rows": self.read, "what": "read"},
            {"rows": self.new, "what": would},
            {"rows": self.already, "what": "known already, left as they are"},
            {"rows": self.duplicates, "what": "equal to an earlier row, set aside"},
            {"rows": self.unreadable, "what": "without a past time that can be read, set aside"},
            {"rows": self.placed, "what": "placed in the city's areas"},
            {"rows": self.outside, "what": "outside the city: kept, in no area"},
            {"rows": self.no_position, "what": "without a position: kept, in no area"},
            {"rows": self.no_delay, "what": "without a call-to-arrival: counted, in no median"},
            {"rows": len(self.mismatches), "what": "district in the file disagrees with the outline: the outline decides"},
        ]
        notes = [
            f"From {self.first} to {self.last}. {self.how}" + (f" Encoding: {self.encoding}." if self.encoding else ""),
            "Columns: " + ", ".join(f"{role} = {column}" for role, column in self.columns.items()) + ".",
        ]
        if self.unreadable_rows:
            notes.append(
                f"Rows set aside for their time: {', '.join(map(str, self.unreadable_rows))}{' …' if self.unreadable > NAMED else ''}."
            )
        notes += [f"Row {row}: the file says {given}, the outline {found}." for row, given, found in self.mismatches[:NAMED]]
        notes += [self.sample.sentence.en, self.sample.sentence.ko, *self.remarks]
        notes += ["Dry run: nothing was changed."] if self.dry_run else []
        return Outcome(f"{self.kind} incidents from {self.file}", rows, notes, self.facts())

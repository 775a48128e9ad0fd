"""The directory: departments and duty officers by district and kind of incident, from the pack's ``directory.csv``.

File   ``directory.csv`` in the pack folder, UTF-8; lines that begin with # say where its facts come from. Columns (all must be there):
       id, department_ko, department_en, duty_ko, duty_en, name_ko, name_en, kinds, districts, phone, sip, room, email, public, demo, source.
Lists  ``kinds`` (of geodata.incidents.model.KINDS) and ``districts`` (ids of the pack) are separated by spaces; empty: for any.
Flags  ``room`` (may be called into a video room), ``public`` (everybody may see it), ``demo`` (made up): 1 or 0.
Rules  A row with a name is a person and never public. A pack without the file has no contacts.
"""

import csv
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from geodata.city import City, load_city
from geodata.errors import BadInput
from geodata.incidents.model import KINDS
from geodata.text import Text

COLUMNS = (
    "id", "department_ko", "department_en", "duty_ko", "duty_en", "name_ko", "name_en", "kinds", "districts", "phone", "sip", "room",
    "email", "public", "demo", "source",
)  # fmt: skip

UNUSABLE = Text(
    ko="담당자 명부를 읽을 수 없습니다. 관리자에게 알려 주세요.", en="The directory cannot be read. Please tell the administrator."
)

_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PHONE = re.compile(r"\+?\d(?:[\d -]{0,22}\d)?")
_SIP = re.compile(r"[A-Za-z0-9._+-]{1,64}")
_EMAIL = re.compile(r"[^@\s]{1,64}@[A-Za-z0-9.-]{1,190}")


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody who is in charge of something. ``kinds``, ``districts``: what of and where; empty for any. ``phone``, ``sip``,
    ``email``: None when unknown. ``name``: of a person, None for an organisation. ``source``: where the row's facts were published."""

    id: str
    department: Text
    duty: Text
    name: Text | None
    kinds: tuple[str, ...]
    districts: tuple[str, ...]
    phone: str | None
    sip: str | None
    room: bool
    email: str | None
    public: bool
    demo: bool
    source: str


def contacts(city: City) -> tuple[Contact, ...]:
    """Every contact of the city's pack, in file order; none when the pack has no directory. BadInput naming file, row and field."""
    path = city.folder / "directory.csv"
    if not path.is_file():
        return ()
    return _load(path, path.stat().st_mtime_ns, frozenset(d.id for d in city.districts))


def contact(city: City, id: str) -> Contact | None:
    """The contact with that id, or None. Errors as of ``contacts``."""
    return next((one for one in contacts(city) if one.id == id), None)


def owners(city: City, incident: Mapping[str, Any]) -> list[Contact]:
    """Who is in charge of an incident (its ``kind`` and ``district``; either may be unknown), best first: who is there for this kind in
    this district, for this kind anywhere, for this district whatever happens, and for anything. File order within each. Errors as of
    ``contacts``."""
    kind, district = incident.get("kind"), incident.get("district")
    fitting = [one for one in contacts(city) if (not one.kinds or kind in one.kinds) and (not one.districts or district in one.districts)]
    return sorted(fitting, key=lambda one: (not one.kinds, not one.districts))


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int, loaded: frozenset[str]) -> tuple[Contact, ...]:
    # the pack's own register counts too: a directory is not wrong because outlines of another year are shown
    districts = loaded | {d.id for d in load_city(str(path.parent)).districts}
    found: dict[str, Contact] = {}
    for number, row in _rows(path):
        one = _contact(_Row(path, number, row), districts)
        if one.id in found:
            raise _bad(path, number, "id", row["id"], "stands twice")
        found[one.id] = one
    return tuple(found.values())


def _rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    """(line number, row) of each row, its fields trimmed."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as problem:
        raise BadInput(f"{path} cannot be read as UTF-8 text: {problem}. Save it as UTF-8.", UNUSABLE) from problem
    # one line is one row: an open quotation mark spoils its own row only, and the number told is the one an editor shows
    kept = [(number, _fields(path, number, line)) for number, line in enumerate(lines, start=1) if line.strip() and line[0] != "#"]
    header = kept[0][1] if kept else []
    if sorted(header) != sorted(COLUMNS):
        raise BadInput(f"{path}, row 1: its fields must be {', '.join(COLUMNS)}; it has {', '.join(header) or 'none'}.", UNUSABLE)
    for number, fields in kept[1:]:
        if len(fields) != len(header):
            raise BadInput(f"{path}, row {number}: has {len(fields)} fields and needs {len(header)}. Mend that row.", UNUSABLE)
    return [(number, dict(zip(header, fields, strict=True))) for number, fields in kept[1:]]


def _fields(path: Path, number: int, line: str) -> list[str]:
    try:
        return [field.strip() for field in next(csv.reader([line], strict=True))]
    except csv.Error as problem:
        raise BadInput(f"{path}, row {number}: cannot be read as CSV ({problem}). Mend that row.", UNUSABLE) from problem


def _bad(path: Path, number: int, field: str, value: str, problem: str) -> BadInput:
    return BadInput(f"{path}, row {number}, field {field}: {value[:60]!r} {problem}. Mend that row; no contact was loaded.", UNUSABLE)


@dataclass(frozen=True, slots=True)
class _Row:
    """One row and where it stands, for the errors."""

    path: Path
    number: int
    fields: dict[str, str]

    def bad(self, field: str, problem: str) -> BadInput:
        return _bad(self.path, self.number, field, self.fields[field], problem)

    def both(self, name: str) -> Text:
        for field in (f"{name}_ko", f"{name}_en"):
            if not self.fields[field]:
                raise self.bad(field, "must not be empty")
        return Text(ko=self.fields[f"{name}_ko"], en=self.fields[f"{name}_en"])

    def like(self, field: str, pattern: re.Pattern[str], wanted: str) -> str | None:
        value = self.fields[field]
        if value and not pattern.fullmatch(value):
            raise self.bad(field, f"is no {wanted}")
        return value or None

    def flag(self, field: str) -> bool:
        if self.fields[field] not in ("0", "1"):
            raise self.bad(field, "must be 0 or 1")
        return self.fields[field] == "1"

    def several(self, field: str, is_known: Callable[[str], bool], wanted: str) -> tuple[str, ...]:
        words = self.fields[field].split()
        for word in words:
            if not is_known(word):
                raise self.bad(field, f"names {word[:40]!r}, which is no {wanted}")
        return tuple(dict.fromkeys(words))


def _contact(row: _Row, districts: frozenset[str]) -> Contact:
    named = row.fields["name_ko"] or row.fields["name_en"]
    made = Contact(
        id=row.like("id", _ID, "id (small letters, digits and hyphens)") or "",
        department=row.both("department"),
        duty=row.both("duty"),
        name=row.both("name") if named else None,
        kinds=row.several("kinds", KINDS.__contains__, f"kind of incident ({' '.join(KINDS)})"),
        districts=row.several("districts", districts.__contains__, "district of the pack"),
        phone=row.like("phone", _PHONE, "telephone number (digits, spaces and hyphens, + before)"),
        sip=row.like("sip", _SIP, "SIP user (letters, digits and . _ + -)"),
        room=row.flag("room"),
        email=row.like("email", _EMAIL, "mail address"),
        public=row.flag("public"),
        demo=row.flag("demo"),
        source=row.fields["source"],
    )
    for field in ("id", "source"):
        if not row.fields[field]:
            raise row.bad(field, "must not be empty")
    if made.name and made.public:
        raise row.bad("public", "would show a person to everybody; a row with a name is never public")
    return made

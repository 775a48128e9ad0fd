"""The office's own configuration: who may sign in, on what grounds cameras may be watched, how calls are made, how long records stay.

One TOML file, ``HOME/office.toml`` or what ``SIJANGSIL_OFFICE`` points to; without it nobody can sign in and every default below
holds. Read again when it changes. Passwords stand in it as hashes only (``geodata.access``)::

    [session]      hours = 12
    [proxy]        user_header = "x-remote-user", role_header = "x-remote-role", trusted = ["127.0.0.1"]
    [[user]]       name, role, password (hash), ko, en          role: one of geodata.access.person.ROLES but public
    [[ground]]     id, ko, en, law_ko, law_en, roles = [...], topics = [...], needs_incident = true|false
    [video]        hosts = ["cctv.example.kr", "cctv.example.kr:8080"], private_hosts = [], preview_s = 15, watch_s = 60, at_once = 4
    [audit]        keep_days = 1095
    [call]         tel = "tel:{phone}", sip = "sip:{sip}@pbx.example.kr", room = "https://meet.example.kr/{room}"
    [dispatch]     target_s = 420
"""

import tomllib
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from geodata.errors import BadInput
from geodata.settings import PROJECT, Settings, value
from geodata.text import Text

SECTIONS = ("session", "proxy", "user", "ground", "video", "audit", "call", "dispatch")


@dataclass(frozen=True)
class Office:
    """What the organisation decided. Each section is the TOML table as written; the module that uses it checks its fields and
    raises BadInput naming ``path`` and the field. ``path``: the file, which may not exist."""

    path: Path
    session: dict[str, Any] = field(default_factory=dict)
    proxy: dict[str, Any] = field(default_factory=dict)
    users: tuple[dict[str, Any], ...] = ()
    grounds: tuple[dict[str, Any], ...] = ()
    video: dict[str, Any] = field(default_factory=dict)
    audit: dict[str, Any] = field(default_factory=dict)
    call: dict[str, Any] = field(default_factory=dict)
    dispatch: dict[str, Any] = field(default_factory=dict)

    @property
    def target_s(self) -> int:
        """Seconds from the call to the arrival that the fire service aims at; 420 (7 minutes) unless configured."""
        return whole(self, "dispatch", "target_s", 420, lowest=1, highest=86_400)


def whole(office: Office, section: str, name: str, default: int, *, lowest: int, highest: int) -> int:
    """A whole number of a section within bounds; BadInput naming file and field otherwise."""
    value = getattr(office, section).get(name, default)
    if isinstance(value, bool) or not isinstance(value, int) or not lowest <= value <= highest:
        raise BadInput(f"{office.path}: [{section}] {name} = {value!r} must be a whole number from {lowest} to {highest}.")
    return value


def office_path(settings: Settings) -> Path:
    """Where the configuration is looked for."""
    given = value("SIJANGSIL_OFFICE")
    if not given:
        return settings.home / "office.toml"
    path = Path(given).expanduser()
    return path if path.is_absolute() else PROJECT / path


def load_office(settings: Settings) -> Office:
    """The office's configuration as it stands now; defaults where there is no file. BadInput naming the file and what is wrong."""
    path = office_path(settings)
    if not path.is_file():
        if value("SIJANGSIL_OFFICE"):
            raise BadInput(f"SIJANGSIL_OFFICE points to {path}, which is no file; mend it or unset it.", UNUSABLE)
        return Office(path)
    return _load(path, path.stat().st_mtime_ns)


UNUSABLE = Text(
    ko="기관 설정 파일을 읽을 수 없습니다. 관리자에게 알려 주세요.",
    en="The office's configuration cannot be read. Please tell the administrator.",
)


@lru_cache(maxsize=8)
def _load(path: Path, _changed: int) -> Office:
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as problem:
        raise BadInput(f"{path} cannot be read as TOML: {problem}. Mend that line.", UNUSABLE) from problem
    if unknown := told.keys() - set(SECTIONS):
        raise BadInput(f"{path}: unknown section {', '.join(sorted(unknown))}; known: {', '.join(SECTIONS)}.", UNUSABLE)
    for name in SECTIONS:
        wanted: type = list if name in ("user", "ground") else dict
        if name in told and not isinstance(told[name], wanted):
            raise BadInput(f"{path}: write {'[[' + name + ']]' if wanted is list else '[' + name + ']'} for the section {name}.", UNUSABLE)
    users, grounds = tuple(told.pop("user", ())), tuple(told.pop("ground", ()))
    return Office(path, users=users, grounds=grounds, **told)

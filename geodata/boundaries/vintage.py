"""Areas of one date meet areas of another: joining by code, then by name and district, and saying what stays over.

The report is the point: after a split or a rename a figure or an outline without a partner must be named, never drawn
as a silent hole.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from geodata.boundaries.match import Register, title
from geodata.boundaries.names import name_key
from geodata.city import Area, City
from geodata.indicator import Level

_LISTED = 20


@dataclass(frozen=True)
class JoinReport:
    """``matched``: id given → id in the other vintage. ``missing``: ids of the other vintage that got nothing.
    ``extra``: ids given that have no partner. ``sentence``: all of it in one line."""

    matched: dict[str, str]
    missing: tuple[str, ...]
    extra: tuple[str, ...]
    sentence: str

    @property
    def complete(self) -> bool:
        return not self.missing and not self.extra


def join(areas: Iterable[str | Area], city: City, level: Level = "neighbourhood") -> JoinReport:
    """Join areas of another vintage (or source) to ``city``'s areas of ``level``.

    ``areas``: codes, or Areas (then a code that is unknown falls back to the name within the same district). Codes are
    tried in the pack's own system first; a code of another system counts when it is unknown there.
    """
    register = Register(city, level)
    matched: dict[str, str] = {}
    extra: list[str] = []
    names: dict[str, str] = {}
    for area in areas:
        given = area if isinstance(area, str) else area.id
        found = _by_code(area, register) or (_by_name(area, register) if isinstance(area, Area) else None)
        if not isinstance(area, str):
            names[given] = area.name.ko
        if found is None or found in matched.values():
            extra.append(given)
        else:
            matched[given] = found
    taken = set(matched.values())
    missing = tuple(a.id for a in city.at(level) if a.id not in taken)
    return JoinReport(matched, missing, tuple(extra), sentence(city, level, missing, [names.get(i, i) for i in extra]))


def sentence(city: City, level: Level, missing: Iterable[str], extra: Iterable[str]) -> str:
    """ "423 of 424 matched; missing: 송파구 위례동" – and what has no place in this vintage. ``extra``: names or codes."""
    absent, surplus = list(missing), list(extra)
    total = len(city.at(level))
    words = [f"{total - len(absent)} of {total} matched"]
    if absent:
        words.append(f"missing: {listed([title(city, i) for i in absent])}")
    if surplus:
        words.append(f"not in the register of {city.vintage}: {listed(surplus)}")
    return "; ".join(words)


def listed(names: list[str], limit: int = _LISTED) -> str:
    """Names in a row; what is cut off is counted."""
    rest = len(names) - limit
    return ", ".join(names[:limit]) + (f" and {rest} more" if rest > 0 else "")


def _by_code(area: str | Area, register: Register) -> str | None:
    if isinstance(area, Area):
        codes = [(s, c) for s, c in area.codes.items() if s in register.by_code]
    else:
        codes = [(system, area) for system in (register.city.code_system, *register.by_code) if system in register.by_code]
    return next((i for system, code in codes if (i := register.of_code(system, code))), None)


def _by_name(area: Area, register: Register) -> str | None:
    ids = register.by_name.get(name_key(area.name.ko), ())
    here = [i for i in ids if register.city.areas[i].parent == area.parent]
    return here[0] if len(here) == 1 else None

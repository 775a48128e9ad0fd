"""Figures of one vintage on the areas of another: joined by code, then by name, and never without saying what is missing.

Nothing is converted. A figure is used only where the area has a partner of about the same size; one without an outline here and
one whose outline was much larger or smaller are left out and named. Figures of the vintage itself win.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, select

from geodata.boundaries.vintage import join
from geodata.city import Area, City, load_city
from geodata.db.schema import observation
from geodata.errors import BadInput
from geodata.indicator import LEVELS, Level
from geodata.indicators.snapshot import Cell
from geodata.text import LANGS, Text

Columns = dict[tuple[str, str], dict[str, dict[str, Cell]]]
NAMED = 8  # areas named in a part of the sentence; more are counted
AREA_RATIO = 1.2  # a partner larger or smaller than this is another area under the same name: its figure is not this one's


@dataclass(frozen=True)
class Joined:
    """Figures with those of other vintages. ``sentences``: how they met, by level. ``short``: by (indicator, level) the areas one
    level up whose parts no longer hold all figures (one had no outline here), so that no sum of them is formed."""

    columns: Columns
    sentences: dict[Level, Text] = field(default_factory=dict)
    short: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Meeting:
    """How areas of one level of another vintage met the city's. ``used``: their id → ours. ``lost``: without an outline here.
    ``withheld``: ours whose partner differs too much in size, the worst first. ``missing``: ours without a partner."""

    used: dict[str, str]
    lost: tuple[str, ...]
    withheld: tuple[str, ...]
    missing: tuple[str, ...]
    names: Mapping[str, Area]

    def parents(self) -> frozenset[str]:
        return frozenset(area.parent for i in self.lost if (area := self.names.get(i)) and area.parent)


def other_vintages(connection: Connection, city: City, own: Columns) -> Joined:
    """``own`` figures plus those of other vintages where ``city``'s has none."""
    column = observation.c
    rows = connection.execute(
        select(column.vintage, column.indicator, column.level, column.period, column.area, column.value, column.flag)
        .where(column.city == city.id, column.vintage != city.vintage)
        .order_by(column.vintage.desc())
    ).all()
    rows = [row for row in rows if (row.indicator, row.level) not in own]
    given: dict[tuple[str, Level], dict[str, None]] = defaultdict(dict)
    for row in rows:
        if row.level in LEVELS:
            given[row.vintage, row.level][row.area] = None
    meetings = {(vintage, level): _meet(city, vintage, level, ids) for (vintage, level), ids in given.items()}
    found: Columns = defaultdict(lambda: defaultdict(dict))
    found.update(own)
    short: dict[tuple[str, str], frozenset[str]] = {}
    for vintage, indicator, level, period, area, value, flag in rows:
        here = area
        if level in LEVELS:
            meeting = meetings[vintage, level]
            here = meeting.used.get(area)
            if area in meeting.lost:
                short[indicator, level] = short.get((indicator, level), frozenset()) | meeting.parents()
        if here is not None:
            found[indicator, level][period].setdefault(here, Cell(value, flag))
    sentences: dict[Level, Text] = {}
    for (vintage, level), meeting in meetings.items():
        sentence = _sentence(city, vintage, level, meeting)
        before = sentences.get(level)
        sentences[level] = Text(ko=f"{before.ko}. {sentence.ko}", en=f"{before.en}. {sentence.en}") if before else sentence
    return Joined({key: dict(periods) for key, periods in found.items()}, sentences, short)


def _meet(city: City, vintage: str, level: Level, ids: Iterable[str]) -> _Meeting:
    """Areas of ``vintage`` that have figures (``ids``) met with ``city``'s; by Areas where the pack has that register, so that
    names and sizes count too."""
    try:
        there: Mapping[str, Area] = load_city(str(city.folder), vintage).areas
    except BadInput:
        there = {}  # no register of that date: only the codes are known
    report = join([there.get(i, i) for i in ids], city, level)
    ratios = {i: _ratio(there.get(i), city.areas[here]) for i, here in report.matched.items()}
    unlike = sorted((i for i, ratio in ratios.items() if ratio > AREA_RATIO), key=lambda i: -ratios[i])
    used = {i: here for i, here in report.matched.items() if i not in unlike}
    return _Meeting(used, report.extra, tuple(report.matched[i] for i in unlike), report.missing, there)


def _ratio(there: Area | None, here: Area) -> float:
    """How many times larger the larger of two areas is; 1 where a size is unknown."""
    sizes = (there.area_km2 if there else None, here.area_km2)
    return max(sizes) / min(sizes) if sizes[0] and sizes[1] else 1.0  # type: ignore[type-var,operator]


def _sentence(city: City, vintage: str, level: Level, meeting: _Meeting) -> Text:
    lost = {lang: _listed([_name(meeting.names.get(i, i), meeting.names, lang) for i in meeting.lost], lang) for lang in LANGS}
    withheld, missing = (
        {lang: _listed([_name(city.areas[i], city.areas, lang) for i in ids], lang) for lang in LANGS}
        for ids in (meeting.withheld, meeting.missing)
    )
    total, used = len(meeting.used) + len(meeting.lost) + len(meeting.withheld), len(meeting.used)
    unlike = round(100 * (AREA_RATIO - 1))
    ko, en = (
        [f"{vintage} 기준 자료를 {city.vintage} 경계에 맞추었습니다: 자료 {total}곳 중 {used}곳 사용"],
        [f"Figures of {vintage} on the outlines of {city.vintage}: {total} figures, {used} used"],
    )
    if meeting.lost:
        ko.append(f"여기에 경계 없음: {lost['ko']}")
        en.append(f"no outline here: {lost['en']}")
    if meeting.withheld:
        ko.append(f"면적이 {unlike}% 넘게 달라 표시하지 않음: {withheld['ko']}")
        en.append(f"withheld, the area differs by more than {unlike} %: {withheld['en']}")
    if meeting.missing:
        ko.append(f"자료 없음: {missing['ko']}")
        en.append(f"no figure: {missing['en']}")
    return Text(ko="; ".join(ko), en="; ".join(en))


def _name(area: Area | str, areas: Mapping[str, Area], lang: str) -> str:
    """Name of an area with its district; a code that no register names stays a code."""
    if isinstance(area, str):
        return area
    district = areas.get(area.parent or "")
    if district is None:
        return area.name.get(lang)
    return f"{district.name.ko} {area.name.ko}" if lang == "ko" else f"{area.name.en}, {district.name.en}"


def _listed(names: list[str], lang: str) -> str:
    rest = len(names) - NAMED
    more = f" 외 {rest}곳" if lang == "ko" else f" and {rest} more"
    return (", " if lang == "ko" else "; ").join(names[:NAMED]) + (more if rest > 0 else "")

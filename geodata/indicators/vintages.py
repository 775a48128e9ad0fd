"""Figures of one vintage on the areas of another: joined by code, then by name, and never without saying what is missing.

Nothing is converted: an area that was split or merged has no figure and is named. Figures of the vintage itself win.
"""

from collections import defaultdict

from sqlalchemy import Connection, select

from geodata.boundaries.match import title
from geodata.boundaries.vintage import JoinReport, join
from geodata.city import City, load_city
from geodata.db.schema import observation
from geodata.errors import BadInput
from geodata.indicator import LEVELS, Level
from geodata.indicators.snapshot import Cell
from geodata.text import Text

Columns = dict[tuple[str, str], dict[str, dict[str, Cell]]]
NAMED = 8  # missing areas named in the sentence; more are counted


def other_vintages(connection: Connection, city: City, own: Columns) -> tuple[Columns, dict[Level, Text]]:
    """``own`` figures plus those of other vintages where ``city``'s has none, and a sentence a level that was joined."""
    column = observation.c
    rows = connection.execute(
        select(column.vintage, column.indicator, column.level, column.period, column.area, column.value, column.flag)
        .where(column.city == city.id, column.vintage != city.vintage)
        .order_by(column.vintage.desc())
    ).all()
    found: Columns = defaultdict(lambda: defaultdict(dict))
    found.update(own)
    joins: dict[tuple[str, Level], JoinReport] = {}
    sentences: dict[Level, Text] = {}
    for vintage, indicator, level, period, area, value, flag in rows:
        if (indicator, level) in own:
            continue
        if level in LEVELS:
            if (vintage, level) not in joins:
                joins[vintage, level] = _join(city, vintage, level)
                sentences[level] = _sentence(city, vintage, level, joins[vintage, level])
            area = joins[vintage, level].matched.get(area)
        if area is not None:
            found[indicator, level][period].setdefault(area, Cell(value, flag))
    return {key: dict(periods) for key, periods in found.items()}, sentences


def _join(city: City, vintage: str, level: Level) -> JoinReport:
    """Areas of ``vintage`` met with ``city``'s; by Areas where the pack has that register, so that names count too."""
    try:
        there = load_city(str(city.folder), vintage)
    except BadInput:
        return join([], city, level)  # no register of that date: nothing can be matched, and all are named as missing
    return join(there.at(level), city, level)


def _sentence(city: City, vintage: str, level: Level, report: JoinReport) -> Text:
    total, missing = len(city.at(level)), len(report.missing)
    names = ", ".join(title(city, area) for area in report.missing[:NAMED]) + (" …" if missing > NAMED else "")
    return Text(
        ko=f"{vintage} 기준 자료를 {city.vintage} 경계에 맞추었습니다: {total}곳 중 {total - missing}곳 일치"
        + (f", 없는 곳: {names}" if missing else ""),
        en=f"Figures of {vintage} on the outlines of {city.vintage}: {total - missing} of {total} matched"
        + (f"; missing: {names}" if missing else ""),
    )

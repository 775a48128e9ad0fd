"""Figures for the screen: values, trends, ranks, city totals.

One snapshot of a city's figures is kept per process and rebuilt when the database's stamps change; a read costs one
look-up of these stamps.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from threading import Lock
from typing import Any, Literal

from sqlalchemy import Connection, Engine, select

from geodata.city import City
from geodata.db.schema import observation, setting
from geodata.errors import BadInput
from geodata.indicator import Indicator, Level, Values
from geodata.indicators.catalogue import declared, indicators
from geodata.indicators.snapshot import Cell, Snapshot
from geodata.indicators.store import records_key, report_key, stamp_key
from geodata.indicators.table import source_of
from geodata.indicators.vintages import other_vintages
from geodata.text import Text


@dataclass(frozen=True)
class IndicatorValues:
    """Figures of one indicator, level and period.

    ``indicator``: the declaration, with the pack's own source. ``period``: None when nothing is known at this level.
    ``values``: every area of the level in register order; None is unknown. ``flags``: 'provisional' or 'estimated' by
    area. ``previous``: values of ``previous_period``, the period before (empty when there is none).
    """

    indicator: Indicator
    level: Level
    period: str | None
    values: dict[str, float | None]
    flags: dict[str, str] = field(default_factory=dict)
    previous_period: str | None = None
    previous: dict[str, float | None] = field(default_factory=dict)


def available(engine: Engine, city: City) -> list[Indicator]:
    """Indicators with at least one value in this city at any level, in catalogue order."""
    snapshot = _snapshot(engine, city)
    return [indicator for indicator in snapshot.indicators.values() if snapshot.levels(indicator.id)]


def levels(engine: Engine, city: City, indicator_id: str) -> tuple[Level, ...]:
    """Levels this indicator has values at; raises BadInput for an unknown indicator."""
    return _snapshot(engine, city).levels(declared(indicator_id).id)


def periods(engine: Engine, city: City, indicator_id: str, level: Level) -> list[str]:
    """Periods with values at this level, ascending; raises BadInput for an unknown indicator."""
    return list(_snapshot(engine, city).periods(declared(indicator_id).id, level))


def values(engine: Engine, city: City, indicator_id: str, level: Level, period: str | None = None) -> IndicatorValues:
    """Values of a period (None: the latest); all None when the indicator is not published at this level. Raises BadInput
    for an unknown indicator, and for a period that is not among ``periods``."""
    declared(indicator_id)
    snapshot = _snapshot(engine, city)
    known = snapshot.periods(indicator_id, level)
    if period is not None and period not in known and known:
        raise BadInput(
            f"{indicator_id} has no period {period!r} at level {level}; it has {', '.join(known)}.",
            Text(
                ko=f"{period} 값이 없습니다. {known[0]}–{known[-1]} 중에서 골라 주세요.",
                en=f"There are no values for {period}. Please choose from {known[0]} to {known[-1]}.",
            ),
        )
    chosen = (period or known[-1]) if known else None
    column, flags = snapshot.column(indicator_id, level, chosen or "")
    before = known[known.index(chosen) - 1] if chosen and known.index(chosen) else None
    previous = snapshot.column(indicator_id, level, before)[0] if before else {}
    return IndicatorValues(snapshot.indicators[indicator_id], level, chosen, dict(column), dict(flags), before, dict(previous))


def trend(engine: Engine, city: City, indicator_id: str, area: str) -> list[tuple[str, float | None]]:
    """(period, value) of one area, ascending; ``area`` may be the city's id. Empty when not published at its level.
    Raises BadInput for an unknown indicator or area."""
    declared(indicator_id)
    if area != city.id and area not in city.areas:
        raise BadInput(f"{area!r} is no area of {city.id} at vintage {city.vintage}; give an id of its registers.")
    snapshot = _snapshot(engine, city)
    level = "city" if area == city.id else city.areas[area].level
    return [(period, snapshot.column(indicator_id, level, period)[0][area]) for period in snapshot.periods(indicator_id, level)]


def city_value(engine: Engine, city: City, indicator_id: str, period: str | None = None) -> float | None:
    """The city's own figure (None: latest period): the published total, else the sum of a count, else the formula on the
    city's totals; None when none of these can be formed. Raises BadInput for an unknown indicator."""
    declared(indicator_id)
    snapshot = _snapshot(engine, city)
    known = snapshot.periods(indicator_id, "city")
    chosen = period or (known[-1] if known else None)
    return snapshot.column(indicator_id, "city", chosen)[0][city.id] if chosen in known and chosen else None


def joined(engine: Engine, city: City) -> dict[Level, Text]:
    """How figures of another vintage met this city's areas, by level: "424 figures, 423 used; no outline here: …". Empty when the
    figures are of this vintage themselves."""
    return _snapshot(engine, city).joins


def ranks(values: Values, direction: Literal["higher", "lower", "none"]) -> dict[str, tuple[int, int]]:
    """(rank, of how many) by area. Equal values share a rank and the next one is skipped (1, 1, 3); unknown areas have
    none. 'lower' ranks the smallest first, 'higher' and 'none' the largest."""
    known = sorted(
        ((value, area) for area, value in values.items() if value is not None), key=lambda pair: pair[0], reverse=direction != "lower"
    )
    found: dict[str, tuple[int, int]] = {}
    for position, (value, area) in enumerate(known, start=1):
        tied = position > 1 and value == known[position - 2][0]
        found[area] = found[known[position - 2][1]] if tied else (position, len(known))
    return found


_kept: dict[tuple[str, str, str, str], tuple[object, Snapshot]] = {}
_lock = Lock()
_held: ContextVar[tuple[tuple[str, str, str, str], Snapshot] | None] = ContextVar("held", default=None)


@contextmanager
def steady(engine: Engine, city: City) -> Iterator[None]:
    """Read all figures inside from one snapshot: they agree with each other, and the stamps are looked up once."""
    token = _held.set((_place(engine, city), _snapshot(engine, city)))
    try:
        yield
    finally:
        _held.reset(token)


def _place(engine: Engine, city: City) -> tuple[str, str, str, str]:
    return str(engine.url), city.id, str(city.folder), city.vintage


def _snapshot(engine: Engine, city: City) -> Snapshot:
    """The kept snapshot, rebuilt when observations, build or catalogue changed."""
    held = _held.get()
    if held and held[0] == _place(engine, city):
        return held[1]
    keys = (stamp_key(city), records_key(city), "build_stamp")
    found = indicators()
    with engine.connect() as connection:
        stamps = connection.execute(select(setting.c.key, setting.c.value).where(setting.c.key.in_(keys)).order_by(setting.c.key)).all()
        mark = (tuple((key, str(value)) for key, value in stamps), tuple(found))
        place = _place(engine, city)
        with _lock:
            kept = _kept.get(place)
            if kept is None or kept[0] != mark:
                stored = connection.execute(select(setting.c.value).where(setting.c.key == report_key(city))).scalar()
                recorded: dict[str, Any] = next((value for key, value in stamps if key == records_key(city)), {})
                told = {**(stored or {}).get("sources", {}), **recorded.get("sources", {})}
                sources = {k: source_of(v, found[k].source) for k, v in told.items() if k in found}
                figures = other_vintages(connection, city, _observed(connection, city))
                kept = _kept[place] = (mark, Snapshot(city, found, figures.columns, sources, figures.sentences, figures.short))
        return kept[1]


def _observed(connection: Connection, city: City) -> dict[tuple[str, str], dict[str, dict[str, Cell]]]:
    column = observation.c
    rows = connection.execute(
        select(column.indicator, column.level, column.period, column.area, column.value, column.flag).where(
            column.city == city.id, column.vintage == city.vintage
        )
    )
    found: dict[tuple[str, str], dict[str, dict[str, Cell]]] = defaultdict(lambda: defaultdict(dict))
    for indicator, level, period, area, value, flag in rows:
        found[indicator, level][period][area] = Cell(value, flag)
    return {key: dict(by_period) for key, by_period in found.items()}

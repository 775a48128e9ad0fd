"""All figures of one city in memory, and the rules that form a figure. Pure: no database, no clock.

A figure of (indicator, level, period) is, in this order: observed; computed from inputs of the same level and period; or,
for counts and amounts, the sum of all areas one level below when every one of them is known. The city is simply the
topmost level, so its rates are computed from its own totals, never as a mean of rates.
"""

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from geodata.city import City
from geodata.indicator import LEVELS, Indicator, Level
from geodata.source import Source
from geodata.text import LANGS, Text

Column = dict[str, float | None]
Flags = dict[str, str]
BELOW = {"city": "district", "district": "neighbourhood"}
ADDITIVE = ("count", "amount")


@dataclass(frozen=True)
class Cell:
    """A stored figure. ``value`` None: unknown."""

    value: float | None
    flag: str | None = None


Observed = Mapping[tuple[str, str], Mapping[str, Mapping[str, Cell]]]  # (indicator, level) -> period -> area -> Cell


class Snapshot:
    """Figures of ``city``. ``sources``: the pack's own source by indicator, where its table names one. ``joins``: how figures of
    another vintage met these areas. ``short``: by (indicator, level) the areas above whose parts miss a figure: no sum."""

    def __init__(
        self,
        city: City,
        declared: Mapping[str, Indicator],
        observed: Observed,
        sources: Mapping[str, Source],
        joins: Mapping[Level, Text] | None = None,
        short: Mapping[tuple[str, str], frozenset[str]] | None = None,
    ):
        self.city = city
        self.joins = dict(joins or {})
        self._short = dict(short or {})
        self._observed = observed
        self._areas: dict[str, tuple[str, ...]] = {"city": (city.id,)}
        self._areas |= {level: tuple(area.id for area in city.at(level)) for level in LEVELS}
        self._area_km2 = self._extents()
        self._formed: dict[tuple[str, str, str], tuple[Column, Flags] | None] = {}
        self._periods: dict[tuple[str, str], tuple[str, ...]] = {}
        self.indicators: dict[str, Indicator] = {}
        for indicator in declared.values():
            self.indicators[indicator.id] = indicator
        for indicator in declared.values():
            self.indicators[indicator.id] = replace(indicator, source=self._source(indicator, sources))

    def levels(self, indicator_id: str) -> tuple[Level, ...]:
        """Levels with at least one value."""
        return tuple(level for level in LEVELS if self.periods(indicator_id, level))

    def periods(self, indicator_id: str, level: str) -> tuple[str, ...]:
        """Periods with at least one value, ascending. ``level`` may be 'city'."""
        key = (indicator_id, level)
        if key not in self._periods:
            known = (p for p in sorted(self._candidates(indicator_id, level)) if _any(self._form(indicator_id, level, p)))
            self._periods[key] = tuple(known)
        return self._periods[key]

    def column(self, indicator_id: str, level: str, period: str) -> tuple[Column, Flags]:
        """Values of every area of the level (None: unknown), and flags of the areas that have one."""
        return self._form(indicator_id, level, period) or (dict.fromkeys(self._areas[level]), {})

    def _candidates(self, indicator_id: str, level: str) -> set[str]:
        indicator = self.indicators[indicator_id]
        found = set(self._observed.get((indicator_id, level), ()))
        if indicator.compute and indicator.inputs:
            found |= set.intersection(*(set(self.periods(needed, level)) for needed in indicator.inputs))
        elif indicator.compute:
            found.add(self.city.vintage[:4])  # a formula without inputs speaks of the register itself
        elif indicator.kind in ADDITIVE and level in BELOW:
            found |= self._candidates(indicator_id, BELOW[level])
        return found

    def _form(self, indicator_id: str, level: str, period: str) -> tuple[Column, Flags] | None:
        key = (indicator_id, level, period)
        if key not in self._formed:
            self._formed[key] = self._stored(*key) or self._computed(*key) or self._summed(*key)
        return self._formed[key]

    def _stored(self, indicator_id: str, level: str, period: str) -> tuple[Column, Flags] | None:
        cells = self._observed.get((indicator_id, level), {}).get(period)
        if cells is None:
            return None
        values = {area: cells[area].value if area in cells else None for area in self._areas[level]}
        return values, {area: cells[area].flag or "" for area in self._areas[level] if area in cells and cells[area].flag}

    def _computed(self, indicator_id: str, level: str, period: str) -> tuple[Column, Flags] | None:
        indicator = self.indicators[indicator_id]
        if indicator.compute is None:
            return None
        formed = [self._form(needed, level, period) for needed in indicator.inputs]
        inputs = [column for column in formed if column is not None]
        if len(inputs) < len(formed):
            return None
        values = indicator.compute(tuple(column for column, _ in inputs), self._area_km2[level])
        return {area: values.get(area) for area in self._areas[level]}, _merged(flags for _, flags in inputs)

    def _summed(self, indicator_id: str, level: str, period: str) -> tuple[Column, Flags] | None:
        if level not in BELOW or self.indicators[indicator_id].kind not in ADDITIVE or self.indicators[indicator_id].compute:
            return None
        below = self._form(indicator_id, BELOW[level], period)
        if below is None:
            return None
        values, flags = below
        parts = {area: self._parts(level, area) for area in self._areas[level]}
        short = self._short.get((indicator_id, BELOW[level]), frozenset())
        column = {area: None if area in short else total(values.get(part) for part in inside) for area, inside in parts.items()}
        return column, {area: "estimated" for area, inside in parts.items() if any(part in flags for part in inside)}

    def _parts(self, level: str, area: str) -> tuple[str, ...]:
        return self._areas["district"] if level == "city" else tuple(child.id for child in self.city.children(area))

    def _extents(self) -> dict[str, Column]:
        found: dict[str, Column] = {level: {area.id: area.area_km2 for area in self.city.at(level)} for level in LEVELS}
        return {**found, "city": {self.city.id: total(found["district"].values())}}

    def _source(self, indicator: Indicator, sources: Mapping[str, Source]) -> Source:
        """The pack's source; for a computed indicator the sources of everything it is computed from."""
        if indicator.id in sources or not indicator.inputs:
            return sources.get(indicator.id, indicator.source)
        parts = [self._source(self.indicators[needed], sources) for needed in indicator.inputs]
        dates = [part.as_of for part in parts if part.as_of]
        return replace(
            indicator.source,
            title=_joined(part.title for part in parts),
            provider=_joined(part.provider for part in parts),
            licence=_joined(part.licence for part in parts),
            as_of=min(dates) if dates else None,
        )


def total(values: Iterable[float | None]) -> float | None:
    """Sum, or None when there is nothing to add or anything is unknown."""
    known = list(values)
    return None if not known or any(v is None for v in known) else math.fsum(v for v in known if v is not None)


def _any(formed: tuple[Column, Flags] | None) -> bool:
    return formed is not None and any(value is not None for value in formed[0].values())


def _merged(parts: Iterable[Flags]) -> Flags:
    merged: Flags = {}
    for flags in parts:
        for area, flag in flags.items():
            merged.setdefault(area, flag)
    return merged


def _joined(texts: Iterable[Text]) -> Text:
    different = list(dict.fromkeys(texts))
    names = {lang: dict.fromkeys(name for text in different for name in text.get(lang).split(" · ")) for lang in LANGS}
    return Text(ko=" · ".join(names["ko"]), en=" · ".join(names["en"]))

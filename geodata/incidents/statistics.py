"""Dispatch statistics: how long from the call to the arrival, by area, hour and kind.

Source: the table ``incident``, live and imported alike. Unknown is None, never zero. Percentiles are interpolated linearly between
the nearest ranks. A cell with 1 to 4 cases is withheld, with the next smallest where it could be had by subtraction; the answer to
a question about one area or one kind withholds what the table of all areas and kinds withholds. An imported history that is
truncated (``geodata.incidents.samples``) is counted and named, and enters no median and no share.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import numpy as np
from sqlalchemy import Connection, Engine, select

from geodata.city import City
from geodata.db.dispatch import incident_sample
from geodata.errors import BadInput
from geodata.incidents.cells import FEWEST, Floats, Mask, Whole, percentiles, withhold
from geodata.incidents.model import KINDS
from geodata.incidents.times import Times, iso, read_times
from geodata.indicator import LEVELS, Level
from geodata.text import Text

By = Literal["hour", "kind"]
BYS: tuple[By, ...] = ("hour", "kind")
TARGET_S = 420
HOURS = 24


@dataclass(frozen=True, slots=True)
class Group:
    """One cell. ``area``, ``hour`` (0–23, the city's time), ``kind``: None where not told apart. ``n``: calls; ``n_with_times``:
    those whose call-to-arrival is known and that belong to no truncated sample; ``n_truncated``: those that do. ``median_s``,
    ``p90_s``: call to arrival; ``dispatch_median_s``: call to dispatch; ``travel_median_s``: dispatch to arrival; seconds.
    ``within``: of ``n_with_times`` those within the target; ``share_pct``: per cent. ``withheld``: too few cases, all figures None."""

    area: str | None
    hour: int | None
    kind: str | None
    n: int | None
    n_with_times: int | None
    n_truncated: int | None
    median_s: float | None
    p90_s: float | None
    dispatch_median_s: float | None
    travel_median_s: float | None
    within: int | None
    share_pct: float | None
    withheld: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """A truncated history among the calls. ``rows``: calls of it in this answer, None when withheld; edges in seconds."""

    feed: str
    rows: int | None
    lower_s: float | None
    upper_s: float | None
    sentence: Text


@dataclass(frozen=True)
class Table:
    """``rows``: areas in register order, hours, kinds; without ``level`` and ``by`` none. ``whole``: all calls asked for together.
    ``demo``: calls that are made up, among them. ``observed_at``: UTC time of the newest call, None without any."""

    rows: tuple[Group, ...]
    whole: Group
    level: Level | None
    by: By | None
    kind: str | None
    area: str | None
    target_s: int
    since: datetime | None
    until: datetime | None
    demo: bool
    observed_at: str | None
    samples: tuple[Sample, ...] = ()


def dispatch(
    engine: Engine, city: City, *, since: datetime | None, until: datetime | None, level: Level | None = None, by: By | None = None,
    kind: str | None = None, area: str | None = None, target_s: int = TARGET_S,
) -> Table:  # fmt: skip
    """Statistics of the calls reported from ``since`` to before ``until`` (aware times; None: no bound). ``area``: only calls in this
    area; with it ``level`` may be 'neighbourhood' in a district. ``kind``: only this kind. Raises BadInput naming what is wrong."""
    _check(city, since, until, level, by, kind, area, target_s)
    with engine.connect() as connection:
        times = read_times(connection, city, since, until)
        samples = truncated_samples(connection, city)
    return tabulate(times, city, samples, since=since, until=until, level=level, by=by, kind=kind, area=area, target_s=target_s)


def truncated_samples(connection: Connection, city: City) -> tuple[Sample, ...]:
    """The imported histories of ``city`` that were noticed to be truncated; ``rows``: of the whole file."""
    table = incident_sample.c
    rows = connection.execute(select(incident_sample).where(table.city == city.id, table.state == "truncated").order_by(table.feed)).all()
    return tuple(Sample(row.feed, row.rows, row.lower_s, row.upper_s, Text(**row.sentence)) for row in rows)


def tabulate(
    times: Times, city: City, samples: tuple[Sample, ...], *, since: datetime | None = None, until: datetime | None = None,
    level: Level | None = None, by: By | None = None, kind: str | None = None, area: str | None = None, target_s: int = TARGET_S,
) -> Table:  # fmt: skip
    """``dispatch`` of calls already read."""
    cut = times.told_by(frozenset(sample.feed for sample in samples))
    asked = Asked(times, city, cut, level, by, kind, area, target_s)
    whole = Asked(times, city, cut, None, None, kind, area, target_s).groups()[0]
    rows = asked.groups() if level or by else ()
    chosen = asked.chosen
    newest = float(times.reported[chosen].max()) if chosen.any() else None
    return Table(
        rows, whole, level, by, kind, area, target_s, since, until, bool(times.demo()[chosen].any()),
        iso(newest) if newest is not None else None, _met(times, samples, chosen, whole),
    )  # fmt: skip


def _met(times: Times, samples: tuple[Sample, ...], chosen: Mask, whole: Group) -> tuple[Sample, ...]:
    met = []
    for sample in samples:
        if rows := int(times.told_by(frozenset((sample.feed,)))[chosen].sum()):
            shown = None if whole.withheld or rows < FEWEST else rows
            met.append(Sample(sample.feed, shown, sample.lower_s, sample.upper_s, sample.sentence))
    return tuple(met)


class Asked:
    """One question about ``times``: its cells on the axes (areas, hours, kinds). An axis nobody asked for has length one."""

    def __init__(
        self, times: Times, city: City, cut: Mask, level: Level | None, by: By | None, kind: str | None, area: str | None, target_s: int
    ):
        self.times, self.city, self.cut, self.target_s = times, city, cut, target_s
        self.by, self.kind = by, kind
        own: Level | None = city.areas[area].level if area else None
        self.level: Level | None = level or own
        self.areas = tuple(one.id for one in city.at(self.level)) if self.level else ()
        self.wanted = self._wanted(area, level)
        self.kinds = KINDS if by == "kind" or kind else ()
        place = (
            times.codes(self.level, {one: i for i, one in enumerate(self.areas)}) if self.level else np.zeros(len(times), dtype=np.int64)
        )
        hour = times.hours(city.timezone) if by == "hour" else np.zeros(len(times), dtype=np.int64)
        sort = times.codes("kind", {one: i for i, one in enumerate(KINDS)}) if self.kinds else np.zeros(len(times), dtype=np.int64)
        self.shape = (len(self.areas) or 1, HOURS if by == "hour" else 1, len(self.kinds) or 1)
        self.there = (place >= 0) & (sort >= 0)
        self.cell: Whole = (place * self.shape[1] + hour) * self.shape[2] + sort
        self.chosen: Mask = self.there & self._in_area(area) & ((sort == KINDS.index(kind)) if kind else True)

    def groups(self) -> tuple[Group, ...]:
        """The cells asked for, in order; cells without a call only where a single axis is told apart."""
        n, timed = self._counts(self.there), self._counts(self.there & np.isfinite(self.times.arrival_s) & ~self.cut)
        hidden = self._hidden(n, timed)
        figures = self._figures()
        several = sum(size > 1 for size in (len(self.wanted), self.shape[1], self.shape[2] if not self.kind else 1)) > 1
        found = []
        for a in self.wanted:
            for h in range(self.shape[1]):
                for k in [KINDS.index(self.kind)] if self.kind else range(self.shape[2]):
                    at = (a, h, k)
                    if n[at] or not (several or self.by == "kind"):
                        found.append(self._group(at, int(n[at]), int(timed[at]), bool(hidden[at]), figures))
        return tuple(found)

    def _wanted(self, area: str | None, level: Level | None) -> list[int]:
        """Places on the first axis that are answered for."""
        if not self.level:
            return [0]
        if not area:
            return list(range(len(self.areas)))
        inside = {area} if level is None or level == self.city.areas[area].level else {one.id for one in self.city.children(area)}
        return [i for i, one in enumerate(self.areas) if one in inside]

    def _in_area(self, area: str | None) -> Mask:
        if not area:
            return np.ones(len(self.times), dtype=bool)
        return self.times.codes(self.city.areas[area].level, {area: 0}) == 0

    def _counts(self, chosen: Mask) -> Whole:
        return np.bincount(self.cell[chosen], minlength=int(np.prod(self.shape))).reshape(self.shape).astype(np.int64)

    def _hidden(self, n: Whole, timed: Whole) -> Mask:
        """Withheld cells. Neighbourhoods add up to their district: where that is withheld, so are its parts."""
        if self.level != "neighbourhood":
            return withhold((n, timed), [range(n.shape[0])])
        at = {one.id: i for i, one in enumerate(self.city.districts)}
        parent = np.array([at[self.city.areas[one].parent or ""] for one in self.areas], dtype=np.int64)
        groups = [np.flatnonzero(parent == i).tolist() for i in range(len(at))]
        above = [np.stack([count[group].sum(axis=0) for group in groups]) for count in (n, timed)]
        hidden = withhold((n, timed), groups)
        return hidden | (withhold(above, [range(len(groups))])[parent] & (n > 0))

    def _figures(self) -> dict[str, Floats]:
        cells = int(np.prod(self.shape))
        use = self.there & ~self.cut
        cell, arrival = self.cell[use], self.times.arrival_s[use]
        _, (median, p90) = percentiles(arrival, cell, cells, (0.5, 0.9))
        dispatched, (to_dispatch,) = percentiles(self.times.dispatch_s[use], cell, cells, (0.5,))
        travelled, (travel,) = percentiles(self.times.travel_s[use], cell, cells, (0.5,))
        within = np.bincount(cell[arrival <= self.target_s], minlength=cells)
        to_dispatch[dispatched < FEWEST], travel[travelled < FEWEST] = np.nan, np.nan
        found = {"median": median, "p90": p90, "dispatch": to_dispatch, "travel": travel, "within": within.astype(float)}
        cut = self._counts(self.there & self.cut).astype(float)
        return {name: values.reshape(self.shape) for name, values in (found | {"cut": cut}).items()}

    def _group(self, at: tuple[int, int, int], n: int, timed: int, withheld: bool, figures: dict[str, Floats]) -> Group:
        area = self.areas[at[0]] if self.level else None
        hour = at[1] if self.by == "hour" else None
        kind = KINDS[at[2]] if self.kinds else None
        if withheld:
            return Group(area, hour, kind, None, None, None, None, None, None, None, None, None, True)
        median, p90, to_dispatch, travel = (_known(figures[name][at]) for name in ("median", "p90", "dispatch", "travel"))
        within = int(figures["within"][at]) if timed else None
        share = 100 * within / timed if within is not None else None
        return Group(area, hour, kind, n, timed, int(figures["cut"][at]), median, p90, to_dispatch, travel, within, share, False)


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _check(
    city: City, since: datetime | None, until: datetime | None, level: str | None, by: str | None, kind: str | None, area: str | None,
    target_s: int,
) -> None:  # fmt: skip
    for name, value, known in (("level", level, LEVELS), ("by", by, BYS), ("kind", kind, KINDS)):
        if value is not None and value not in known:
            raise BadInput(f"{name}={value!r} is not one of {', '.join(known)}.", UNKNOWN)
    if area is not None and area not in city.areas:
        raise BadInput(f"area={area!r} is no area of {city.id} at vintage {city.vintage}; give an id of its registers.", UNKNOWN)
    if area is not None and level == "district" and city.areas[area].level != "district":
        raise BadInput(f"area={area!r} is a neighbourhood and has no districts in it; leave level out.", UNKNOWN)
    if any(at is not None and at.tzinfo is None for at in (since, until)) or (since and until and since >= until):
        raise BadInput("since and until must carry a time zone, and since must lie before until.", UNKNOWN)
    if target_s <= 0:
        raise BadInput(f"target_s={target_s} must be a positive number of seconds.", UNKNOWN)


UNKNOWN = Text(
    ko="통계 조건을 읽을 수 없습니다. 지역과 구분을 다시 골라 주세요.",
    en="The statistic asked for is not known. Please choose area and grouping again.",
)

"""Dispatch statistics as indicators: a month a period, both levels and the whole city, written as observations.

Source: the table ``incident``. Refresh: hourly, and after an import. A month that is under way, or whose first days were not
recorded, is flagged provisional. Months in which nothing was recorded, and cells that are withheld, have no figure.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from geodata.city import City
from geodata.incidents.statistics import TARGET_S, Group, Sample, tabulate, truncated_samples
from geodata.incidents.times import Times, iso, read_times
from geodata.indicator import LEVELS, Level
from geodata.indicators.store import save_records
from geodata.indicators.table import Observation

MEASURES = {"dispatch_median": "median_s", "dispatch_p90": "p90_s", "dispatch_within_target": "share_pct"}


def refresh_indicators(engine: Engine, city: City, now: datetime, *, target_s: int = TARGET_S) -> bool:
    """Form the dispatch indicators of ``city`` anew from all calls reported before ``now`` (aware). ``target_s``: the office's
    target. One transaction; returns whether any figure changed, and then a running server shows them at its next answer."""
    with engine.connect() as connection:
        times = read_times(connection, city, None, now)
        samples = truncated_samples(connection, city)
    counted = times.where(~times.told_by(frozenset(sample.feed for sample in samples)))
    figures = list(_figures(counted, city, now, target_s))
    sources = {indicator: _source(counted, city, samples, target_s) for indicator in MEASURES} if len(counted) else {}
    with engine.begin() as connection:
        return save_records(connection, city, figures, sources)


def _figures(times: Times, city: City, now: datetime, target_s: int) -> Iterator[tuple[str, Observation]]:
    if not len(times):
        return
    months = times.months(city.timezone)
    zone = ZoneInfo(city.timezone)
    first = datetime.fromtimestamp(float(times.reported.min()), UTC).astimezone(zone).date()
    for month in sorted(set(months.tolist())):
        flag = None if _is_whole(month, first, now.astimezone(zone).date()) else "provisional"
        within = times.where(months == month)
        levels: tuple[Level | None, ...] = (None, *LEVELS)
        for level in levels:
            table = tabulate(within, city, (), level=level, target_s=target_s)
            for group in table.rows if level else (table.whole,):
                yield from _observations(group, level or "city", group.area or city.id, month, flag)


def _is_whole(month: str, first: date, today: date) -> bool:
    """Whether a month is over and was recorded from its first day on (``first``: day of the oldest call)."""
    return month < today.strftime("%Y-%m") and first <= date.fromisoformat(f"{month}-01")


def _observations(group: Group, level: str, area: str, month: str, flag: str | None) -> Iterator[tuple[str, Observation]]:
    for indicator, measure in MEASURES.items():
        value = getattr(group, measure)
        if value is not None:
            yield indicator, Observation(level, area, month, round(value, 2), flag)


def _source(times: Times, city: City, samples: tuple[Sample, ...], target_s: int) -> dict[str, Any]:
    """Where the figures come from, as kept with them: the target, made-up calls said to be so, histories that were left out."""
    newest = datetime.fromisoformat(iso(float(times.reported.max()))).astimezone(ZoneInfo(city.timezone))
    minutes = target_s / 60
    ko, en = f"신고·출동 기록, 목표 {minutes:g}분", f"Records of calls and dispatch, target {minutes:g} min"
    if samples:
        names = ", ".join(sample.feed.removeprefix("import:") for sample in samples)
        ko, en = f"{ko}, 잘린 표본이라 뺀 자료: {names}", f"{en}, left out as truncated samples: {names}"
    stored: dict[str, Any] = {"title": {"ko": ko, "en": en}, "as_of": newest.date().isoformat()}
    if (made_up := times.demo()).any():
        part = ("", "") if made_up.all() else (" 포함", " included")
        stored["demo"] = True
        stored["provider"] = {"ko": f"시연 자료{part[0]}(실제가 아님)", "en": f"Demonstration{part[1]} (not real)"}
        stored["licence"] = {"ko": "시연용으로 만든 자료", "en": "Made up for demonstration"}
    return stored

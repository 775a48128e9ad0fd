"""One rule of freshness for everybody: what a source may be late, and what several of them together may claim.

A part is a plain dict with ``state`` and ``observed_at`` (ISO date or UTC time, None: unknown). A composite is as bad as its worst
part and as old as its oldest. Feeds declare ``stale_after_s`` themselves; stored sets and figures are judged here.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from geodata.periods import end_of, years_before
from geodata.source import Freshness

ORDER: tuple[Freshness, ...] = ("missing", "stale", "demo", "fresh")  # the worst first
PLACES_STALE_AFTER_DAYS = 400  # a yearly list that is a month late is not called old yet
FIGURES_STALE_AFTER_YEARS = 2  # yearly figures are published a year late; what ended before that is no picture of now
# how long after its end a period that is shorter than a year still speaks of now, by its form ("2024H1": 6 characters)
FIGURES_STALE_AFTER_DAYS = {"half": 548, "quarter": 365, "month": 183, "day": 60}
DAY_S = 86_400.0


def worst(states: Iterable[Freshness]) -> Freshness:
    """The worst of ``states``: missing, then stale, then demo, then fresh; ``missing`` when there are none."""
    found = set(states)
    return next((state for state in ORDER if state in found), "missing")


def part(state: Freshness, as_of: str | None) -> dict[str, str | None]:
    """{"state", "observed_at"} of a stored set or figure; ``as_of``: a period or date ("2024", "2024H1", "2022-07-07") or a UTC time.
    A period is as old as its last day; what is no time stays unknown."""
    end = end_of(as_of)
    exact = as_of if as_of and "T" in as_of and len(as_of) > len("2024-05-31T14") else None
    return {"state": state, "observed_at": exact or (end.isoformat() if end else None)}


def composite(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """{"state", "observed_at", "parts"} of what is shown together: the worst state and the oldest known moment."""
    given = [dict(found) for found in parts]
    moments = [str(found["observed_at"]) for found in given if found.get("observed_at")]
    return {"state": worst(found["state"] for found in given), "observed_at": min(moments, key=_moment, default=None), "parts": given}


def together(parts: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """``composite`` without its parts: what every answer that carries facts says of itself."""
    found = composite(parts)
    return {"state": found["state"], "observed_at": found["observed_at"]}


def _moment(text: str) -> datetime:
    """A date counts as its last second, so that a time of that day is not older than the day itself."""
    if end := (None if "T" in text else end_of(text)):
        return datetime(end.year, end.month, end.day, 23, 59, 59, tzinfo=UTC)
    at = datetime.fromisoformat(text)
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def form_of(period: str) -> str:
    """How long a period is: 'year', 'half', 'quarter', 'month' or 'day'."""
    if len(period) == len("2024"):
        return "year"
    return {"H": "half", "Q": "quarter"}.get(period[4], "month" if len(period) == len("2024-05") else "day")


def of_period(period: str | None, today: date) -> Freshness:
    """State of a figure: 'stale' when its period ended longer before ``today`` than its periodicity allows, 'missing' without one."""
    end = end_of(period)
    if end is None or period is None:
        return "missing"
    days = FIGURES_STALE_AFTER_DAYS.get(form_of(period))
    oldest = years_before(today, FIGURES_STALE_AFTER_YEARS) if days is None else today - timedelta(days=days)
    return "stale" if end < oldest else "fresh"


def stale_after_s(period: str) -> float:
    """Seconds after its end at which figures of such a period turn stale."""
    return FIGURES_STALE_AFTER_DAYS.get(form_of(period), 365 * FIGURES_STALE_AFTER_YEARS) * DAY_S


def of_places(as_of: str | None, demo: bool, today: date) -> Freshness:
    """State of stored places: 'demo', else 'stale' when their date is unknown or long past. When a file was loaded says nothing
    about how old its rows are."""
    if demo:
        return "demo"
    end = end_of(as_of)
    return "stale" if end is None or (today - end).days > PLACES_STALE_AFTER_DAYS else "fresh"

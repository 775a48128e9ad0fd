"""Periods as calendar time: when one ends, and whether what was measured then still speaks of now.

A period is written 2024, 2024H1, 2024Q3, 2024-05, 2024-05-31 or 2024-05-31T14; an as-of date is one too.
"""

import re
from calendar import monthrange
from datetime import MINYEAR, date

_FORM = re.compile(r"(\d{4})(?:H([12])|Q([1-4])|-(\d\d)(?:-(\d\d)(?:[T ].*)?)?)?", re.ASCII)


def end_of(period: str | None) -> date | None:
    """Last day of ``period``; None for None and for what is no period."""
    found = _FORM.fullmatch(period or "")
    if not found:
        return None
    year, half, quarter, month, day = (int(part) if part else None for part in found.groups())
    if year is None:
        return None
    try:
        if month is not None and day is not None:
            return date(year, month, day)
        last = half * 6 if half else quarter * 3 if quarter else 12 if month is None else month
        return date(year, last, monthrange(year, last)[1])
    except ValueError:  # calendar.IllegalMonthError is one
        return None  # month 13 or day 40: no period


def years_before(day: date, years: int) -> date:
    """The same day ``years`` earlier; 28 February for a 29th that year does not have."""
    year = max(MINYEAR, day.year - years)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)

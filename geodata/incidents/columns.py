"""Which column of a history of incidents is what: times, delays in seconds, place. Guessed from names, Korean or English.

A unit in the name (분, min) is understood; without one a delay is in seconds. The words are words of the two languages, not of one
city.
"""

import re
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from geodata.places.positions import numbers
from geodata.places.roles import best

# role -> names as geodata.places.roles compares them; roles further up take their column first
WORDS: dict[str, tuple[str, ...]] = {
    "controlled": ("화재진압시간", "진압시간", "진압소요시간", "suppression", "suppressiontime", "suppressiondelay", "controldelay", "*진압시간", "*진압소요시간"),
    "arrived_at": ("도착일시", "도착시각", "현장도착일시", "현장도착시각", "arrivedat", "arrivaltime", "arrivaldatetime", "*도착일시", "*도착시각"),
    "dispatched_at": ("출동일시", "출동시각", "dispatchedat", "dispatchtime", "dispatchdatetime", "*출동일시", "*출동시각"),
    "delay": ("출동소요시간", "도착소요시간", "현장도착소요시간", "소요시간", "delay", "responsetime", "response", "arrivaldelay", "calltoarrival", "*출동소요시간", "*소요시간", "*delay", "*responsetime"),
    "reported_at": ("신고일시", "신고시각", "접수일시", "접수시각", "화재발생일시", "발생일시", "발생시각", "reportedat", "calltime", "reportedtime", "occurredat", "datetime", "timestamp", "time", "*신고일시", "*접수일시", "*발생일시", "*일시", "*datetime"),
    "place": ("주소", "도로명주소", "지번주소", "발생장소", "address", "place", "location", "읍면동명", "법정동명", "행정동명", "법정동", "행정동", "동명", "neighbourhood", "dong", "*주소", "*읍면동명", "*동명"),
}  # fmt: skip
_UNIT = re.compile(r"[\s_(\[]*(분|minutes|minute|min|초|seconds|second|secs|sec|s)[)\]]?$", re.IGNORECASE)
_MARKED = re.compile(r"[\s_(\[](분|minutes|minute|min|초|seconds|second|secs|sec|s)[)\]]?$", re.IGNORECASE)
SECONDS = {"분": 60, "minutes": 60, "minute": 60, "min": 60}


@dataclass(frozen=True)
class Columns:
    """Column of each role that has one, and ``factor``: seconds in a unit of ``delay`` and ``controlled``."""

    of: dict[str, str]
    factor: dict[str, int] = field(default_factory=dict)

    def shown(self) -> dict[str, str]:
        """Role -> column with its unit, for a report."""
        units = {60: "minutes", 1: "seconds"}
        return {role: f"{column} ({units[self.factor[role]]})" if role in self.factor else column for role, column in self.of.items()}


def guess_columns(names: list[str], taken: set[str]) -> Columns:
    """Columns by role among ``names`` without ``taken`` (positions, district). Roles without a column are left out."""
    bare = {_UNIT.sub("", name) if _MARKED.search(name) else name: name for name in names if name not in taken}
    of: dict[str, str] = {}
    factor: dict[str, int] = {}
    for role, words in WORDS.items():
        found = best([one for one in bare if bare[one] not in of.values()], words)
        if found is None:
            continue
        of[role] = bare[found]
        if role in ("delay", "controlled"):
            unit = _MARKED.search(of[role])
            factor[role] = SECONDS.get(unit.group(1).lower(), 1) if unit else 1
    return Columns(of, factor)


def moments(column: pd.Series, timezone: str) -> NDArray[np.float64]:
    """Times of a text column as seconds since 1970 UTC, NaN where none can be read. Without an offset they are the city's; an hour
    the clocks skip moves forward, one they repeat is taken as the later."""
    parsed = pd.Series(pd.to_datetime(column.where(column != ""), errors="coerce", format="mixed", utc=column.str.contains(_OFFSET).any()))
    if parsed.dt.tz is None:
        parsed = parsed.dt.tz_localize(timezone, ambiguous=np.zeros(len(parsed), dtype=bool), nonexistent="shift_forward")
    seconds = (parsed - pd.Timestamp(0, tz="UTC")).dt.total_seconds()
    return np.floor(seconds.to_numpy(dtype=float))


_OFFSET = re.compile(r"\d(?:Z|[+-]\d{2}:?\d{2})$")


def lengths(column: pd.Series, factor: int) -> NDArray[np.float64]:
    """Delays of a text column in whole seconds; NaN where there is none. Zero and less are unknown: nobody arrives with the call."""
    seconds = np.round(numbers(column) * factor)
    return np.where(seconds > 0, seconds, np.nan)

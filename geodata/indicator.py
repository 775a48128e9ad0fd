"""The shape of an indicator: a declaration, plus observations in a city pack or a compute function.

A file ``geodata/indicators/catalog/ID.py`` offers ``INDICATOR = Indicator(id="ID", ...)``. Observations live in the
pack (``observations/ID.csv``); a computed indicator names its ``inputs`` and a pure ``compute`` function; one ``from_records`` is
formed from what this program itself recorded (dispatch times) and written by the module that keeps those records.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from geodata.source import Source
from geodata.text import Text

Level = Literal["district", "neighbourhood"]
LEVELS: tuple[Level, ...] = ("district", "neighbourhood")
Values = Mapping[str, float | None]


@dataclass(frozen=True)
class Indicator:
    """What a figure means.

    ``unit``: shown after the number (명 / people). ``kind``: 'count' (may be summed, coloured as a count with a
    caution), 'rate', 'percent', 'index' or 'amount'. ``direction``: which way is better, 'higher', 'lower' or 'none'.
    ``decimals``: digits after the point on cards. ``denominator``: id of the indicator a count is divided by for a
    fair comparison, or None. ``theme``: catalogue heading key; ``group``: one of 'status', 'projects',
    'administration', 'opinion'. ``scheme``: a palette id of ``layers.palettes``.
    ``order``: place within its theme; the first of a theme stands on every card. ``compute(inputs, area_km2)`` gets
    one mapping ``area id -> value`` per input, for one period, and returns the same; None stays None. ``from_records``: no pack
    has a table of it.
    """

    id: str
    name: Text
    unit: Text
    kind: Literal["count", "rate", "percent", "index", "amount"]
    description: Text
    source: Source
    theme: str
    group: str = "administration"
    direction: Literal["higher", "lower", "none"] = "none"
    decimals: int = 0
    periodicity: Literal["year", "half", "quarter", "month", "hour"] = "year"
    denominator: str | None = None
    scheme: str = "blues"
    order: int = 100
    sdgs: tuple[int, ...] = ()
    inputs: tuple[str, ...] = ()
    compute: Callable[[tuple[Values, ...], Values], Values] | None = None
    from_records: bool = False

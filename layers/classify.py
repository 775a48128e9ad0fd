"""Classes of a choropleth: where the breaks lie and which class each area is in.

Classes are made over all areas of the level and period, never over the ones in sight, so a legend does not move while
somebody zooms or filters. Quantiles and equal intervals come from mapclassify. Natural breaks are computed here: mapclassify
takes 220 ms for 424 areas without a compiler beside it, the same exact optimum takes a few milliseconds in numpy.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import mapclassify
import numpy as np

from geodata.text import Text
from layers.state import METHODS
from layers.strings import text

CROWDED_SHARE = 0.8  # one class of an equal-interval map holding more than this share of ten or more areas is worth a remark


@dataclass(frozen=True, slots=True)
class Classes:
    """A classification.

    ``breaks``: upper bound of each class, ascending, the last one the highest value; empty when nothing is known.
    ``ranges``: (low, high) of each class as shown: the values found in it, or the bounds of an equal interval.
    ``counts``: areas in each class. ``class_of``: class number from 0 by area, None for no value. ``notes``: why there
    are fewer classes than asked, and what to watch.
    """

    method: str
    breaks: tuple[float, ...]
    ranges: tuple[tuple[float, float], ...]
    counts: tuple[int, ...]
    class_of: dict[str, int | None]
    notes: tuple[Text, ...] = ()

    @property
    def missing(self) -> int:
        """How many areas have no value."""
        return sum(number is None for number in self.class_of.values())


def classify(values: Mapping[str, float | None], method: str = "quantile", k: int = 5) -> Classes:
    """Put areas into at most ``k`` classes by 'quantile', 'equal' or 'jenks'. ``values``: value by area of the whole level;
    None and not-a-number have no class. Few different values make fewer classes, with a note. Raises ValueError for
    another method or fewer than one class."""
    if method not in METHODS or k < 1:
        raise ValueError(f"method {method!r} is not one of {METHODS}, or k={k} is below 1")
    known = {area: float(value) for area, value in values.items() if value is not None and np.isfinite(value)}
    if not known:
        return Classes(method, (), (), (), dict.fromkeys(values), (text("classes.empty"),))
    array = np.fromiter(known.values(), dtype=float)
    breaks = _breaks(array, method, k)
    numbers = np.searchsorted(breaks, array, side="left")
    counts = np.bincount(numbers, minlength=len(breaks))
    class_of: dict[str, int | None] = dict.fromkeys(values)
    class_of.update(zip(known, numbers.tolist(), strict=True))
    return Classes(
        method,
        tuple(breaks.tolist()),
        _ranges(array, numbers, breaks, method),
        tuple(counts.tolist()),
        class_of,
        _notes(len(breaks), k, int(counts.max()), len(array), method),
    )


def _breaks(array: np.ndarray[Any, Any], method: str, k: int) -> np.ndarray[Any, Any]:
    """Ascending upper bounds, without empty doubles; the last is the highest value itself."""
    distinct, weights = np.unique(array, return_counts=True)
    k = min(k, len(distinct))
    if k == 1:
        return distinct[-1:]
    if method == "equal":
        bins = mapclassify.EqualInterval(array, k=k).bins
    elif k == len(distinct):
        return distinct
    elif method == "quantile":
        bins = _held(mapclassify.Quantiles(array, k=k).bins, distinct)
    else:
        bins = natural_breaks(distinct, weights, k)
    return np.unique(np.append(bins[:-1], distinct[-1]))


def _held(bins: np.ndarray[Any, Any], distinct: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Bounds moved down onto the highest value at or below them: the same classes, no class without a value."""
    return distinct[np.maximum(np.searchsorted(distinct, bins, side="right") - 1, 0)]


def natural_breaks(distinct: np.ndarray[Any, Any], weights: np.ndarray[Any, Any], k: int) -> np.ndarray[Any, Any]:
    """Upper bounds of the ``k`` classes with the least variance inside (Fisher-Jenks, exact): dynamic programming over
    the sorted different values, each as often as it occurs."""
    n = len(distinct)
    centred = distinct - np.average(distinct, weights=weights)  # keeps the squares small
    mass, first, second = (np.concatenate(([0.0], np.cumsum(weights * centred**power))) for power in (0, 1, 2))
    start, end = np.arange(n)[:, None], np.arange(1, n + 1)[None, :]
    with np.errstate(divide="ignore", invalid="ignore"):
        cost = (second[end] - second[start]) - (first[end] - first[start]) ** 2 / (mass[end] - mass[start])
    cost = np.where(end > start, np.maximum(cost, 0.0), np.inf)  # variance of the values start..end-1
    best, cuts = cost[0], []
    for _ in range(k - 1):
        total = np.concatenate(([np.inf], best[:-1]))[:, None] + cost
        cuts.append(total.argmin(axis=0))
        best = total.min(axis=0)
    upper = [n - 1]
    for cut in reversed(cuts):
        upper.append(int(cut[upper[-1]]) - 1)
    return distinct[upper[::-1]]


def _ranges(
    array: np.ndarray[Any, Any], numbers: np.ndarray[Any, Any], breaks: np.ndarray[Any, Any], method: str
) -> tuple[tuple[float, float], ...]:
    if method == "equal":
        lows = [float(array.min()), *breaks[:-1].tolist()]
        return tuple(zip(lows, breaks.tolist(), strict=True))
    return tuple((float(array[numbers == n].min()), float(array[numbers == n].max())) for n in range(len(breaks)))


def _notes(made: int, asked: int, most: int, areas: int, method: str) -> tuple[Text, ...]:
    notes = []
    if made == 1 < asked:
        notes.append(text("classes.single"))
    elif made < asked:
        notes.append(text("classes.fewer", asked=asked, made=made))
    if method == "equal" and areas >= 10 and made > 1 and most > CROWDED_SHARE * areas:
        notes.append(text("classes.outlier"))
    return tuple(notes)

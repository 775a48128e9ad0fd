"""Small numbers withheld, and percentiles by cell. Pure numpy: no database, no clock.

A cell with 1 to 4 cases is withheld. Where exactly one cell of a group whose total is known is withheld, it could be had by
subtraction, so the next smallest goes with it; this is repeated along every axis until nothing changes.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FEWEST = 5  # cases in a cell that is shown; zero cases are shown as zero

Floats = NDArray[np.float64]
Whole = NDArray[np.int64]
Mask = NDArray[np.bool_]


def withhold(counts: Sequence[Whole], groups: Sequence[Sequence[int]]) -> Mask:
    """Which cells are withheld. ``counts``: arrays of one shape (areas, hours, kinds): all of them must be large enough or zero; the
    first is the number of cases. ``groups``: indices along the first axis whose totals are known (districts' neighbourhoods)."""
    cases = counts[0]
    hidden = np.zeros(cases.shape, dtype=bool)
    for count in counts:
        hidden |= (count > 0) & (count < FEWEST)
    while True:
        before = int(hidden.sum())
        for group in groups:
            members = np.asarray(group, dtype=np.int64)
            hidden[members] = _paired(cases[members], hidden[members], 0)
        for axis in range(1, cases.ndim):
            hidden = _paired(cases, hidden, axis)
        if int(hidden.sum()) == before:
            return hidden


def _paired(cases: Whole, hidden: Mask, axis: int) -> Mask:
    """``hidden`` with the next smallest cell of every line along ``axis`` that has exactly one withheld cell."""
    if cases.shape[axis] < 2:
        return hidden
    alone = (hidden & (cases > 0)).sum(axis=axis) == 1
    if not alone.any():
        return hidden
    largest = np.iinfo(np.int64).max
    open_ = np.where(hidden | (cases == 0), largest, cases)
    smallest = open_.argmin(axis=axis)
    found = alone & (open_.min(axis=axis) < largest)  # otherwise the line's total is itself too small to be shown
    marks = np.zeros_like(hidden)
    np.put_along_axis(marks, np.expand_dims(smallest, axis), np.expand_dims(found, axis), axis)
    return hidden | marks


def percentiles(seconds: Floats, cell: Whole, cells: int, shares: tuple[float, ...]) -> tuple[Whole, list[Floats]]:
    """(cases with a known time, one array a share) by cell. ``seconds``: whole, not negative; NaN unknown. ``cell``: number of each
    case's cell, 0 to ``cells`` - 1. A percentile is
    interpolated linearly between the two nearest ranks (numpy's default): rank = share · (n - 1). NaN in an empty cell."""
    known = np.isfinite(seconds)
    whole, at = seconds[known].astype(np.int64), cell[known]
    n = np.bincount(at, minlength=cells).astype(np.int64)
    span = int(whole.max(initial=0)) + 1
    values = np.sort(at * span + whole) % span  # one sort of one number each: by cell, then by seconds
    first = np.concatenate(([0], np.cumsum(n)[:-1])).astype(np.int64)
    found = []
    for share in shares:
        rank = share * np.maximum(n - 1, 0)
        low = np.floor(rank).astype(np.int64)
        high = np.minimum(low + 1, np.maximum(n - 1, 0))
        result = np.full(cells, np.nan)
        there = n > 0
        below, above = values[(first + low)[there]], values[(first + high)[there]]
        result[there] = below + (above - below) * (rank - low)[there]
        found.append(result)
    return n, found

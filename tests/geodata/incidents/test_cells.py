"""Percentiles are numpy's, and what is withheld cannot be had by subtraction."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.incidents.cells import FEWEST, percentiles, withhold


@given(st.lists(st.tuples(st.integers(0, 4), st.one_of(st.none(), st.integers(0, 100_000))), max_size=120), st.floats(0, 1))
def test_percentiles_are_numpys(calls: list[tuple[int, int | None]], share: float) -> None:
    seconds = np.array([np.nan if s is None else s for _, s in calls], dtype=float)
    cell = np.array([c for c, _ in calls], dtype=np.int64)
    n, (found,) = percentiles(seconds, cell, 5, (share,))
    for at in range(5):
        known = [s for c, s in calls if c == at and s is not None]
        assert n[at] == len(known)
        if known:
            assert found[at] == pytest.approx(np.percentile(known, 100 * share))
        else:
            assert np.isnan(found[at])


@pytest.mark.parametrize(
    ("seconds", "median", "p90"),
    [([60], 60, 60), ([60, 120], 90, 114), ([100, 200, 300, 400, 500], 300, 460), (list(range(1, 12)), 6, 10)],
)
def test_percentiles_by_hand(seconds: list[int], median: float, p90: float) -> None:
    """Linear between the nearest ranks: of 100 … 500 the 90th percentile is at rank 0.9 · 4 = 3.6, so 400 + 0.6 · 100."""
    _, found = percentiles(np.array(seconds, dtype=float), np.zeros(len(seconds), dtype=np.int64), 1, (0.5, 0.9))
    assert [part[0] for part in found] == pytest.approx([median, p90])


def shape(*values: int) -> np.ndarray:
    return np.array(values, dtype=np.int64).reshape(-1, 1, 1)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        ((9, 8, 7), ()),
        ((9, 4, 7), (1, 2)),  # one alone takes the next smallest with it
        ((9, 4, 3), (1, 2)),  # two protect each other
        ((9, 4, 0), (0, 1)),  # a zero is shown and protects nothing
        ((4, 0, 0), (0,)),  # the total is as small and is withheld itself
        ((0, 0, 0), ()),
        ((5, 5, 1), (0, 2)),
    ],
)
def test_a_small_cell_takes_the_next_smallest_with_it(counts: tuple[int, ...], hidden: tuple[int, ...]) -> None:
    assert tuple(np.flatnonzero(withhold([shape(*counts)], [range(len(counts))]))) == hidden


@given(st.lists(st.integers(0, 12), min_size=12, max_size=12))
def test_no_line_has_a_single_withheld_cell_whose_total_is_shown(counts: list[int]) -> None:
    cases = np.array(counts, dtype=np.int64).reshape(3, 4, 1)
    hidden = withhold([cases], [range(3)])
    assert hidden[(cases > 0) & (cases < FEWEST)].all()
    for axis in (0, 1):
        alone = hidden.sum(axis=axis) == 1
        others = (np.where(hidden, 0, cases)).sum(axis=axis)
        assert not (alone & (others > 0)).any()


def test_neighbourhoods_are_paired_within_their_district() -> None:
    assert withhold([shape(9, 3, 8, 20, 30)], [[0, 1, 2], [3, 4]]).ravel().tolist() == [False, True, True, False, False]

"""Classification: known answers, degenerate values, the optimum of natural breaks, and its cost."""

import time
from itertools import combinations

import mapclassify
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from layers.classify import classify, natural_breaks
from layers.state import METHODS

TEN = {f"a{n}": float(n) for n in range(1, 11)}


def test_quantiles_by_hand() -> None:
    found = classify(TEN, "quantile", 5)
    assert found.counts == (2, 2, 2, 2, 2)
    assert found.ranges == ((1, 2), (3, 4), (5, 6), (7, 8), (9, 10))
    assert (found.class_of["a1"], found.class_of["a10"]) == (0, 4)
    assert found.notes == ()


def test_equal_intervals_by_hand() -> None:
    found = classify({"a": 0.0, "b": 10.0, "c": 25.0, "d": 100.0}, "equal", 4)
    assert found.breaks == (25, 50, 75, 100)
    assert found.counts == (3, 0, 0, 1)
    assert found.ranges == ((0, 25), (25, 50), (50, 75), (75, 100))


def test_natural_breaks_by_hand() -> None:
    found = classify({"a": 1.0, "b": 2.0, "c": 50.0, "d": 51.0, "e": 52.0, "f": -90.0}, "jenks", 3)
    assert found.breaks == (-90, 2, 52)
    assert found.counts == (1, 2, 3)


@pytest.mark.parametrize("method", METHODS)
def test_no_value_at_all(method: str) -> None:
    found = classify({"a": None, "b": float("nan")}, method)
    assert (found.breaks, found.class_of, found.missing) == ((), {"a": None, "b": None}, 2)
    assert "값이 있는 지역이 없습니다" in found.notes[0].ko


@pytest.mark.parametrize("method", METHODS)
def test_all_values_equal(method: str) -> None:
    found = classify({"a": 7.0, "b": 7.0, "c": None}, method)
    assert (found.breaks, found.ranges, found.counts, found.class_of["c"]) == ((7,), ((7, 7),), (2,), None)
    assert len(found.notes) == 1


@pytest.mark.parametrize("method", METHODS)
def test_fewer_different_values_than_classes(method: str) -> None:
    found = classify({"a": 1.0, "b": 1.0, "c": 2.0, "d": 3.0}, method, 5)
    assert found.counts == (2, 1, 1)
    assert "5" in found.notes[0].en
    assert "3" in found.notes[0].en


def test_many_zeros_make_fewer_quantiles_not_double_breaks() -> None:
    found = classify({f"z{n}": 0.0 for n in range(8)} | {"a": 1.0, "b": 2.0, "c": 3.0}, "quantile", 5)
    assert len(set(found.breaks)) == len(found.breaks)
    assert found.counts[0] == 8
    assert min(found.counts) > 0


def test_an_outlier_is_remarked_on_equal_intervals() -> None:
    lonely = TEN | {"far": 1e6}
    assert "Equal count" in classify(lonely, "equal").notes[0].en
    assert classify(lonely, "quantile").notes == ()


numbers = st.dictionaries(st.text(max_size=3), st.none() | st.floats(-1e9, 1e9), max_size=40)


@given(numbers, st.sampled_from(METHODS), st.integers(3, 7))
@settings(max_examples=200)
def test_every_area_is_in_the_class_whose_range_holds_it(values: dict[str, float | None], method: str, k: int) -> None:
    found = classify(values, method, k)
    assert found.class_of.keys() == values.keys()
    assert len(found.breaks) <= k
    assert list(found.breaks) == sorted(set(found.breaks))
    assert sum(found.counts) + found.missing == len(values)
    for area, value in values.items():
        number = found.class_of[area]
        assert (number is None) == (value is None)
        if number is not None and value is not None:
            assert found.ranges[number][0] <= value <= found.ranges[number][1]


@given(st.lists(st.integers(-50, 50), min_size=4, max_size=9), st.integers(2, 4))
def test_natural_breaks_are_the_optimum(values: list[int], k: int) -> None:
    distinct, weights = np.unique(np.array(values, dtype=float), return_counts=True)
    if len(distinct) <= k:
        return

    def spread(uppers: tuple[int, ...]) -> float:
        parts = np.split(np.arange(len(distinct)), [upper + 1 for upper in uppers])
        return sum(float(((np.repeat(distinct[p], weights[p]) - np.average(distinct[p], weights=weights[p])) ** 2).sum()) for p in parts)

    least = min(spread(uppers) for uppers in combinations(range(len(distinct) - 1), k - 1))
    found = np.searchsorted(distinct, natural_breaks(distinct, weights, k))
    assert spread(tuple(found[:-1].tolist())) == pytest.approx(least, abs=1e-6)


@pytest.mark.filterwarnings("ignore:Numba")
def test_natural_breaks_agree_with_mapclassify() -> None:
    array = np.random.default_rng(7).lognormal(size=60)
    assert classify(dict(enumerate(array)), "jenks", 5).breaks == pytest.approx(mapclassify.FisherJenks(array, k=5).bins)


@pytest.mark.parametrize("method", METHODS)
def test_424_areas_cost_ten_milliseconds_at_most(method: str) -> None:
    values = dict(enumerate(np.random.default_rng(1).lognormal(size=424)))
    took = []
    for _ in range(7):
        started = time.perf_counter()
        classify(values, method, 7)
        took.append(time.perf_counter() - started)
    print(f"classify {method}: {sorted(took)[3] * 1000:.1f} ms median of 7")
    assert min(took) < 0.010

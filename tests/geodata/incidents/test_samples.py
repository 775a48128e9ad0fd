"""A history that is cut off is noticed, a complete one is not accused, and a small one is not judged."""

import numpy as np
import pytest

from geodata.incidents.samples import FEWEST_ROWS, judge


def delays(seed: int, rows: int, sigma: float = 0.5) -> np.ndarray:
    return np.round(np.random.default_rng(seed).lognormal(5.7, sigma, rows))


@pytest.mark.parametrize("sigma", [0.3, 0.5, 0.8])
@pytest.mark.parametrize("rows", [300, 2000, 20_000])
def test_complete_samples_are_not_flagged(rows: int, sigma: float) -> None:
    assert {judge(delays(seed, rows, sigma), 420).state for seed in range(40)} == {"no_edge"}


@pytest.mark.parametrize("rows", [300, 2000, 20_000])
def test_a_cut_at_the_target_is_flagged(rows: int) -> None:
    for seed in range(40):
        every = delays(seed, rows * 12)
        late = every[every >= 420][:rows]
        found = judge(late, 420)
        assert (found.state, found.lower_s, found.upper_s, found.rows) == ("truncated", late.min(), None, rows)


def test_a_cut_at_the_upper_end_is_flagged() -> None:
    for seed in range(20):
        every = delays(seed, 8000)
        found = judge(every[every <= 300], 420)
        assert (found.state, found.lower_s, found.upper_s) == ("truncated", None, 300)


def test_delays_in_whole_minutes_are_not_flagged() -> None:
    assert {judge(np.ceil(delays(seed, 3000) / 60) * 60, 420).state for seed in range(20)} == {"no_edge"}


@pytest.mark.parametrize("sample", [delays(1, FEWEST_ROWS - 1), np.full(500, 300.0), np.array([]), np.full(500, np.nan)])
def test_few_or_equal_delays_are_not_judged(sample: np.ndarray) -> None:
    found = judge(sample, 420)
    assert (found.state, found.lower_s, found.upper_s) == ("cannot_tell", None, None)
    assert "cannot be told" in found.sentence.en


def test_unknown_delays_are_left_out() -> None:
    every = delays(2, 4000)
    late = np.concatenate((every[every >= 420], np.full(300, np.nan), np.zeros(300)))
    assert judge(late, 420).lower_s == 420


def test_the_sentence_says_in_both_languages_what_cannot_be_computed() -> None:
    every = delays(3, 8000)
    found = judge(every[every >= 420], 420).sentence
    assert "420" in found.ko
    assert "비율과 중앙값은" in found.ko
    assert "late arrivals only" in found.en
    assert "cannot be computed" in found.en
    assert "late arrivals only" not in judge(every[every >= 420], 600).sentence.en

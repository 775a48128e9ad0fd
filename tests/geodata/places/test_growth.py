"""Ten times the points must not make a move slower: the answer, not the set, decides the work."""

import numpy as np

from tests.bench.points import fill, moves


def test_ten_times_the_points_cost_no_more_than_twice_the_time(placed, tiny):
    fill(placed, tiny, "wifi", 4_000)
    fill(placed, tiny, "cctv", 40_000)
    moves(placed, tiny, "cctv", n=10)  # warm
    few, many = (moves(placed, tiny, topic, n=60, repeats=3) for topic in ("wifi", "cctv"))
    assert np.mean(many.ms) <= 2 * np.mean(few.ms) + 1  # a millisecond for the clock of a busy machine
    assert many.kb.max() <= 20

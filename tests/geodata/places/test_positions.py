"""A sheet of statistics has hundreds of pairs of columns and no position: it is refused soon, not after minutes."""

import time

import numpy as np
import pandas as pd
import pytest

from geodata.city import load_city
from geodata.errors import BadInput
from geodata.places.positions import find_positions
from geodata.places.table import read_table


def agree(lons, lats, rows):
    return 1.0


def refused_after_s(frame, city):
    started = time.perf_counter()
    with pytest.raises(BadInput, match="no two columns hold positions"):
        find_positions(frame, city, None, agree, "statistics.csv")
    return time.perf_counter() - started


def test_a_wide_sheet_without_coordinates_is_refused_within_two_seconds(tiny):
    generator = np.random.default_rng(1)
    frame = pd.DataFrame({f"figure {n}": generator.integers(0, 10_000_000, 26).astype(str) for n in range(49)})
    assert refused_after_s(frame, tiny) < 2


@pytest.mark.parametrize("file", ["incidents/seoul_gu_fires_2018_2023.csv", "indicators/seoul_gu_registered_population_2017q1.xls"])
def test_published_sheets_of_statistics_are_refused_within_two_seconds(shared, file):
    assert refused_after_s(read_table(shared / file).frame, load_city("seoul")) < 2


def test_named_coordinates_are_found_among_many_possible_columns(tiny):
    """More pairs fit the range than are tried: the names decide which come first."""
    generator = np.random.default_rng(2)
    columns = {f"figure {n}": generator.uniform(10.0, 10.1, 30).astype(str) for n in range(12)}
    columns["lon"], columns["lat"] = generator.uniform(10.02, 10.08, 30).astype(str), generator.uniform(50.02, 50.08, 30).astype(str)
    assert find_positions(pd.DataFrame(columns), tiny, None, agree, "many.csv").columns == ("lon", "lat")

"""Figures for the screen, of the made-up city."""

import statistics
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from geodata.city import City, load_city
from geodata.errors import BadInput
from geodata.indicators.read import available, city_value, levels, periods, ranks, trend, values
from geodata.indicators.store import load_observations

LIMIT_MS = 3


@pytest.fixture
def loaded(engine: Engine, tiny: City) -> Engine:
    load_observations(engine, tiny)
    return engine


def test_only_what_has_values_is_available(engine: Engine, tiny: City) -> None:
    before = {indicator.id for indicator in available(engine, tiny)}
    load_observations(engine, tiny)
    after = {indicator.id for indicator in available(engine, tiny)}
    assert "population" not in before
    assert {"population", "population_density"} <= after
    assert "fires" not in after


def test_values_are_of_the_latest_period_in_register_order(loaded: Engine, tiny: City) -> None:
    found = values(loaded, tiny, "population", "district")
    assert (found.period, found.previous_period) == ("2024", "2023")
    assert list(found.values) == [area.id for area in tiny.districts]
    assert found.values["M3"] is None
    assert found.previous["M3"] == 25500
    assert found.values["M1"] - found.previous["M1"] == 300  # type: ignore[operator]


def test_the_first_period_has_nothing_before_it(loaded: Engine, tiny: City) -> None:
    found = values(loaded, tiny, "population", "district", "2023")
    assert (found.previous_period, found.previous) == (None, {})


def test_a_period_that_is_not_there_is_explained(loaded: Engine, tiny: City) -> None:
    with pytest.raises(BadInput) as raised:
        values(loaded, tiny, "population", "district", "1999")
    assert "2023, 2024" in raised.value.log
    assert "1999" in raised.value.screen.ko


def test_an_unknown_indicator_or_area_is_explained(loaded: Engine, tiny: City) -> None:
    for ask in (
        lambda: values(loaded, tiny, "nope", "district"),
        lambda: city_value(loaded, tiny, "nope"),
        lambda: trend(loaded, tiny, "population", "X"),
    ):
        with pytest.raises(BadInput):
            ask()


def test_a_level_without_figures_is_a_gap(loaded: Engine, tiny: City) -> None:
    found = values(loaded, tiny, "fires", "district")
    assert found.period is None
    assert set(found.values.values()) == {None}
    assert levels(loaded, tiny, "fires") == ()
    assert city_value(loaded, tiny, "fires") is None


def test_trends_and_city_figures(loaded: Engine, tiny: City) -> None:
    assert periods(loaded, tiny, "population", "district") == ["2023", "2024"]
    assert trend(loaded, tiny, "population", "M3") == [("2023", 25500), ("2024", None)]
    assert city_value(loaded, tiny, "population", "2023") == 30100 + 20000 + 25500
    assert city_value(loaded, tiny, "population", "2024") is None  # M3 is unknown, so the sum is
    assert trend(loaded, tiny, "population", tiny.id) == [("2023", 75600)]


def test_what_a_caller_changes_stays_with_the_caller(loaded: Engine, tiny: City) -> None:
    values(loaded, tiny, "population", "district").values["M1"] = -1
    assert values(loaded, tiny, "population", "district").values["M1"] == 30400


def test_ranks_follow_the_direction_and_ties_share() -> None:
    figures = {"a": 5.0, "b": 5.0, "c": 9.0, "d": None, "e": 1.0}
    assert ranks(figures, "higher") == {"c": (1, 4), "a": (2, 4), "b": (2, 4), "e": (4, 4)}
    assert ranks(figures, "none") == ranks(figures, "higher")
    assert ranks(figures, "lower") == {"e": (1, 4), "a": (2, 4), "b": (2, 4), "c": (4, 4)}
    assert ranks({}, "lower") == {}


@given(st.dictionaries(st.text(max_size=3), st.none() | st.integers(-5, 5).map(float), max_size=12), st.sampled_from(["higher", "lower"]))
def test_a_rank_is_one_more_than_the_number_of_better_areas(figures: dict[str, float | None], direction: str) -> None:
    known = [v for v in figures.values() if v is not None]
    for area, (rank, of) in ranks(figures, direction).items():  # type: ignore[arg-type]
        own = figures[area]
        assert own is not None
        assert rank == 1 + sum((v > own) if direction == "higher" else (v < own) for v in known)
        assert of == len(known)


def test_values_and_ranks_of_424_areas_take_at_most_three_milliseconds(engine: Engine) -> None:
    city = load_city("seoul")
    load_observations(engine, city)

    def once() -> float:
        start = time.perf_counter()
        found = values(engine, city, "basement_share", "neighbourhood")
        ranks(found.values, found.indicator.direction)
        return (time.perf_counter() - start) * 1000

    assert len(values(engine, city, "basement_share", "neighbourhood").values) == len(city.neighbourhoods) > 400
    assert statistics.median(once() for _ in range(50)) <= LIMIT_MS

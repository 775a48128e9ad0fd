"""How a figure is formed: observed, computed on totals, or summed when every part is known."""

import pytest

from geodata.city import City
from geodata.indicator import Indicator, Values
from geodata.indicators.formulas import density, extent, ratio
from geodata.indicators.snapshot import Cell, Observed, Snapshot, total
from geodata.source import Source
from geodata.text import Text


def source(name: str) -> Source:
    return Source(Text(name, name), Text("조건", "Terms"), Text(name, name))


def declare(indicator_id: str, kind: str = "count", **more: object) -> Indicator:
    text = Text(indicator_id, indicator_id)
    return Indicator(indicator_id, text, text, kind, text, source("declared"), "people", **more)  # type: ignore[arg-type]


CRIMES, PEOPLE = declare("crimes"), declare("people")
RATE = declare("rate", "rate", inputs=("crimes", "people"), compute=ratio(1000))


def snapshot(city: City, declared: list[Indicator], observed: Observed, **sources: Source) -> Snapshot:
    return Snapshot(city, {i.id: i for i in declared}, observed, sources)


def cells(**values: float | None) -> dict[str, Cell]:
    return {area: Cell(value) for area, value in values.items()}


def test_a_rate_of_the_city_comes_from_its_totals_not_from_a_mean(tiny: City) -> None:
    formed = snapshot(
        tiny,
        [CRIMES, PEOPLE, RATE],
        {("crimes", "district"): {"2024": cells(M1=10, M2=10, M3=10)}, ("people", "district"): {"2024": cells(M1=1000, M2=4000, M3=5000)}},
    )
    assert formed.column("rate", "district", "2024")[0] == {"M1": 10, "M2": 2.5, "M3": 2}
    assert formed.column("rate", "city", "2024")[0] == {"mirae": 3}


def test_a_published_total_wins_over_the_sum(tiny: City) -> None:
    formed = snapshot(
        tiny, [CRIMES], {("crimes", "district"): {"2024": cells(M1=1, M2=2, M3=3)}, ("crimes", "city"): {"2024": cells(mirae=7)}}
    )
    assert formed.column("crimes", "city", "2024")[0] == {"mirae": 7}


def test_one_unknown_part_makes_the_sum_unknown(tiny: City) -> None:
    observed = {("crimes", "neighbourhood"): {"2024": cells(M101=1, M102=2, M103=0, M201=4, M301=1, M302=1, M303=1)}}
    column, _ = snapshot(tiny, [CRIMES], observed).column("crimes", "district", "2024")
    assert column == {"M1": 3, "M2": None, "M3": 3}
    assert snapshot(tiny, [CRIMES], observed).column("crimes", "city", "2024")[0] == {"mirae": None}


def test_a_rate_that_was_only_observed_has_no_city_figure(tiny: City) -> None:
    formed = snapshot(tiny, [declare("rate", "percent")], {("rate", "district"): {"2024": cells(M1=1, M2=2, M3=3)}})
    assert formed.periods("rate", "city") == ()
    assert formed.column("rate", "city", "2024")[0] == {"mirae": None}


def test_observed_values_of_a_computed_indicator_are_kept_and_the_city_is_computed(tiny: City) -> None:
    """A survey publishes its rates by district, and no total: the total follows from the counts."""
    formed = snapshot(
        tiny,
        [CRIMES, PEOPLE, RATE],
        {
            ("rate", "district"): {"2024": cells(M1=9.9, M2=2.4, M3=None)},
            ("crimes", "district"): {"2024": cells(M1=10, M2=10, M3=10)},
            ("people", "district"): {"2024": cells(M1=1000, M2=4000, M3=5000)},
        },
    )
    assert formed.column("rate", "district", "2024")[0] == {"M1": 9.9, "M2": 2.4, "M3": None}
    assert formed.column("rate", "city", "2024")[0] == {"mirae": 3}


def test_only_periods_all_inputs_share_and_that_have_a_value_are_offered(tiny: City) -> None:
    formed = snapshot(
        tiny,
        [CRIMES, PEOPLE, RATE],
        {
            ("crimes", "district"): {"2022": cells(M1=None), "2023": cells(M1=1), "2024": cells(M1=1)},
            ("people", "district"): {"2022": cells(M1=9), "2024": cells(M1=9), "2025": cells(M1=9)},
        },
    )
    assert formed.periods("crimes", "district") == ("2023", "2024")
    assert formed.periods("rate", "district") == ("2024",)
    assert formed.levels("rate") == ("district",)


def test_flags_follow_a_figure_into_what_is_made_of_it(tiny: City) -> None:
    formed = snapshot(
        tiny,
        [CRIMES, PEOPLE, RATE],
        {
            ("crimes", "neighbourhood"): {"2024": {"M101": Cell(1, "estimated"), "M102": Cell(1), "M103": Cell(1)}},
            ("people", "district"): {"2024": cells(M1=10, M2=10, M3=10)},
        },
    )
    assert formed.column("crimes", "district", "2024")[1] == {"M1": "estimated"}
    assert formed.column("rate", "district", "2024")[1] == {"M1": "estimated"}


def test_density_and_extent_use_the_register(tiny: City) -> None:
    dense, size = declare("dense", "rate", inputs=("people",), compute=density()), declare("size", "rate", compute=extent())
    formed = snapshot(tiny, [PEOPLE, dense, size], {("people", "district"): {"2024": cells(M1=31844, M2=23884, M3=None)}})
    assert formed.column("dense", "district", "2024")[0] == {"M1": pytest.approx(1000), "M2": pytest.approx(1000), "M3": None}
    assert formed.periods("size", "neighbourhood") == ("2020",)
    assert formed.column("size", "city", "2020")[0]["mirae"] == pytest.approx(sum(a.area_km2 or 0 for a in tiny.districts))


def test_a_computed_indicator_names_every_source_once(tiny: City) -> None:
    formed = snapshot(tiny, [CRIMES, PEOPLE, RATE], {}, crimes=source("가 · 나"), people=source("나"))
    assert formed.indicators["rate"].source.provider == Text("가 · 나", "가 · 나")
    assert formed.indicators["people"].source == source("나")


@pytest.mark.parametrize(
    ("above", "below", "expected"), [(None, 2.0, None), (1.0, None, None), (1.0, 0.0, None), (0.0, 2.0, 0.0), (1.0, 2.0, 50.0)]
)
def test_a_ratio_never_makes_up_a_figure(above: float | None, below: float | None, expected: float | None) -> None:
    inputs: tuple[Values, ...] = ({"a": above}, {"a": below})
    assert ratio(100)(inputs, {}) == {"a": expected}


def test_a_total_of_nothing_is_unknown() -> None:
    assert (total([]), total([1, None]), total([0, 0])) == (None, None, 0)

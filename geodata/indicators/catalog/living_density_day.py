"""Density of people by day."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import density
from geodata.indicators.publishers import LIVING_POPULATION
from geodata.text import Text

INDICATOR = Indicator(
    id="living_density_day",
    name=Text(ko="낮 생활인구 밀도", en="Density of people by day"),
    unit=Text(ko="명/㎢", en="people/km²"),
    kind="rate",
    description=Text(
        ko="낮 생활인구를 면적으로 나눈 값입니다.",
        en="People present by day per square kilometre.",
    ),
    source=LIVING_POPULATION,
    theme="life",
    group="status",
    periodicity="month",
    scheme="ylgnbu",
    sdgs=(11,),
    inputs=("living_population_day",),
    compute=density(),
)

"""Registered female population."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="population_female",
    name=Text(ko="여성 등록인구", en="Registered female population"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="연말 기준 등록인구(외국인 포함) 가운데 여성입니다.",
        en="Women among the registered population, foreign residents included, at the end of the year.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    denominator="population",
    scheme="purples",
    sdgs=(5, 11),
)

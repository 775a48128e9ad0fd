"""Registered male population."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="population_male",
    name=Text(ko="남성 등록인구", en="Registered male population"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="연말 기준 등록인구(외국인 포함) 가운데 남성입니다.",
        en="Men among the registered population, foreign residents included, at the end of the year.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    denominator="population",
    scheme="blues",
    sdgs=(5, 11),
)

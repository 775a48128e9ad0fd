"""People present by night (weekdays, 3 am)."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import LIVING_POPULATION
from geodata.text import Text

INDICATOR = Indicator(
    id="living_population_night",
    name=Text(ko="밤 생활인구 (평일 3시)", en="People present by night (weekdays, 3 am)"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="평일 새벽 3시에 그곳에 있던 사람 수의 한 주 평균입니다.",
        en="People present at 3 am, mean of the weekdays of one week.",
    ),
    source=LIVING_POPULATION,
    theme="people",
    order=5,
    group="status",
    periodicity="month",
    scheme="bupu",
    sdgs=(11,),
)

"""People present by day (weekdays, 2 pm)."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import LIVING_POPULATION
from geodata.text import Text

INDICATOR = Indicator(
    id="living_population_day",
    name=Text(ko="낮 생활인구 (평일 14시)", en="People present by day (weekdays, 2 pm)"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="평일 14시에 그곳에 있던 사람 수의 한 주 평균입니다. 주민·직장인·방문객을 모두 셉니다.",
        en="People present at 2 pm, mean of the weekdays of one week: residents, workers and visitors.",
    ),
    source=LIVING_POPULATION,
    theme="people",
    order=4,
    group="status",
    periodicity="month",
    scheme="ylgnbu",
    sdgs=(11,),
)

"""People by day per 100 by night."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import LIVING_POPULATION
from geodata.text import Text

INDICATOR = Indicator(
    id="day_night_ratio",
    name=Text(ko="낮밤 인구비 (밤 100명당 낮)", en="People by day per 100 by night"),
    unit=Text(ko="명", en="people"),
    kind="rate",
    description=Text(
        ko="밤 생활인구 100명당 낮 생활인구입니다. 100보다 크면 일터·상업지, 작으면 주거지의 성격이 짙습니다.",
        en="People present by day per 100 by night: above 100 a place of work and trade, below 100 a place to live.",
    ),
    source=LIVING_POPULATION,
    theme="life",
    group="status",
    periodicity="month",
    scheme="viridis",
    sdgs=(11,),
    inputs=("living_population_day", "living_population_night"),
    compute=ratio(100),
)

"""Private households (census)."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="census_households",
    name=Text(ko="일반가구 (총조사)", en="Private households (census)"),
    unit=Text(ko="가구", en="households"),
    kind="count",
    description=Text(
        ko="인구주택총조사의 일반가구입니다. 지하·반지하 가구 비율의 분모입니다.",
        en="Private households in the population and housing census: the denominator of basement households.",
    ),
    source=CENSUS,
    theme="housing",
    scheme="blues",
    sdgs=(11,),
)

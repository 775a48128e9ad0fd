"""Share of households in basements."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="basement_share",
    name=Text(ko="지하·반지하 가구 비율", en="Share of households in basements"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="지하·반지하 가구를 총조사 일반가구로 나눈 비율입니다.",
        en="Households in basements divided by private households of the census.",
    ),
    source=CENSUS,
    theme="housing",
    order=1,
    direction="lower",
    decimals=1,
    scheme="purples",
    sdgs=(1, 11, 13),
    inputs=("basement_households", "census_households"),
    compute=ratio(100),
)

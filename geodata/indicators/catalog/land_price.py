"""Mean official land price."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="land_price",
    name=Text(ko="평균 공시지가", en="Mean official land price"),
    unit=Text(ko="원/㎡", en="KRW/m²"),
    kind="rate",
    description=Text(
        ko="동네 안 공시지가의 평균입니다. 연구 기관이 로그값으로 발표한 것을 원 단위로 되돌렸습니다.",
        en="Mean of the official land prices in the neighbourhood, turned back from the logarithm published by a research institute.",
    ),
    source=URBAN_CONTEXT,
    theme="housing",
    scheme="viridis",
    sdgs=(11,),
)

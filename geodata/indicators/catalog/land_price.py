"""Official land price (typical)."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="land_price",
    name=Text(ko="공시지가 (기하평균)", en="Official land price (typical)"),
    unit=Text(ko="원/㎡", en="KRW/m²"),
    kind="rate",
    description=Text(
        ko="동네 표준 공시지가입니다. 연구 기관이 로그값으로 발표한 동네 평균을 원 단위로 되돌렸습니다.",
        en="Official land price typical of the neighbourhood, turned back from the logarithm published by a research institute.",
    ),
    source=URBAN_CONTEXT,
    theme="housing",
    scheme="viridis",
    sdgs=(11,),
)

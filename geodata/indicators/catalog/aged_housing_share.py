"""Share of aged housing."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="aged_housing_share",
    name=Text(ko="노후 주택 비율", en="Share of aged housing"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="오래된 주택 호수를 전체 주택 호수로 나눈 비율로, 연구 기관이 건축물 자료에서 계산했습니다. 몇 년이 지나면 노후로 보는지는 출처에 밝혀져 있지 않습니다.",
        en="Aged housing units divided by all housing units, computed by a research institute from building records; the source does not say from which age on.",
    ),
    source=URBAN_CONTEXT,
    theme="housing",
    direction="lower",
    decimals=1,
    scheme="oranges",
    sdgs=(11,),
)

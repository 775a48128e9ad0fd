"""Share of elderly people in the neighbourhood."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="elderly_share_neighbourhood",
    name=Text(ko="동네 고령인구 비율", en="Share of elderly people in the neighbourhood"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="동네 인구 가운데 고령인구의 비율로, 연구 기관이 계산했습니다. 구별 65세 이상 인구 비율과 기준 시점이 다를 수 있습니다.",
        en="Elderly people among the residents of the neighbourhood, computed by a research institute; its date may differ from that of the share by district.",
    ),
    source=URBAN_CONTEXT,
    theme="life",
    decimals=1,
    scheme="oranges",
    sdgs=(3, 11),
)

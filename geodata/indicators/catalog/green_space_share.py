"""Share of green space."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="green_space_share",
    name=Text(ko="녹지 비율", en="Share of green space"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="동네 면적 가운데 녹지·공지의 비율로, 연구 기관이 토지피복 자료에서 계산했습니다.",
        en="Vegetation and open space as a share of the area of the neighbourhood, computed by a research institute from land cover.",
    ),
    source=URBAN_CONTEXT,
    theme="life",
    direction="higher",
    decimals=1,
    scheme="greens",
    sdgs=(11, 15),
)

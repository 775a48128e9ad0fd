"""Share of low-income residents."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="low_income_share",
    name=Text(ko="저소득 인구 비율", en="Share of low-income residents"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="동네 인구 가운데 저소득으로 등록된 인구의 비율로, 연구 기관이 공개 자료에서 계산했습니다.",
        en="Residents registered as low-income among the residents of the neighbourhood, computed by a research institute from open records.",
    ),
    source=URBAN_CONTEXT,
    theme="life",
    direction="lower",
    decimals=1,
    scheme="purples",
    sdgs=(1, 10),
)

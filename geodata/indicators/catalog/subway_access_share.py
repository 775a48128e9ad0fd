"""Share of area near a subway station."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="subway_access_share",
    name=Text(ko="지하철역 인접 면적 비율", en="Share of area near a subway station"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="동네 면적 가운데 지하철역 반경 안에 드는 면적의 비율로, 연구 기관이 계산했습니다. 반경은 출처에 밝혀져 있지 않습니다.",
        en="Share of the area of the neighbourhood within reach of a subway station, computed by a research institute; the source does not give the distance.",
    ),
    source=URBAN_CONTEXT,
    theme="life",
    direction="higher",
    decimals=1,
    scheme="blues",
    sdgs=(11,),
)

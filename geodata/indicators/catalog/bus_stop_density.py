"""Density of bus stops."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import URBAN_CONTEXT
from geodata.text import Text

INDICATOR = Indicator(
    id="bus_stop_density",
    name=Text(ko="버스정류장 밀도", en="Density of bus stops"),
    unit=Text(ko="개/㎢", en="stops/km²"),
    kind="rate",
    description=Text(
        ko="동네 면적 1㎢당 버스정류장 수로, 연구 기관이 계산했습니다.",
        en="Bus stops per square kilometre of the neighbourhood, computed by a research institute.",
    ),
    source=URBAN_CONTEXT,
    theme="life",
    direction="higher",
    decimals=1,
    scheme="blues",
    sdgs=(11,),
)

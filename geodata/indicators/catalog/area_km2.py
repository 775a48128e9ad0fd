"""Area."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import extent
from geodata.indicators.publishers import REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="area_km2",
    name=Text(ko="면적", en="Area"),
    unit=Text(ko="㎢", en="km²"),
    kind="rate",
    description=Text(
        ko="행정구역 목록에 실린 면적입니다. 밀도를 계산할 때 분모로 씁니다.",
        en="Area given in the register of areas; the denominator of every density.",
    ),
    source=REGISTER,
    theme="people",
    decimals=2,
    scheme="greens",
    compute=extent(),
)

"""Fires per 10,000 residents."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import FIRE_SERVICE
from geodata.text import Text

INDICATOR = Indicator(
    id="fires_per_10000",
    name=Text(ko="인구 1만 명당 화재", en="Fires per 10,000 residents"),
    unit=Text(ko="건/만 명", en="fires per 10,000"),
    kind="rate",
    description=Text(
        ko="화재 발생 건수를 등록인구로 나눈 값입니다.",
        en="Fires in the year divided by the registered population.",
    ),
    source=FIRE_SERVICE,
    theme="fire",
    group="status",
    direction="lower",
    decimals=1,
    scheme="oranges",
    sdgs=(11,),
    inputs=("fires", "population"),
    compute=ratio(10_000),
)

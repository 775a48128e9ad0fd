"""Share of registered foreign residents."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="foreign_share",
    name=Text(ko="등록외국인 비율", en="Share of registered foreign residents"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="등록외국인을 전체 등록인구로 나눈 비율입니다.",
        en="Registered foreign residents divided by the whole registered population.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    decimals=1,
    scheme="bupu",
    sdgs=(10,),
    inputs=("foreign_residents", "population"),
    compute=ratio(100),
)

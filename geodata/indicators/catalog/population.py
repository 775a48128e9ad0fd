"""Registered population."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="population",
    name=Text(ko="등록인구", en="Registered population"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="연말 기준 주민등록 내국인과 등록외국인을 더한 인구입니다.",
        en="Registered citizens plus registered foreign residents at the end of the year.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    order=1,
    scheme="blues",
    sdgs=(11,),
)

"""Registered households."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="households",
    name=Text(ko="주민등록 세대", en="Registered households"),
    unit=Text(ko="세대", en="households"),
    kind="count",
    description=Text(
        ko="연말 기준 주민등록 세대 수입니다. 외국인 세대는 포함하지 않습니다.",
        en="Households in the resident register at the end of the year; foreign households are not included.",
    ),
    source=RESIDENT_REGISTER,
    theme="households",
    order=1,
    scheme="blues",
    sdgs=(11,),
)

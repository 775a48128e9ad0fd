"""Registered foreign residents."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="foreign_residents",
    name=Text(ko="등록외국인", en="Registered foreign residents"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="연말 기준 등록외국인입니다. 90일 이하 단기 체류자는 포함하지 않습니다.",
        en="Registered foreign residents at the end of the year; short stays of up to 90 days are not included.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    denominator="population",
    scheme="bupu",
    sdgs=(10,),
)

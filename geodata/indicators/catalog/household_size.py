"""People per household."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="household_size",
    name=Text(ko="세대당 인구", en="People per household"),
    unit=Text(ko="명", en="people"),
    kind="rate",
    description=Text(
        ko="주민등록 내국인을 세대 수로 나눈 값으로, 발표된 값을 그대로 씁니다.",
        en="Registered citizens per registered household, as published.",
    ),
    source=RESIDENT_REGISTER,
    theme="households",
    decimals=2,
    scheme="blues",
    sdgs=(11,),
)

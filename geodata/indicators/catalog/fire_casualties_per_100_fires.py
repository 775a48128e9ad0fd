"""Casualties per 100 fires."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import FIRE_SERVICE
from geodata.text import Text

INDICATOR = Indicator(
    id="fire_casualties_per_100_fires",
    name=Text(ko="화재 100건당 인명피해", en="Casualties per 100 fires"),
    unit=Text(ko="명/100건", en="people per 100 fires"),
    kind="rate",
    description=Text(
        ko="화재로 숨지거나 다친 사람을 화재 발생 건수로 나눈 값입니다.",
        en="People killed or injured by fire divided by the number of fires.",
    ),
    source=FIRE_SERVICE,
    theme="fire",
    group="status",
    direction="lower",
    decimals=1,
    scheme="oranges",
    sdgs=(3, 11),
    inputs=("fire_casualties", "fires"),
    compute=ratio(100),
)

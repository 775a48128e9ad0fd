"""Casualties of fire."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import FIRE_SERVICE
from geodata.text import Text

INDICATOR = Indicator(
    id="fire_casualties",
    name=Text(ko="화재 인명피해", en="Casualties of fire"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="한 해 화재로 숨지거나 다친 사람입니다.",
        en="People killed or injured by fire in the year.",
    ),
    source=FIRE_SERVICE,
    theme="fire",
    group="status",
    direction="lower",
    denominator="fires",
    scheme="oranges",
    sdgs=(3, 11),
)

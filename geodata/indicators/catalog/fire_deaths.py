"""Deaths by fire."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import FIRE_SERVICE
from geodata.text import Text

INDICATOR = Indicator(
    id="fire_deaths",
    name=Text(ko="화재 사망자", en="Deaths by fire"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="한 해 화재로 숨진 사람입니다.",
        en="People killed by fire in the year.",
    ),
    source=FIRE_SERVICE,
    theme="fire",
    group="status",
    direction="lower",
    denominator="fires",
    scheme="oranges",
    sdgs=(3, 11),
)

"""Fires."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import FIRE_SERVICE
from geodata.text import Text

INDICATOR = Indicator(
    id="fires",
    name=Text(ko="화재 발생", en="Fires"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="한 해 화재 발생 건수입니다.",
        en="Fires in the year.",
    ),
    source=FIRE_SERVICE,
    theme="fire",
    order=1,
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(11,),
)

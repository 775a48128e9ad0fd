"""Damage by fire."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import FIRE_SERVICE
from geodata.text import Text

INDICATOR = Indicator(
    id="fire_damage_krw",
    name=Text(ko="화재 재산피해", en="Damage by fire"),
    unit=Text(ko="원", en="KRW"),
    kind="amount",
    description=Text(
        ko="한 해 화재로 인한 부동산·동산 피해액입니다. 큰 화재 한 건에 크게 좌우됩니다.",
        en="Damage to buildings and belongings by fire in the year; a single large fire can dominate it.",
    ),
    source=FIRE_SERVICE,
    theme="fire",
    group="status",
    direction="lower",
    denominator="fires",
    scheme="oranges",
    sdgs=(11,),
)

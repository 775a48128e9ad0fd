"""Robberies recorded."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="robberies",
    name=Text(ko="강도 발생", en="Robberies recorded"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="한 해 강도 발생 건수입니다. 건수가 적어 해마다 크게 흔들립니다.",
        en="Robberies recorded in the year. Numbers are small and vary much from year to year.",
    ),
    source=POLICE,
    theme="safety",
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(16,),
)

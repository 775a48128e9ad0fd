"""Thefts recorded."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="thefts",
    name=Text(ko="절도 발생", en="Thefts recorded"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="한 해 절도 발생 건수입니다.",
        en="Thefts recorded in the year.",
    ),
    source=POLICE,
    theme="safety",
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(16,),
)

"""Murders recorded."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="murders",
    name=Text(ko="살인 발생", en="Murders recorded"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="한 해 살인 발생 건수입니다(미수 포함). 건수가 적어 해마다 크게 흔들립니다.",
        en="Murders recorded in the year, attempts included. Numbers are small and vary much from year to year.",
    ),
    source=POLICE,
    theme="safety",
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(16,),
)

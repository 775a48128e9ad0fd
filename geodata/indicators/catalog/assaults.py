"""Assaults recorded."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="assaults",
    name=Text(ko="폭력 발생", en="Assaults recorded"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="한 해 폭력 범죄 발생 건수입니다.",
        en="Violent assaults recorded in the year.",
    ),
    source=POLICE,
    theme="safety",
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(16,),
)

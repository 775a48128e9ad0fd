"""Employed people."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import LABOUR_SURVEY
from geodata.text import Text

INDICATOR = Indicator(
    id="employed",
    name=Text(ko="취업자", en="Employed people"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="거주지 기준 15세 이상 취업자입니다. 천 명 단위로 발표됩니다.",
        en="Employed people aged 15 and over by place of residence, published in thousands.",
    ),
    source=LABOUR_SURVEY,
    theme="jobs",
    direction="higher",
    periodicity="half",
    denominator="population_15",
    scheme="greens",
    sdgs=(8,),
)

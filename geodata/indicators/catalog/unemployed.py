"""Unemployed people."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import LABOUR_SURVEY
from geodata.text import Text

INDICATOR = Indicator(
    id="unemployed",
    name=Text(ko="실업자", en="Unemployed people"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="거주지 기준 15세 이상 실업자입니다. 천 명 단위로 발표되어 작은 값은 오차가 큽니다.",
        en="Unemployed people aged 15 and over by place of residence, published in thousands: small values are rough.",
    ),
    source=LABOUR_SURVEY,
    theme="jobs",
    direction="lower",
    periodicity="half",
    denominator="labour_force",
    scheme="oranges",
    sdgs=(8,),
)

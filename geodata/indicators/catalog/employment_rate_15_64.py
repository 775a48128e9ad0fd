"""Employment rate, ages 15 to 64."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import LABOUR_SURVEY
from geodata.text import Text

INDICATOR = Indicator(
    id="employment_rate_15_64",
    name=Text(ko="15–64세 고용률", en="Employment rate, ages 15 to 64"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="15–64세 인구 가운데 취업자의 비율입니다(거주지 기준).",
        en="Employed people as a share of the population aged 15 to 64, by place of residence.",
    ),
    source=LABOUR_SURVEY,
    theme="jobs",
    direction="higher",
    decimals=1,
    periodicity="half",
    scheme="greens",
    sdgs=(8,),
)

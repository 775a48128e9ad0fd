"""Unemployment rate."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import LABOUR_SURVEY
from geodata.text import Text

INDICATOR = Indicator(
    id="unemployment_rate",
    name=Text(ko="실업률", en="Unemployment rate"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="경제활동인구 가운데 실업자의 비율입니다(거주지 기준). 도시 전체 값은 구별 취업 통계를 더해 다시 계산합니다.",
        en="Unemployed people as a share of the labour force, by place of residence. The figure for the whole city is computed from the sums of the districts.",
    ),
    source=LABOUR_SURVEY,
    theme="jobs",
    direction="lower",
    decimals=1,
    periodicity="half",
    scheme="oranges",
    sdgs=(8,),
    inputs=("unemployed", "labour_force"),
    compute=ratio(100),
)

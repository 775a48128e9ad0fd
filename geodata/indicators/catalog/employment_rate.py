"""Employment rate."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import LABOUR_SURVEY
from geodata.text import Text

INDICATOR = Indicator(
    id="employment_rate",
    name=Text(ko="고용률", en="Employment rate"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="15세 이상 인구 가운데 취업자의 비율입니다(거주지 기준). 도시 전체 값은 구별 취업 통계를 더해 다시 계산합니다.",
        en="Employed people as a share of the population aged 15 and over, by place of residence. The figure for the whole city is computed from the sums of the districts.",
    ),
    source=LABOUR_SURVEY,
    theme="jobs",
    order=1,
    direction="higher",
    decimals=1,
    periodicity="half",
    scheme="greens",
    sdgs=(8,),
    inputs=("employed", "population_15"),
    compute=ratio(100),
)

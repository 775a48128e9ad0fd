"""Population aged 15 and over."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import LABOUR_SURVEY
from geodata.text import Text

INDICATOR = Indicator(
    id="population_15",
    name=Text(ko="15세 이상 인구", en="Population aged 15 and over"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="지역별고용조사의 15세 이상 인구입니다. 천 명 단위로 발표되어 천 명 자리까지만 의미가 있습니다.",
        en="Population aged 15 and over in the labour force survey, published in thousands.",
    ),
    source=LABOUR_SURVEY,
    theme="jobs",
    periodicity="half",
    scheme="blues",
    sdgs=(8,),
)

"""Labour force."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import LABOUR_SURVEY
from geodata.text import Text

INDICATOR = Indicator(
    id="labour_force",
    name=Text(ko="경제활동인구", en="Labour force"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="15세 이상 인구 가운데 취업자와 실업자입니다. 천 명 단위로 발표됩니다.",
        en="Employed and unemployed people aged 15 and over, published in thousands.",
    ),
    source=LABOUR_SURVEY,
    theme="jobs",
    periodicity="half",
    denominator="population_15",
    scheme="blues",
    sdgs=(8,),
)

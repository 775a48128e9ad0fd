"""Share of people aged 65 and over."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="elderly_share",
    name=Text(ko="65세 이상 인구 비율", en="Share of people aged 65 and over"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="65세 이상 등록인구를 전체 등록인구로 나눈 비율입니다. 20%를 넘으면 초고령사회로 봅니다.",
        en="Registered population aged 65 and over divided by the whole registered population. Above 20% a society is called super-aged.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    order=3,
    decimals=1,
    scheme="oranges",
    sdgs=(3, 11),
    inputs=("population_65", "population"),
    compute=ratio(100),
)

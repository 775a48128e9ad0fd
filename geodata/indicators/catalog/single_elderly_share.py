"""Share of people aged 65 and over among those living alone."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_elderly_share",
    name=Text(ko="1인가구 중 65세 이상 비율", en="Share of people aged 65 and over among those living alone"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="65세 이상 1인가구를 전체 1인가구로 나눈 비율입니다.",
        en="One-person households aged 65 and over divided by all one-person households.",
    ),
    source=CENSUS,
    theme="households",
    decimals=1,
    scheme="oranges",
    sdgs=(3, 11),
    inputs=("single_person_65", "single_person_households"),
    compute=ratio(100),
)

"""Share of women among people living alone."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_female_share",
    name=Text(ko="1인가구 중 여성 비율", en="Share of women among people living alone"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="여성 1인가구를 전체 1인가구로 나눈 비율입니다.",
        en="One-person households of women divided by all one-person households.",
    ),
    source=CENSUS,
    theme="households",
    decimals=1,
    scheme="purples",
    sdgs=(5, 11),
    inputs=("single_person_female", "single_person_households"),
    compute=ratio(100),
)

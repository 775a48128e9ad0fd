"""One-person households per 100 registered households."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_person_share",
    name=Text(ko="등록 세대 대비 1인가구", en="One-person households per 100 registered households"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="1인가구(총조사)를 주민등록 세대로 나눈 값입니다. 두 통계의 기준이 달라, 일반가구를 분모로 한 공식 1인가구 비율과는 다릅니다.",
        en="One-person households (census) divided by registered households. The two differ in definition, so this is not the official share, whose denominator is private households.",
    ),
    source=CENSUS,
    theme="households",
    decimals=1,
    scheme="purples",
    sdgs=(1, 11),
    inputs=("single_person_households", "households"),
    compute=ratio(100),
)

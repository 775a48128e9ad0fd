"""One-person households."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_person_households",
    name=Text(ko="1인가구", en="One-person households"),
    unit=Text(ko="가구", en="households"),
    kind="count",
    description=Text(
        ko="인구주택총조사(등록센서스) 기준으로 혼자 사는 일반가구입니다.",
        en="Private households of one person in the register-based census.",
    ),
    source=CENSUS,
    theme="households",
    order=2,
    denominator="households",
    scheme="purples",
    sdgs=(1, 11),
)

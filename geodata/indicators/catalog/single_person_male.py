"""Men living alone."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_person_male",
    name=Text(ko="남성 1인가구", en="Men living alone"),
    unit=Text(ko="가구", en="households"),
    kind="count",
    description=Text(
        ko="인구주택총조사(등록센서스) 기준 남성 1인가구입니다.",
        en="One-person households of men in the register-based census.",
    ),
    source=CENSUS,
    theme="households",
    denominator="single_person_households",
    scheme="blues",
    sdgs=(1, 5, 11),
)

"""People in their 20s and 30s living alone."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_person_20s_30s",
    name=Text(ko="20–30대 1인가구", en="People in their 20s and 30s living alone"),
    unit=Text(ko="가구", en="households"),
    kind="count",
    description=Text(
        ko="인구주택총조사(등록센서스) 기준 20–39세 1인가구입니다.",
        en="One-person households of people aged 20 to 39 in the register-based census.",
    ),
    source=CENSUS,
    theme="households",
    denominator="single_person_households",
    scheme="ylgnbu",
    sdgs=(8, 11),
)

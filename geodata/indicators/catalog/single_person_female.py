"""Women living alone."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_person_female",
    name=Text(ko="여성 1인가구", en="Women living alone"),
    unit=Text(ko="가구", en="households"),
    kind="count",
    description=Text(
        ko="인구주택총조사(등록센서스) 기준 여성 1인가구입니다. 혼자 사는 여성을 위한 안전 사업의 기본 수요입니다.",
        en="One-person households of women in the register-based census: whom programmes for the safety of women living alone are for.",
    ),
    source=CENSUS,
    theme="households",
    denominator="single_person_households",
    scheme="purples",
    sdgs=(5, 11),
)

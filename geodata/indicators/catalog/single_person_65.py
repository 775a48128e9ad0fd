"""People aged 65 and over living alone."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="single_person_65",
    name=Text(ko="65세 이상 1인가구", en="People aged 65 and over living alone"),
    unit=Text(ko="가구", en="households"),
    kind="count",
    description=Text(
        ko="인구주택총조사(등록센서스) 기준 65세 이상 1인가구입니다. 고독사 예방과 돌봄의 기본 수요입니다.",
        en="One-person households of people aged 65 and over in the register-based census: the base of care and of preventing lonely deaths.",
    ),
    source=CENSUS,
    theme="households",
    denominator="single_person_households",
    scheme="oranges",
    sdgs=(1, 3, 11),
)

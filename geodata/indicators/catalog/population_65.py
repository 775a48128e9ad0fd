"""Population aged 65 and over."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="population_65",
    name=Text(ko="65세 이상 인구", en="Population aged 65 and over"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="연말 기준 65세 이상 등록인구(외국인 포함)입니다.",
        en="Registered population aged 65 and over, foreign residents included, at the end of the year.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    denominator="population",
    scheme="oranges",
    sdgs=(3, 11),
)

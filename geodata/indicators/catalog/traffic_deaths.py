"""Road traffic deaths."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import TRAFFIC_POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="traffic_deaths",
    name=Text(ko="교통사고 사망자", en="Road traffic deaths"),
    unit=Text(ko="명", en="people"),
    kind="count",
    description=Text(
        ko="한 해 교통사고로 숨진 사람입니다. 사고가 난 곳 기준입니다.",
        en="People killed in road traffic accidents in the year, by the place of the accident.",
    ),
    source=TRAFFIC_POLICE,
    theme="safety",
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(3, 11),
)

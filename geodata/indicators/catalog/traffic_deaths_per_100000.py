"""Road traffic deaths per 100,000 residents."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import TRAFFIC_POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="traffic_deaths_per_100000",
    name=Text(ko="인구 10만 명당 교통사고 사망자", en="Road traffic deaths per 100,000 residents"),
    unit=Text(ko="명/10만 명", en="deaths per 100,000"),
    kind="rate",
    description=Text(
        ko="교통사고 사망자를 등록인구로 나눈 값입니다. 건수가 적어 해마다 크게 흔들립니다.",
        en="Road traffic deaths divided by the registered population. Numbers are small and vary much from year to year.",
    ),
    source=TRAFFIC_POLICE,
    theme="safety",
    group="status",
    direction="lower",
    decimals=1,
    scheme="oranges",
    sdgs=(3, 11),
    inputs=("traffic_deaths", "population"),
    compute=ratio(100_000),
)

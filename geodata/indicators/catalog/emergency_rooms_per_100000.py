"""Emergency rooms per 100,000 residents."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import EMERGENCY_CARE
from geodata.text import Text

INDICATOR = Indicator(
    id="emergency_rooms_per_100000",
    name=Text(ko="인구 10만 명당 응급실", en="Emergency rooms per 100,000 residents"),
    unit=Text(ko="곳/10만 명", en="hospitals per 100,000"),
    kind="rate",
    description=Text(
        ko="응급실 운영 병원 수를 등록인구로 나눈 값입니다.",
        en="Hospitals with an emergency room divided by the registered population.",
    ),
    source=EMERGENCY_CARE,
    theme="health",
    group="status",
    direction="higher",
    decimals=1,
    scheme="greens",
    sdgs=(3,),
    inputs=("emergency_rooms", "population"),
    compute=ratio(100_000),
)

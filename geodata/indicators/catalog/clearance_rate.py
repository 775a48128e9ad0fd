"""Clearance rate of five major crimes."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="clearance_rate",
    name=Text(ko="5대 범죄 검거율", en="Clearance rate of five major crimes"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="검거 건수를 같은 해 발생 건수로 나눈 값입니다. 전년 사건의 검거가 들어 있어 100%를 넘을 수 있습니다.",
        en="Crimes cleared divided by crimes recorded in the same year; it can exceed 100% as cases of earlier years count.",
    ),
    source=POLICE,
    theme="safety",
    group="status",
    direction="higher",
    decimals=1,
    scheme="greens",
    sdgs=(16,),
    inputs=("crimes_cleared", "crimes_five_major"),
    compute=ratio(100),
)

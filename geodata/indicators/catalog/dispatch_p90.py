"""Time from the call to the arrival within which nine of ten crews were there."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import OWN_RECORDS
from geodata.text import Text

INDICATOR = Indicator(
    id="dispatch_p90",
    name=Text(ko="신고 후 도착 시간(90백분위)", en="Call to arrival, 90th percentile"),
    unit=Text(ko="초", en="s"),
    kind="rate",
    description=Text(
        ko="신고 열 건 가운데 아홉 건이 이 시간 안에 도착했습니다. 화재·구조·구급을 합했습니다. 신고가 5건보다 적은 곳은 표시하지 않고, 늦은 도착만 담은 자료는 넣지 않습니다.",
        en="In nine of ten calls of the month help arrived within this time; fire, rescue and medical calls together. Areas with fewer than 5 calls are withheld; histories that hold late arrivals only are left out.",
    ),
    source=OWN_RECORDS,
    theme="fire",
    order=12,
    group="administration",
    direction="lower",
    decimals=0,
    periodicity="month",
    scheme="oranges",
    sdgs=(11,),
    from_records=True,
)

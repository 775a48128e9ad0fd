"""Median time from the call to the arrival of the first crew."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import OWN_RECORDS
from geodata.text import Text

INDICATOR = Indicator(
    id="dispatch_median",
    name=Text(ko="신고 후 도착 시간(중앙값)", en="Call to arrival, median"),
    unit=Text(ko="초", en="s"),
    kind="rate",
    description=Text(
        ko="한 달 동안 신고부터 현장 도착까지 걸린 시간의 중앙값입니다. 화재·구조·구급을 합했습니다. 신고가 5건보다 적은 곳은 표시하지 않고, 늦은 도착만 담은 자료는 넣지 않습니다.",
        en="Median time from call to arrival in the month; fire, rescue and medical calls together. Areas with fewer than 5 calls are withheld; histories that hold late arrivals only are left out.",
    ),
    source=OWN_RECORDS,
    theme="fire",
    order=11,
    group="administration",
    direction="lower",
    decimals=0,
    periodicity="month",
    scheme="oranges",
    sdgs=(11,),
    from_records=True,
)

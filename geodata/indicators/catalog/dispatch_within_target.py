"""Share of calls whose first crew arrived within the target."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import OWN_RECORDS
from geodata.text import Text

INDICATOR = Indicator(
    id="dispatch_within_target",
    name=Text(ko="목표 시간 안 도착 비율", en="Arrivals within the target"),
    unit=Text(ko="%", en="%"),
    kind="percent",
    description=Text(
        ko="한 달 동안 목표 시간 안에 현장에 도착한 신고의 비율입니다. 목표 시간은 출처에 적혀 있습니다. 신고가 5건보다 적은 곳은 표시하지 않고, 늦은 도착만 담은 자료는 넣지 않습니다.",
        en="Share of the month's calls in which help arrived within the target time, which the source names. Areas with fewer than 5 calls are withheld; histories that hold late arrivals only are left out.",
    ),
    source=OWN_RECORDS,
    theme="fire",
    order=13,
    group="administration",
    direction="higher",
    decimals=1,
    periodicity="month",
    scheme="greens",
    sdgs=(11,),
    from_records=True,
)

"""Hospitals with an emergency room."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import EMERGENCY_CARE
from geodata.text import Text

INDICATOR = Indicator(
    id="emergency_rooms",
    name=Text(ko="응급실 운영 병원", en="Hospitals with an emergency room"),
    unit=Text(ko="곳", en="hospitals"),
    kind="count",
    description=Text(
        ko="응급의료기관과 응급실 운영 신고 기관의 수입니다.",
        en="Designated emergency medical institutions and hospitals that declared an emergency room.",
    ),
    source=EMERGENCY_CARE,
    theme="health",
    group="status",
    direction="higher",
    denominator="population",
    scheme="greens",
    sdgs=(3,),
)

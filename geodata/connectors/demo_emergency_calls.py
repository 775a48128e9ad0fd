"""Demonstration of emergency calls for any city. Topic emergency_calls; a new one about every minute, city-wide.

Source    none: made from (city, time) alone; texts are the project's own. Licence: not real, and marked so.
Refresh   every 5 seconds. CRS WGS 84. Units: ``units`` counts vehicles sent.
Unknown   dispatched_at, arrived_at, controlled_at (fires and rescues only) and closed_at are None until they have happened; units
          is None until somebody was sent.
"""

import math
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from typing import Any

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.text import Text

SLOT_S = 60.0
LONGEST_S = 2700.0

# kind, weight, vehicles (fewest, most), severity, sentence about {place}
_SCRIPTS: tuple[tuple[str, int, tuple[int, int], int, Text], ...] = (
    ("medical", 6, (1, 1), 2, Text(ko="{place} 급성 질환자 구급 신고", en="Acute illness in {place}, ambulance called")),
    ("medical", 4, (1, 2), 2, Text(ko="{place} 낙상 부상자 구급 신고", en="Person injured by a fall in {place}")),
    ("medical", 1, (2, 3), 4, Text(ko="{place} 심정지 의심 환자, 다중 출동", en="Suspected cardiac arrest in {place}, several units sent")),
    ("rescue", 3, (1, 2), 2, Text(ko="{place} 승강기 갇힘 구조 신고", en="People stuck in a lift in {place}")),
    ("rescue", 2, (1, 2), 1, Text(ko="{place} 문 개방 요청 구조 신고", en="Locked door in {place}, person inside needs help")),
    ("rescue", 1, (2, 3), 3, Text(ko="{place} 교통사고 요구조자 발생", en="Person trapped after a crash in {place}")),
    ("fire", 2, (3, 6), 4, Text(ko="{place} 주택 화재 신고, 연기 목격", en="House fire reported in {place}, smoke seen")),
    ("fire", 2, (2, 4), 2, Text(ko="{place} 상가 화재경보 작동", en="Fire alarm in a shop building in {place}")),
    ("fire", 1, (1, 2), 1, Text(ko="{place} 쓰레기 화재 신고", en="Rubbish on fire in {place}")),
)
_WEIGHTS = list(accumulate(script[1] for script in _SCRIPTS))

# Call to dispatch and travel in seconds. Travel is skewed as real travel is: about one call in eight is reached after more than
# 7 minutes; some neighbourhoods lie farther from their station than others.
DISPATCH_S = (40.0, 100.0)
TRAVEL_MEDIAN_S, TRAVEL_SPREAD, TRAVEL_LONGEST_S = 222.0, 0.36, 1200.0
REACH = (0.85, 1.18)


def play(city: City, now: datetime) -> Iterator[Feature]:
    """The calls open at ``now`` (UTC); each is reported, then dispatched (40 to 100 s), reached (most within 7 minutes), fires and
    rescues brought under control, and closed shortly before the feed tells of it no more."""
    return (_told(city, one, now) for one in demo.going_on(city, "emergency_calls", now, SLOT_S, LONGEST_S))


def past(city: City, since: datetime, until: datetime) -> Iterator[tuple[Feature, datetime]]:
    """The calls that ended after ``since``, up to and with ``until``, as last told, and when each ended."""
    return ((_told(city, one, one.ends), one.ends) for one in demo.ended(city, "emergency_calls", since, until, SLOT_S, LONGEST_S))


@lru_cache(maxsize=4096)
def _reach(city: str, area: str) -> float:
    """How much longer or shorter than usual the way to a neighbourhood is."""
    return demo.generator(city, "reach", area).uniform(*REACH)


def _told(city: City, one: demo.Happening, now: datetime) -> Feature:
    kind, _, vehicles, severity, title = one.dice.choices(_SCRIPTS, cum_weights=_WEIGHTS)[0]
    dispatch_s = one.dice.uniform(*DISPATCH_S)
    travel_s = one.dice.lognormvariate(math.log(TRAVEL_MEDIAN_S), TRAVEL_SPREAD) * _reach(city.id, one.area.id)
    # a short call of a small city is still reached before it ends
    arrive_s = min(dispatch_s + min(travel_s, TRAVEL_LONGEST_S), 0.75 * one.life_s)
    close_s = one.life_s - min(one.dice.uniform(15, 45), 0.05 * one.life_s)
    control_s = arrive_s + one.dice.uniform(0.2, 0.8) * (close_s - arrive_s)
    units = one.dice.randint(*vehicles)

    def happened(after_s: float) -> str | None:
        moment = one.starts + timedelta(seconds=round(after_s))
        return moment.isoformat() if moment <= now else None

    times = {"dispatched_at": happened(dispatch_s), "arrived_at": happened(arrive_s)}
    times["controlled_at"] = None if kind == "medical" else happened(control_s)
    times["closed_at"] = happened(close_s)
    newest = max(filter(None, times.values()), default=None)
    props: dict[str, Any] = {
        **one.titled(title),
        "severity": severity,
        "reported_at": one.starts.isoformat(),
        **times,
        "units": units if times["dispatched_at"] else None,
    }
    return Feature(
        id=f"demo-call-{one.slot}",
        lon=one.lon,
        lat=one.lat,
        name=props["title_ko"],
        kind=kind,
        observed_at=datetime.fromisoformat(newest) if newest else one.starts,
        area=one.area.id,
        props=props,
    )


CONNECTOR = Connector(
    id="demo_emergency_calls",
    city="*",
    topic="emergency_calls",
    source=demo.source(Text(ko="119 신고·출동 (시연)", en="Emergency calls (demonstration)")),
    cadence_s=5,
    stale_after_s=60,
    demo=True,
    play=play,
    past=past,
    may_be_empty=True,
)

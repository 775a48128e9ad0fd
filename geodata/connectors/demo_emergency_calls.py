"""Demonstration of emergency calls for any city. Topic emergency_calls; a new one about every minute, city-wide.

Source    none: made from (city, time) alone; texts are the project's own. Licence: not real, and marked so.
Refresh   every 5 seconds. CRS WGS 84. Units: ``units`` counts vehicles sent.
Unknown   dispatched_at and arrived_at are None until they have happened; units is None until somebody was sent.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.text import Text

SLOT_S = 60.0
LONGEST_S = 2700.0

# kind, weight, vehicles (fewest, most), sentence about {place}
_SCRIPTS: tuple[tuple[str, int, tuple[int, int], Text], ...] = (
    ("medical", 6, (1, 1), Text(ko="{place} 급성 질환자 구급 신고", en="Acute illness in {place}, ambulance called")),
    ("medical", 4, (1, 2), Text(ko="{place} 낙상 부상자 구급 신고", en="Person injured by a fall in {place}")),
    ("medical", 1, (2, 3), Text(ko="{place} 심정지 의심 환자, 다중 출동", en="Suspected cardiac arrest in {place}, several units sent")),
    ("rescue", 3, (1, 2), Text(ko="{place} 승강기 갇힘 구조 신고", en="People stuck in a lift in {place}")),
    ("rescue", 2, (1, 2), Text(ko="{place} 문 개방 요청 구조 신고", en="Locked door in {place}, person inside needs help")),
    ("rescue", 1, (2, 3), Text(ko="{place} 교통사고 요구조자 발생", en="Person trapped after a crash in {place}")),
    ("fire", 2, (3, 6), Text(ko="{place} 주택 화재 신고, 연기 목격", en="House fire reported in {place}, smoke seen")),
    ("fire", 2, (2, 4), Text(ko="{place} 상가 화재경보 작동", en="Fire alarm in a shop building in {place}")),
    ("fire", 1, (1, 2), Text(ko="{place} 쓰레기 화재 신고", en="Rubbish on fire in {place}")),
)


def play(city: City, now: datetime) -> Iterator[Feature]:
    """The calls open at ``now`` (UTC); each is reported, then dispatched (40 to 100 s), then reached (3 to 9 min)."""
    for one in demo.going_on(city, "emergency_calls", now, SLOT_S, LONGEST_S):
        kind, _, vehicles, title = one.dice.choices(_SCRIPTS, weights=[s[1] for s in _SCRIPTS])[0]
        dispatch_s = one.dice.uniform(40, 100)
        # a short call of a small city is still reached before it ends
        arrive_s = min(dispatch_s + one.dice.uniform(150, 440), 0.75 * one.life_s)
        units = one.dice.randint(*vehicles)
        dispatched = _happened(one.starts + timedelta(seconds=round(dispatch_s)), now)
        arrived = _happened(one.starts + timedelta(seconds=round(arrive_s)), now)
        props: dict[str, Any] = {
            "demo": True,
            "title_ko": title.ko.format(place=one.area.name.ko),
            "title_en": title.en.format(place=one.area.name.en),
            "reported_at": one.starts.isoformat(),
            "dispatched_at": dispatched.isoformat() if dispatched else None,
            "arrived_at": arrived.isoformat() if arrived else None,
            "units": units if dispatched else None,
        }
        yield Feature(
            id=f"demo-call-{one.slot}",
            lon=one.lon,
            lat=one.lat,
            name=props["title_ko"],
            kind=kind,
            observed_at=arrived or dispatched or one.starts,
            area=one.area.id,
            props=props,
        )


def _happened(moment: datetime, now: datetime) -> datetime | None:
    return moment if moment <= now else None


CONNECTOR = Connector(
    id="demo_emergency_calls",
    city="*",
    topic="emergency_calls",
    source=demo.source(Text(ko="119 신고·출동 (시연)", en="Emergency calls (demonstration)")),
    cadence_s=5,
    stale_after_s=60,
    demo=True,
    play=play,
    may_be_empty=True,
)

"""Demonstration of faults of public facilities for any city. Topic facility_faults; a new one about every ten minutes, city-wide.

There is no open service of such faults: this topic is only ever a demonstration until a city connects its own system.

Source    none: made from (city, time) alone; texts are the project's own. Licence: not real, and marked so.
Refresh   every 30 seconds. CRS WGS 84. Units: ``units`` counts the crews sent.
Unknown   dispatched_at, arrived_at and closed_at are None until they have happened; units is None until a crew was sent. A mended
          fault is told for five minutes more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.moments import utc
from geodata.text import Text

SLOT_S = 600.0
LONGEST_S = 21_600.0
TOLD_AFTER_S = 300.0

# kind, weight, gravity, sentence about {place}
_SCRIPTS: tuple[tuple[str, int, int, Text], ...] = (
    ("streetlight", 6, 1, Text(ko="{place} 가로등 꺼짐", en="Streetlights out in {place}")),
    ("lift", 4, 2, Text(ko="{place} 육교 승강기 멈춤", en="Lift of the footbridge stopped in {place}")),
    ("water_main", 2, 3, Text(ko="{place} 상수도관 누수", en="Water main leaking in {place}")),
    ("power", 2, 3, Text(ko="{place} 일부 정전", en="Power cut in part of {place}")),
    ("signal", 3, 2, Text(ko="{place} 교차로 신호등 고장", en="Traffic lights out at a junction in {place}")),
    ("sinkhole", 1, 4, Text(ko="{place} 도로 땅꺼짐", en="Sinkhole in a road in {place}")),
    ("other", 3, 1, Text(ko="{place} 보도 시설물 파손", en="Damaged street furniture in {place}")),
)
_WORDS = {
    "reported": Text(ko="접수", en="Reported"),
    "dispatched": Text(ko="출동", en="Crew sent"),
    "arrived": Text(ko="현장 도착", en="Crew there"),
    "closed": Text(ko="복구 완료", en="Mended"),
}
_SENT_AT, _THERE_AT = (0.05, 0.2), (0.3, 0.5)  # parts of the fault's time until the crew is sent and is there


def play(city: City, now: datetime) -> Iterator[Feature]:
    """The faults at ``now`` (UTC), and those just mended: reported, then a crew is sent, is there, and has mended it."""
    return (_told(one, now) for one in demo.going_on(city, "facility_faults", now, SLOT_S, LONGEST_S, TOLD_AFTER_S))


def past(city: City, since: datetime, until: datetime) -> Iterator[tuple[Feature, datetime]]:
    """The faults that ended after ``since``, up to and with ``until``, as last told, and when each ended."""
    return ((_told(one, one.ends), one.ends) for one in demo.ended(city, "facility_faults", since, until, SLOT_S, LONGEST_S))


def _told(one: demo.Happening, now: datetime) -> Feature:
    kind, _, severity, title = one.dice.choices(_SCRIPTS, weights=[s[1] for s in _SCRIPTS])[0]
    sent, there = (
        demo.happened(one.starts + timedelta(seconds=round(one.life_s * one.dice.uniform(*part))), now) for part in (_SENT_AT, _THERE_AT)
    )
    crews = one.dice.randint(1, 2)
    closed = demo.happened(one.ends, now)
    status = "closed" if closed else "arrived" if there else "dispatched" if sent else "reported"
    return Feature(
        id=f"demo-fault-{one.slot}",
        lon=one.lon,
        lat=one.lat,
        name=title.ko.format(place=one.area.name.ko),
        kind=kind,
        observed_at=closed or there or sent or one.starts,
        area=one.area.id,
        props={
            **one.titled(title),
            "place": one.area.name.ko,
            "severity": severity,
            "status": status,
            "status_ko": _WORDS[status].ko,
            "status_en": _WORDS[status].en,
            "units": crews if sent else None,
            "reported_at": utc(one.starts),
            "dispatched_at": utc(sent),
            "arrived_at": utc(there),
            "closed_at": utc(closed),
        },
    )


CONNECTOR = Connector(
    id="demo_facility_faults",
    city="*",
    topic="facility_faults",
    source=demo.source(Text(ko="시설물 고장 (시연)", en="Facility faults (demonstration)")),
    cadence_s=30,
    stale_after_s=180,
    demo=True,
    play=play,
    past=past,
    may_be_empty=True,
)

"""Demonstration of complaints to the city's call centre for any city. Topic complaints; a new one about every two minutes, city-wide.

There is no open service of single complaints: this topic is only ever a demonstration until a city connects its own system. A
complaint says what and where, never who: no name, number or word of the person who called is made up, kept or shown.

Source    none: made from (city, time) alone; texts are the project's own. Licence: not real, and marked so.
Refresh   every 30 seconds. CRS WGS 84. Units: none.
Unknown   answered_at is None until it was answered. An answered complaint is told for the last tenth of its time; a closed one not at all.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.moments import utc
from geodata.text import Text

SLOT_S = 120.0
LONGEST_S = 28_800.0
TOLD_AFTER_S = 60.0

# kind, weight, sentence about {place}
_SCRIPTS: tuple[tuple[str, int, Text], ...] = (
    ("parking", 6, Text(ko="{place} 불법 주정차 단속 요청", en="Illegal parking in {place}, check asked for")),
    ("noise", 4, Text(ko="{place} 공사장 소음", en="Noise from a building site in {place}")),
    ("waste", 4, Text(ko="{place} 쓰레기 무단 투기", en="Waste dumped in {place}")),
    ("road", 3, Text(ko="{place} 보도블록 파손", en="Broken pavement in {place}")),
    ("water", 2, Text(ko="{place} 수돗물 탁함", en="Cloudy tap water in {place}")),
    ("other", 3, Text(ko="{place} 생활 불편 문의", en="Everyday question about {place}")),
)
_WORDS = {
    "received": Text(ko="접수", en="Received"),
    "assigned": Text(ko="담당 배정", en="Assigned"),
    "answered": Text(ko="답변 완료", en="Answered"),
    "closed": Text(ko="종결", en="Closed"),
}
_ANSWERED_AT = 0.9  # part of its time after which a complaint is answered


def play(city: City, now: datetime) -> Iterator[Feature]:
    """The complaints open at ``now`` (UTC), and those closed in the last minute: received, assigned, answered, closed."""
    for one in demo.going_on(city, "complaints", now, SLOT_S, LONGEST_S, TOLD_AFTER_S):
        kind, _, title = one.dice.choices(_SCRIPTS, weights=[s[1] for s in _SCRIPTS])[0]
        assigned = demo.happened(one.starts + timedelta(seconds=round(one.life_s * one.dice.uniform(0.05, 0.3))), now)
        answered = demo.happened(one.starts + timedelta(seconds=round(one.life_s * _ANSWERED_AT)), now)
        closed = demo.happened(one.ends, now)
        status = "closed" if closed else "answered" if answered else "assigned" if assigned else "received"
        yield Feature(
            id=f"demo-complaint-{one.slot}",
            lon=one.lon,
            lat=one.lat,
            name=title.ko.format(place=one.area.name.ko),
            kind=kind,
            observed_at=closed or answered or assigned or one.starts,
            area=one.area.id,
            props={
                **one.titled(title),
                "received_at": utc(one.starts),
                "answered_at": utc(answered),
                "status": status,
                "status_ko": _WORDS[status].ko,
                "status_en": _WORDS[status].en,
            },
        )


CONNECTOR = Connector(
    id="demo_complaints",
    city="*",
    topic="complaints",
    source=demo.source(Text(ko="민원 (시연)", en="Complaints (demonstration)")),
    cadence_s=30,
    stale_after_s=180,
    demo=True,
    play=play,
    may_be_empty=True,
)

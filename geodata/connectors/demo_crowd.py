"""Demonstration of crowded places for any city. Topic crowd; a new one every 20 minutes or so, city-wide.

Source    none: made from (city, time) alone; texts are the project's own. Licence: not real, and marked so.
Refresh   every minute. CRS WGS 84. Units: ``people_min`` and ``people_max`` count persons.
Unknown   closed_at is None until the crowd is gone; a crowd that is gone is told for five minutes more.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.moments import utc
from geodata.text import Text

SLOT_S = 1200.0
LONGEST_S = 10_800.0
TOLD_AFTER_S = 300.0

# kind of place, weight, sentence about {place}
_SCRIPTS: tuple[tuple[int, Text], ...] = (
    (4, Text(ko="{place} 역 주변 보행 밀집", en="Many people on foot around the station in {place}")),
    (3, Text(ko="{place} 상점가 혼잡", en="Shopping street crowded in {place}")),
    (2, Text(ko="{place} 축제장 인파", en="Crowd at the festival in {place}")),
    (2, Text(ko="{place} 경기장 관람객 퇴장", en="Spectators leaving the stadium in {place}")),
)
# kind, gravity, level as said
_LEVELS: tuple[tuple[str, int, Text], ...] = (
    ("busy", 2, Text(ko="약간 붐빔", en="Busy")),
    ("crowded", 3, Text(ko="붐빔", en="Crowded")),
)


def play(city: City, now: datetime) -> Iterator[Feature]:
    """The places crowded at ``now`` (UTC), and those just cleared. A crowd begins as busy; two in five become crowded in the middle
    of their time."""
    return (_told(one, now) for one in demo.going_on(city, "crowd", now, SLOT_S, LONGEST_S, TOLD_AFTER_S))


def past(city: City, since: datetime, until: datetime) -> Iterator[tuple[Feature, datetime]]:
    """The crowds that ended after ``since``, up to and with ``until``, as last told, and when each ended."""
    return ((_told(one, one.ends), one.ends) for one in demo.ended(city, "crowd", since, until, SLOT_S, LONGEST_S))


def _told(one: demo.Happening, now: datetime) -> Feature:
    title = one.dice.choices(_SCRIPTS, weights=[s[0] for s in _SCRIPTS])[0][1]
    people = one.dice.randrange(2000, 20_000, 500)
    grows = one.dice.random() < 0.4
    peak = (one.starts + timedelta(seconds=round(one.life_s / 4)), one.starts + timedelta(seconds=round(one.life_s * 3 / 4)))
    at_peak = grows and peak[0] <= now < peak[1]
    kind, severity, level = _LEVELS[at_peak]
    closed = demo.happened(one.ends, now)
    changes = [one.starts, *(peak if grows else ()), one.ends]
    return Feature(
        id=f"demo-crowd-{one.slot}",
        lon=one.lon,
        lat=one.lat,
        name=title.ko.format(place=one.area.name.ko),
        kind=kind,
        observed_at=max(change for change in changes if change <= now),
        area=one.area.id,
        props={
            **one.titled(title),
            "place": one.area.name.ko,
            "level": level.ko,
            "level_en": level.en,
            "severity": severity,
            "status": "closed" if closed else "reported",
            "people_min": people * (2 if at_peak else 1),
            "people_max": people * (2 if at_peak else 1) + 2000,
            "reported_at": utc(one.starts),
            "expected_end": utc(one.ends),
            "closed_at": utc(closed),
        },
    )


CONNECTOR = Connector(
    id="demo_crowd",
    city="*",
    topic="crowd",
    source=demo.source(Text(ko="인파 밀집 (시연)", en="Crowded places (demonstration)")),
    cadence_s=60,
    stale_after_s=300,
    demo=True,
    play=play,
    past=past,
    may_be_empty=True,
)

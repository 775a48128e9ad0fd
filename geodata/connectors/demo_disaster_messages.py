"""Demonstration of disaster messages for any city. Topic disaster_messages; about two a day, each in force for some three hours.

Source    none: made from (city, time) alone; texts are the project's own. Licence: not real, and marked so.
Refresh   every minute. CRS WGS 84 (centre of the district it is for). Units: none.
Unknown   closed_at is None until the message is lifted; a lifted one is told for ten minutes more.
"""

from collections.abc import Iterator
from datetime import datetime

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.moments import utc
from geodata.text import Text

SLOT_S = 43_200.0
LONGEST_S = 10_800.0
TOLD_AFTER_S = 600.0

# kind, weight, gravity, title and text about {place}
_SCRIPTS: tuple[tuple[str, int, int, Text, Text], ...] = (
    (
        "weather",
        4,
        2,
        Text(ko="{place} 강풍 주의", en="Strong wind in {place}"),
        Text(
            ko="[시연] {place}에 강풍이 예상됩니다. 간판 등 떨어질 수 있는 물건 가까이에 가지 마십시오.",
            en="[Demonstration] Strong wind is expected in {place}. Keep away from signs and anything that may fall.",
        ),
    ),
    (
        "weather",
        2,
        3,
        Text(ko="{place} 집중호우, 하천변 접근 금지", en="Heavy rain in {place}, stay away from streams"),
        Text(
            ko="[시연] {place}에 많은 비가 내리고 있습니다. 하천변과 지하차도에 들어가지 마십시오.",
            en="[Demonstration] Heavy rain in {place}. Do not enter stream banks or underpasses.",
        ),
    ),
    (
        "fire",
        2,
        3,
        Text(ko="{place} 공장 화재, 창문 닫기", en="Factory fire in {place}, close windows"),
        Text(
            ko="[시연] {place} 공장 화재로 연기가 많습니다. 인근 주민은 창문을 닫고 우회하십시오.",
            en="[Demonstration] Thick smoke from a factory fire in {place}. Close windows nearby and use other roads.",
        ),
    ),
    (
        "traffic",
        3,
        2,
        Text(ko="{place} 도로 통제, 우회", en="Road closed in {place}, use other roads"),
        Text(
            ko="[시연] {place} 간선도로가 전면 통제 중입니다. 우회하십시오.",
            en="[Demonstration] A main road in {place} is closed. Please use other roads.",
        ),
    ),
    (
        "health",
        2,
        2,
        Text(ko="{place} 미세먼지 비상저감조치", en="Fine dust measures in {place}"),
        Text(
            ko="[시연] {place} 초미세먼지가 매우 나쁩니다. 바깥 활동을 줄이고 마스크를 쓰십시오.",
            en="[Demonstration] Fine dust is very bad in {place}. Stay indoors where you can and wear a mask.",
        ),
    ),
    (
        "ground",
        1,
        3,
        Text(ko="{place} 지반침하, 접근 금지", en="Ground subsidence in {place}, stay away"),
        Text(
            ko="[시연] {place} 공사장 옆에 지반침하가 생겼습니다. 가까이 가지 마십시오.",
            en="[Demonstration] The ground gave way beside a building site in {place}. Stay away.",
        ),
    ),
)


def play(city: City, now: datetime) -> Iterator[Feature]:
    """The messages in force at ``now`` (UTC), and those just lifted; each is for one district."""
    return (_told(city, one, now) for one in demo.going_on(city, "disaster_messages", now, SLOT_S, LONGEST_S, TOLD_AFTER_S))


def past(city: City, since: datetime, until: datetime) -> Iterator[tuple[Feature, datetime]]:
    """The messages that ended after ``since``, up to and with ``until``, as last told, and when each ended."""
    return ((_told(city, one, one.ends), one.ends) for one in demo.ended(city, "disaster_messages", since, until, SLOT_S, LONGEST_S))


def _told(city: City, one: demo.Happening, now: datetime) -> Feature:
    kind, _, severity, title, words = one.dice.choices(_SCRIPTS, weights=[s[1] for s in _SCRIPTS])[0]
    district = city.district_of(one.area.id) or one.area
    closed = demo.happened(one.ends, now)
    ko, en = ({"place": text} for text in (district.name.ko, district.name.en))
    return Feature(
        id=f"demo-message-{one.slot}",
        lon=district.lon,
        lat=district.lat,
        name=title.ko.format(**ko),
        kind=kind,
        observed_at=closed or one.starts,
        area=district.id,
        props={
            "demo": True,
            "title_ko": title.ko.format(**ko),
            "title_en": title.en.format(**en),
            "text_ko": words.ko.format(**ko),
            "text_en": words.en.format(**en),
            "area": district.name.ko,
            "area_en": district.name.en,
            "place": district.name.ko,
            "severity": severity,
            "status": "closed" if closed else "reported",
            "reported_at": utc(one.starts),
            "expected_end": utc(one.ends),
            "closed_at": utc(closed),
        },
    )


CONNECTOR = Connector(
    id="demo_disaster_messages",
    city="*",
    topic="disaster_messages",
    source=demo.source(Text(ko="재난문자 (시연)", en="Disaster messages (demonstration)")),
    cadence_s=60,
    stale_after_s=300,
    demo=True,
    play=play,
    past=past,
    may_be_empty=True,
)

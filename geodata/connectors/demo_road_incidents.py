"""Demonstration of road incidents for any city. Topic road_incidents; a new one every 20 to 40 seconds, city-wide.

Source    none: made from (city, time) alone; texts are the project's own. Licence: not real, and marked so.
Refresh   every 5 seconds. CRS WGS 84. Units: none.
Unknown   code_sub is None where the codes have no class for it. An incident that is over is told no more.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import accumulate

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.text import Text

SLOT_S = 30.0
LONGEST_S = 7200.0

# kind, weight, type (ko, en), sentence (ko, en) about {place}
_SCRIPTS: tuple[tuple[str, int, Text, Text], ...] = (
    (
        "crash",
        5,
        Text(ko="추돌사고", en="Rear-end collision"),
        Text(ko="{place} 인근 추돌사고, 1개 차로 통제", en="Rear-end collision near {place}, one lane closed"),
    ),
    (
        "crash",
        2,
        Text(ko="보행사고", en="Pedestrian accident"),
        Text(ko="{place} 횡단보도 보행자 사고, 서행", en="Pedestrian accident at a crossing in {place}, slow traffic"),
    ),
    (
        "crash",
        1,
        Text(ko="전도사고", en="Vehicle on its side"),
        Text(ko="{place} 화물차 전도, 2개 차로 통제", en="Lorry on its side in {place}, two lanes closed"),
    ),
    (
        "breakdown",
        5,
        Text(ko="차량고장", en="Vehicle breakdown"),
        Text(ko="{place} 고장 차량, 우측 차로 정체", en="Broken-down vehicle in {place}, right lane congested"),
    ),
    (
        "breakdown",
        2,
        Text(ko="버스 고장", en="Bus breakdown"),
        Text(ko="{place} 시내버스 고장, 중앙 차로 지체", en="Bus broken down in {place}, centre lane slow"),
    ),
    (
        "works",
        5,
        Text(ko="도로보수", en="Road repair"),
        Text(ko="{place} 노면 보수, 하위 1개 차로 통제", en="Surface repair in {place}, outer lane closed"),
    ),
    (
        "works",
        3,
        Text(ko="시설물보수", en="Repair of facilities"),
        Text(ko="{place} 상수도관 보수, 부분 통제", en="Water main repair in {place}, partly closed"),
    ),
    (
        "works",
        1,
        Text(ko="가로수정비", en="Tree care"),
        Text(ko="{place} 가로수 가지치기, 갓길 통제", en="Tree trimming in {place}, shoulder closed"),
    ),
    (
        "hazard",
        2,
        Text(ko="낙하물", en="Fallen object"),
        Text(ko="{place} 차로에 낙하물, 주의 운전", en="Fallen object on the road in {place}, take care"),
    ),
    (
        "hazard",
        1,
        Text(ko="차량화재", en="Vehicle fire"),
        Text(ko="{place} 차량 화재, 소방 출동", en="Vehicle on fire in {place}, fire service on its way"),
    ),
    ("event", 2, Text(ko="집회·행사", en="Gathering"), Text(ko="{place} 행사로 1개 차로 통제", en="Event in {place}, one lane closed")),
    (
        "weather",
        1,
        Text(ko="도로침수", en="Flooded road"),
        Text(ko="{place} 지하차도 물 고임, 우회", en="Water in the underpass in {place}, use another way"),
    ),
    (
        "other",
        1,
        Text(ko="신호기 고장", en="Traffic light fault"),
        Text(ko="{place} 교차로 신호기 고장, 수신호 통제", en="Traffic light out at a junction in {place}, police directing"),
    ),
)

# type -> main and sub code (those of the traffic service the real connectors read), gravity 1 to 4
_CODES: dict[str, tuple[str, str | None, int]] = {
    "추돌사고": ("A01", "01B01", 2),
    "보행사고": ("A03", "03B01", 3),
    "전도사고": ("A01", "01B05", 3),
    "차량고장": ("A02", "02B01", 1),
    "버스 고장": ("A02", "02B01", 1),
    "도로보수": ("A04", "04B04", 1),
    "시설물보수": ("A04", "04B01", 1),
    "가로수정비": ("A04", "04B07", 1),
    "낙하물": ("A05", None, 2),
    "차량화재": ("A01", "01B04", 3),
    "집회·행사": ("A10", "10B03", 1),
    "도로침수": ("A09", "09B16", 3),
    "신호기 고장": ("A11", "11B01", 2),
}

_WEIGHTS = list(accumulate(script[1] for script in _SCRIPTS))


def play(city: City, now: datetime) -> Iterator[Feature]:
    """The incidents going on at ``now`` (UTC)."""
    return map(_told, demo.going_on(city, "road_incidents", now, SLOT_S, LONGEST_S))


def past(city: City, since: datetime, until: datetime) -> Iterator[tuple[Feature, datetime]]:
    """The incidents that ended after ``since``, up to and with ``until``, as last told, and when each ended."""
    return ((_told(one), one.ends) for one in demo.ended(city, "road_incidents", since, until, SLOT_S, LONGEST_S))


def _told(one: demo.Happening) -> Feature:
    kind, _, type_, title = one.dice.choices(_SCRIPTS, cum_weights=_WEIGHTS)[0]
    main, sub, severity = _CODES[type_.ko]
    return Feature(
        id=f"demo-road-{one.slot}",
        lon=one.lon,
        lat=one.lat,
        name=title.ko.format(place=one.area.name.ko),
        kind=kind,
        observed_at=one.starts,
        area=one.area.id,
        props={
            **one.titled(title),
            "type": type_.ko,
            "type_en": type_.en,
            "code_main": main,
            "code_sub": sub,
            "severity": severity,
            "place": one.area.name.ko,
            "started_at": one.starts.isoformat(),
            "expected_end": one.ends.isoformat(),
        },
    )


CONNECTOR = Connector(
    id="demo_road_incidents",
    city="*",
    topic="road_incidents",
    source=demo.source(Text(ko="도로 돌발상황 (시연)", en="Road incidents (demonstration)")),
    cadence_s=5,
    stale_after_s=60,
    demo=True,
    play=play,
    past=past,
    may_be_empty=True,
)

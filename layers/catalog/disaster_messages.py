"""Disaster messages in force, live, as incidents. Topic disaster_messages; props title_ko, title_en, text (or text_ko, text_en), area,
reported_at, closed_at, severity. A message for the whole city has no position and stands in lists only.

A city's connector maps its provider's classes to the kinds below; an unknown class is ``other``.
"""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

LAYER = Layer(
    id="disaster_messages",
    title=Text(ko="재난문자", en="Disaster messages"),
    description=Text(
        ko="지금 유효한 긴급재난문자와 안전안내문자입니다. 실종자의 인적 사항은 보관하지 않습니다.",
        en="Emergency and safety messages in force now. What describes a missing person is not kept.",
    ),
    geometry="live",
    group="status",
    icon="message",
    colour="#9f1239",
    topic="disaster_messages",
    shape="square",
    card=(
        Field("kind", Text(ko="유형", en="Type")),
        Field("text", Text(ko="내용", en="Message"), empty=Text(ko="보관하지 않음", en="not kept")),
        Field("area", Text(ko="대상 지역", en="For")),
        Field("reported_at", Text(ko="발송", en="Sent"), format="time"),
        Field("expected_end", Text(ko="해제 예정", en="Expected to end"), format="time"),
        Field("closed_at", Text(ko="해제", en="Lifted"), format="time", empty=Text(ko="아직 없음", en="not yet")),
        Field("observed_at", Text(ko="확인 시각", en="As of"), format="time"),
    ),
    kinds=(
        Kind("weather", Text(ko="기상", en="Weather"), "#0369a1", "weather"),
        Kind("fire", Text(ko="화재·산불", en="Fire"), "#b91c1c", "fire"),
        Kind("ground", Text(ko="지진·붕괴", en="Earthquake or collapse"), "#7c2d12", "ground"),
        Kind("traffic", Text(ko="교통", en="Traffic"), "#b45309", "road"),
        Kind("health", Text(ko="보건·환경", en="Health and air"), "#047857", "health"),
        Kind("missing_person", Text(ko="실종자 찾기", en="Missing person"), "#6d28d9", "missing"),
        Kind("other", Text(ko="기타", en="Other"), "#475569", "other"),
    ),
    shown=True,
    incident=True,
    order=15,
)

"""Incidents on the roads, live. Topic road_incidents; props title_ko, title_en, type, started_at, expected_end.

A city's connector maps its provider's codes to the kinds below; an unknown code is ``other``.
"""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

LAYER = Layer(
    id="road_incidents",
    title=Text(ko="도로 돌발상황", en="Road incidents"),
    description=Text(
        ko="사고·고장·공사·행사 등 지금 도로에서 일어난 일과 통제가 끝날 예정 시각입니다.",
        en="Crashes, breakdowns, works and events on the roads now, and when each is expected to clear.",
    ),
    geometry="live",
    group="status",
    icon="cone",
    colour="#b45309",
    topic="road_incidents",
    shape="triangle",
    card=(
        Field("kind", Text(ko="유형", en="Type")),
        Field("type", Text(ko="세부 유형", en="Details")),
        Field("started_at", Text(ko="발생", en="Started"), format="time"),
        Field("expected_end", Text(ko="해제 예정", en="Expected to clear"), format="time"),
        Field("observed_at", Text(ko="확인 시각", en="As of"), format="time"),
    ),
    kinds=(
        Kind("crash", Text(ko="교통사고", en="Crash"), "#b91c1c", "crash"),
        Kind("breakdown", Text(ko="차량 고장", en="Breakdown"), "#92400e", "breakdown"),
        Kind("works", Text(ko="공사", en="Works"), "#b45309", "cone"),
        Kind("hazard", Text(ko="낙하물·화재 등 위험", en="Hazard"), "#9d174d", "hazard"),
        Kind("event", Text(ko="집회·행사", en="Gathering or event"), "#6d28d9", "event"),
        Kind("weather", Text(ko="기상·재난", en="Weather"), "#0369a1", "weather"),
        Kind("other", Text(ko="기타", en="Other"), "#475569", "other"),
    ),
    shown=True,
    incident=True,
    order=20,
)

"""Faults of public facilities, live, as incidents. Topic facility_faults; props title_ko, title_en, status, reported_at, dispatched_at,
arrived_at, closed_at, units, severity."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

_NOT_YET = Text(ko="아직 없음", en="not yet")

LAYER = Layer(
    id="facility_faults",
    title=Text(ko="시설물 고장", en="Facility faults"),
    description=Text(
        ko="가로등·승강기·상수도·신호등 등 공공시설의 고장과 복구 진행입니다.",
        en="Faults of streetlights, lifts, water mains, traffic lights and other public facilities, and how far the repair is.",
    ),
    geometry="live",
    group="status",
    icon="tools",
    colour="#a16207",
    topic="facility_faults",
    shape="diamond",
    card=(
        Field("kind", Text(ko="유형", en="Type")),
        Field("status", Text(ko="진행", en="Progress")),
        Field("reported_at", Text(ko="접수", en="Reported"), format="time"),
        Field("dispatched_at", Text(ko="출동", en="Crew sent"), format="time", empty=_NOT_YET),
        Field("arrived_at", Text(ko="현장 도착", en="Crew there"), format="time", empty=_NOT_YET),
        Field("closed_at", Text(ko="복구", en="Mended"), format="time", empty=_NOT_YET),
        Field("units", Text(ko="복구 인원", en="Crews sent"), Text(ko="개 조", en="crews"), format="number", empty=_NOT_YET),
    ),
    kinds=(
        Kind("streetlight", Text(ko="가로등", en="Streetlight"), "#854d0e", "streetlight"),
        Kind("lift", Text(ko="승강기", en="Lift"), "#6d28d9", "lift"),
        Kind("water_main", Text(ko="상수도관", en="Water main"), "#0369a1", "tap"),
        Kind("power", Text(ko="정전", en="Power"), "#c2410c", "power"),
        Kind("signal", Text(ko="신호등", en="Traffic light"), "#15803d", "traffic"),
        Kind("sinkhole", Text(ko="땅꺼짐", en="Sinkhole"), "#991b1b", "hole"),
        Kind("other", Text(ko="기타", en="Other"), "#475569", "other"),
    ),
    incident=True,
    order=40,
)

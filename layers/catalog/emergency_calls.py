"""Emergency calls and dispatches, live. Topic emergency_calls; kinds fire, rescue, medical; props title_ko, title_en,
reported_at, dispatched_at, arrived_at (ISO times), units (number of units sent)."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

_NOT_YET = Text(ko="아직 없음", en="not yet")

LAYER = Layer(
    id="emergency_calls",
    title=Text(ko="119 신고·출동", en="Emergency calls"),
    description=Text(
        ko="화재·구조·구급 신고와 출동·도착 시각, 출동한 대수입니다.",
        en="Fire, rescue and medical calls: when each was reported, when units left and arrived, and how many were sent.",
    ),
    geometry="live",
    group="status",
    icon="ambulance",
    colour="#be123c",
    topic="emergency_calls",
    shape="diamond",
    card=(
        Field("kind", Text(ko="유형", en="Type")),
        Field("reported_at", Text(ko="신고", en="Reported"), format="time"),
        Field("dispatched_at", Text(ko="출동", en="Dispatched"), format="time", empty=_NOT_YET),
        Field("arrived_at", Text(ko="현장 도착", en="Arrived"), format="time", empty=_NOT_YET),
        Field("units", Text(ko="출동 차량", en="Units sent"), Text(ko="대", en="units"), format="number"),
    ),
    kinds=(
        Kind("fire", Text(ko="화재", en="Fire"), "#b91c1c", "fire"),
        Kind("rescue", Text(ko="구조", en="Rescue"), "#c2410c", "rescue"),
        Kind("medical", Text(ko="구급", en="Medical"), "#be185d", "medical"),
    ),
    shown=True,
    incident=True,
    order=30,
)

"""Complaints to the city's call centre, live. Topic complaints; props title_ko, title_en, status, received_at, answered_at. Nothing of the
person who called is ever part of one."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

LAYER = Layer(
    id="complaints",
    title=Text(ko="민원", en="Complaints"),
    description=Text(
        ko="콜센터에 들어온 민원과 처리 상태입니다. 신고한 사람에 대한 내용은 담지 않습니다.",
        en="Complaints to the call centre and how far each is. Nothing about the person who called is held.",
    ),
    geometry="live",
    group="opinion",
    icon="complaint",
    colour="#4d7c0f",
    topic="complaints",
    shape="circle",
    card=(
        Field("kind", Text(ko="유형", en="Type")),
        Field("status", Text(ko="처리 상태", en="Progress")),
        Field("received_at", Text(ko="접수", en="Received"), format="time"),
        Field("answered_at", Text(ko="답변", en="Answered"), format="time", empty=Text(ko="아직 없음", en="not yet")),
    ),
    kinds=(
        Kind("noise", Text(ko="소음", en="Noise"), "#6d28d9", "noise"),
        Kind("waste", Text(ko="쓰레기", en="Waste"), "#854d0e", "waste"),
        Kind("parking", Text(ko="주정차", en="Parking"), "#1d4ed8", "parking"),
        Kind("road", Text(ko="도로·보도", en="Roads and pavements"), "#b45309", "road"),
        Kind("water", Text(ko="물", en="Water"), "#0e7490", "tap"),
        Kind("other", Text(ko="기타", en="Other"), "#475569", "other"),
    ),
    order=60,
)

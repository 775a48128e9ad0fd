"""Shared-bicycle stations, stored or refreshed points. Topic bikes; props racks, parked, address."""

from geodata.text import Text
from layers.layer import Field, Layer

LAYER = Layer(
    id="bikes",
    title=Text(ko="공공자전거 대여소", en="Shared bicycles"),
    description=Text(
        ko="공공자전거 대여소의 위치와 거치대 수, 지금 빌릴 수 있는 자전거 수입니다.",
        en="Shared-bicycle stations, their racks and the bicycles that can be taken now.",
    ),
    geometry="points",
    group="status",
    icon="bike",
    colour="#15803d",
    topic="bikes",
    shape="circle",
    card=(
        Field("parked", Text(ko="대여 가능", en="Bicycles available"), Text(ko="대", en="bicycles"), format="number"),
        Field("racks", Text(ko="거치대", en="Racks"), Text(ko="개", en="racks"), format="number"),
        Field("address", Text(ko="주소", en="Address")),
        Field("observed_at", Text(ko="확인 시각", en="As of"), format="time"),
    ),
    order=80,
)

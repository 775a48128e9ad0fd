"""Emergency rooms, stored points. Topic emergency_hospitals; kind = class of the centre; props phone, er_phone, class,
hours, address."""

from geodata.text import Text
from layers.layer import Field, Layer

LAYER = Layer(
    id="emergency_hospitals",
    title=Text(ko="응급의료기관", en="Emergency rooms"),
    description=Text(
        ko="응급실을 운영하는 병원의 위치와 응급실 전화번호입니다.",
        en="Hospitals with an emergency room, and the number to call.",
    ),
    geometry="points",
    group="status",
    icon="hospital",
    colour="#047857",
    topic="emergency_hospitals",
    shape="pin",
    card=(
        Field("class", Text(ko="기관 등급", en="Class")),
        Field("er_phone", Text(ko="응급실 전화", en="Emergency room phone")),
        Field("phone", Text(ko="대표 전화", en="Main phone")),
        Field("hours", Text(ko="운영 시간", en="Hours")),
        Field("address", Text(ko="주소", en="Address")),
    ),
    order=50,
)

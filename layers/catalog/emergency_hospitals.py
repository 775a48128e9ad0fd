"""Emergency rooms, stored points. Topic emergency_hospitals; kind = class of the centre; props phone, er_phone, hours,
address."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

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
        Field("kind", Text(ko="기관 등급", en="Class")),
        Field("er_phone", Text(ko="응급실 전화", en="Emergency room phone")),
        Field("phone", Text(ko="대표 전화", en="Main phone")),
        Field("hours", Text(ko="외래 진료 시간", en="Outpatient hours")),
        Field("address", Text(ko="주소", en="Address")),
    ),
    kinds=(
        Kind("regional_centre", Text(ko="권역응급의료센터", en="Regional emergency centre"), "#065f46", "ambulance"),
        Kind("local_centre", Text(ko="지역응급의료센터", en="Local emergency centre"), "#047857", "hospital"),
        Kind("local_institution", Text(ko="지역응급의료기관", en="Local emergency institution"), "#0f766e", "medical"),
        Kind("declared", Text(ko="응급실 운영 신고기관", en="Declared emergency room"), "#4d7c0f", "plus"),
        Kind("other", Text(ko="그 밖의 응급실", en="Other emergency room"), "#475569", "other"),
    ),
    order=50,
)

"""Free public Wi-Fi, stored points. Topic wifi; props place_type, address, floor, operator, installed_year."""

from geodata.text import Text
from layers.layer import Field, Layer

LAYER = Layer(
    id="wifi",
    title=Text(ko="공공 와이파이", en="Public Wi-Fi"),
    description=Text(
        ko="누구나 무료로 쓸 수 있는 공공 와이파이의 위치입니다.",
        en="Where public Wi-Fi is free for everyone.",
    ),
    geometry="points",
    group="status",
    icon="wifi",
    colour="#6d28d9",
    topic="wifi",
    shape="circle",
    card=(
        Field("place_type", Text(ko="설치 장소", en="Kind of place")),
        Field("address", Text(ko="주소", en="Address")),
        Field("floor", Text(ko="층", en="Floor")),
        Field("operator", Text(ko="관리 기관", en="Run by")),
        Field("installed_year", Text(ko="설치 연도", en="Installed")),
    ),
    order=90,
)

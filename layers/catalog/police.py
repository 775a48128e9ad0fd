"""Police sub-stations and police boxes, stored points. Topic police; props address, phone, position_precision_m."""

from geodata.text import Text
from layers.layer import Field, Layer

LAYER = Layer(
    id="police",
    title=Text(ko="지구대·파출소", en="Police stations"),
    description=Text(
        ko="지구대와 파출소의 위치입니다. 주소로 추정한 위치는 오차를 함께 표시합니다.",
        en="Police sub-stations and boxes. Where a position was estimated from the address, its error is given.",
    ),
    geometry="points",
    group="status",
    icon="police",
    colour="#1e3a8a",
    topic="police",
    shape="pin",
    card=(
        Field("kind", Text(ko="구분", en="Kind")),
        Field("address", Text(ko="주소", en="Address")),
        Field("phone", Text(ko="전화", en="Phone")),
        Field("position_precision_m", Text(ko="위치 오차", en="Position error"), Text(ko="m", en="m"), format="number"),
    ),
    order=55,
)

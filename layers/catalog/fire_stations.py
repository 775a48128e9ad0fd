"""Fire stations, safety centres and rescue units, stored points. Topic fire_stations; props address, phone."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

LAYER = Layer(
    id="fire_stations",
    title=Text(ko="소방서·119안전센터", en="Fire stations"),
    description=Text(
        ko="소방서, 119안전센터, 구조대의 위치입니다.",
        en="Fire stations, 119 safety centres and rescue units.",
    ),
    geometry="points",
    group="status",
    icon="station",
    colour="#b91c1c",
    topic="fire_stations",
    shape="pin",
    card=(
        Field("kind", Text(ko="구분", en="Kind")),
        Field("address", Text(ko="주소", en="Address")),
        Field("phone", Text(ko="전화", en="Phone")),
    ),
    kinds=(
        Kind("station", Text(ko="소방서", en="Fire station"), "#b91c1c", "station"),
        Kind("safety_centre", Text(ko="119안전센터", en="119 safety centre"), "#9f1239", "fire"),
        Kind("rescue", Text(ko="구조대", en="Rescue unit"), "#c2410c", "rescue"),
        Kind("aviation", Text(ko="항공대", en="Air unit"), "#1d4ed8", "up"),
        Kind("special", Text(ko="특수구조대", en="Special rescue unit"), "#7c2d12", "hazard"),
    ),
    order=40,
)

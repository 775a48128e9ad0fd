"""Police security centres, stored points; kinds for stations and sub-stations too, should an imported list have them. Topic police; props police_station, substation, address, phone,
position_precision_m."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

LAYER = Layer(
    id="police",
    title=Text(ko="치안센터", en="Police security centres"),
    description=Text(
        ko="동네에 있는 경찰 치안센터의 위치입니다. 주소로 추정한 위치는 오차를 함께 표시합니다.",
        en="Security centres of the police in the neighbourhoods. Where a position was estimated from the address, its error is given.",
    ),
    geometry="points",
    group="status",
    icon="police",
    colour="#1e3a8a",
    topic="police",
    shape="pin",
    card=(
        Field("kind", Text(ko="구분", en="Kind")),
        Field("police_station", Text(ko="관할 경찰서", en="Police station in charge")),
        Field("substation", Text(ko="관할 지구대·파출소", en="Sub-station in charge")),
        Field("address", Text(ko="주소", en="Address")),
        Field("phone", Text(ko="전화", en="Phone")),
        Field("position_precision_m", Text(ko="위치 오차", en="Position error"), Text(ko="m", en="m"), format="number"),
    ),
    kinds=(
        Kind("station", Text(ko="경찰서", en="Police station"), "#1e3a8a", "station"),
        Kind("substation", Text(ko="지구대·파출소", en="Sub-station"), "#3730a3", "police"),
        Kind("security_centre", Text(ko="치안센터", en="Security centre"), "#4338ca", "people"),
    ),
    order=55,
)

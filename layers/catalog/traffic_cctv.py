"""Traffic-information cameras, stored points: the ones the public may see. Topic traffic_cctv; props address, road."""

from geodata.text import Text
from layers.layer import Field, Layer

LAYER = Layer(
    id="traffic_cctv",
    title=Text(ko="교통정보 CCTV", en="Traffic cameras"),
    description=Text(
        ko="도로 소통 상황을 알리는 카메라의 위치입니다.",
        en="Where the cameras stand that show how traffic is moving.",
    ),
    geometry="points",
    group="status",
    icon="traffic",
    colour="#0e7490",
    topic="traffic_cctv",
    shape="square",
    card=(
        Field("road", Text(ko="도로", en="Road")),
        Field("address", Text(ko="주소", en="Address")),
    ),
    order=70,
)

"""Public safety cameras, stored points. Topic cctv; props cameras (count at the place), address, purpose."""

from geodata.text import Text
from layers.layer import Field, Layer

LAYER = Layer(
    id="cctv",
    title=Text(ko="안전 CCTV", en="Safety cameras"),
    description=Text(
        ko="방범·어린이 보호 등 공공 목적으로 설치된 카메라의 위치입니다. 영상은 법에 따라 상황 근무자만 목적을 밝히고 볼 수 있습니다.",
        en="Where public cameras for crime prevention, child safety and similar purposes stand. By law only staff on duty who state a purpose may see the picture.",
    ),
    geometry="points",
    group="status",
    icon="camera",
    colour="#1d4ed8",
    topic="cctv",
    shape="circle",
    card=(
        Field("address", Text(ko="주소", en="Address")),
        Field("purpose", Text(ko="설치 목적", en="Purpose")),
        Field("cameras", Text(ko="카메라", en="Cameras"), Text(ko="대", en="cameras"), format="number"),
    ),
    order=60,
)

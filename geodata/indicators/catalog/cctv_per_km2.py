"""Cameras per km²."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import density
from geodata.indicators.publishers import CAMERA_OPERATORS
from geodata.text import Text

INDICATOR = Indicator(
    id="cctv_per_km2",
    name=Text(ko="1㎢당 CCTV", en="Cameras per km²"),
    unit=Text(ko="대/㎢", en="cameras/km²"),
    kind="rate",
    description=Text(
        ko="방범용 CCTV 누적 대수를 행정구역 면적으로 나눈 값입니다.",
        en="Public-safety cameras (cumulative) divided by the area of the district.",
    ),
    source=CAMERA_OPERATORS,
    theme="safety",
    group="status",
    direction="higher",
    decimals=1,
    scheme="blues",
    sdgs=(11, 16),
    inputs=("cctv_cameras",),
    compute=density(),
)

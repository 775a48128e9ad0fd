"""Cameras per 1,000 residents."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import CAMERA_OPERATORS
from geodata.text import Text

INDICATOR = Indicator(
    id="cctv_per_1000",
    name=Text(ko="인구 1,000명당 CCTV", en="Cameras per 1,000 residents"),
    unit=Text(ko="대/천 명", en="cameras per 1,000"),
    kind="rate",
    description=Text(
        ko="방범용 CCTV 누적 대수를 등록인구로 나눈 값입니다.",
        en="Public-safety cameras (cumulative) divided by the registered population.",
    ),
    source=CAMERA_OPERATORS,
    theme="safety",
    group="status",
    direction="higher",
    decimals=1,
    scheme="blues",
    sdgs=(11, 16),
    inputs=("cctv_cameras", "population"),
    compute=ratio(1000),
)

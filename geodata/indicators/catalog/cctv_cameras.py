"""Public-safety cameras (cumulative)."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CAMERA_OPERATORS
from geodata.text import Text

INDICATOR = Indicator(
    id="cctv_cameras",
    name=Text(ko="방범용 CCTV (누적)", en="Public-safety cameras (cumulative)"),
    unit=Text(ko="대", en="cameras"),
    kind="count",
    description=Text(
        ko="관제센터에 연계된 카메라만 셉니다. 마지막 해 말에 남아 있는 카메라를 설치 연도별로 쌓은 수여서, 그사이 철거·교체된 카메라는 빠져 있습니다.",
        en="Only cameras linked to a control centre are counted: those in place at the end of the last year, added up by their year of installation, so cameras since removed or replaced are not included.",
    ),
    source=CAMERA_OPERATORS,
    theme="safety",
    order=3,
    group="status",
    direction="higher",
    denominator="population",
    scheme="blues",
    sdgs=(11, 16),
)

"""Sexual crimes recorded."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="sexual_crimes",
    name=Text(ko="강간·강제추행 발생", en="Sexual crimes recorded"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="한 해 강간 및 강제추행 발생 건수입니다. 신고율의 영향을 받습니다.",
        en="Rape and indecent assault recorded in the year; how often they are reported plays a part.",
    ),
    source=POLICE,
    theme="safety",
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(5, 16),
)

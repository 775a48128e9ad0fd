"""Five major crimes cleared."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="crimes_cleared",
    name=Text(ko="5대 범죄 검거", en="Five major crimes cleared"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="한 해 5대 범죄 검거 건수입니다. 전년 발생 사건의 검거가 들어 있어 발생보다 많을 수 있습니다.",
        en="Five major crimes cleared in the year. Cases of earlier years count too, so it can exceed those recorded.",
    ),
    source=POLICE,
    theme="safety",
    group="status",
    direction="higher",
    denominator="crimes_five_major",
    scheme="oranges",
    sdgs=(16,),
)

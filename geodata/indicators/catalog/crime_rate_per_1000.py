"""Five major crimes per 1,000 residents."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="crime_rate_per_1000",
    name=Text(ko="인구 1,000명당 5대 범죄", en="Five major crimes per 1,000 residents"),
    unit=Text(ko="건/천 명", en="cases per 1,000"),
    kind="rate",
    description=Text(
        ko="5대 범죄 발생 건수를 등록인구로 나눈 값입니다. 방문객이 많은 도심은 높게 나타납니다.",
        en="Five major crimes recorded divided by the registered population. Centres with many visitors stand high.",
    ),
    source=POLICE,
    theme="safety",
    order=1,
    group="status",
    direction="lower",
    decimals=1,
    scheme="oranges",
    sdgs=(16,),
    inputs=("crimes_five_major", "population"),
    compute=ratio(1000),
)

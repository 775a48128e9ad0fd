"""Five major crimes recorded."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import POLICE
from geodata.text import Text

INDICATOR = Indicator(
    id="crimes_five_major",
    name=Text(ko="5대 범죄 발생", en="Five major crimes recorded"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="살인·강도·강간 및 강제추행·절도·폭력의 한 해 발생 건수입니다. 유동인구가 많은 도심은 거주 인구에 비해 높게 나타납니다.",
        en="Murder, robbery, sexual crime, theft and assault recorded in the year. Centres with many visitors stand high against their residents.",
    ),
    source=POLICE,
    theme="safety",
    order=2,
    group="status",
    direction="lower",
    denominator="population",
    scheme="oranges",
    sdgs=(16,),
)

"""Households in basements."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import CENSUS
from geodata.text import Text

INDICATOR = Indicator(
    id="basement_households",
    name=Text(ko="지하·반지하 가구", en="Households in basements"),
    unit=Text(ko="가구", en="households"),
    kind="count",
    description=Text(
        ko="인구주택총조사에서 지하나 반지하에 사는 것으로 조사된 가구입니다. 침수에 취약한 주거의 수요를 보여 줍니다.",
        en="Households found living in a basement or half-basement in the census: homes at risk of flooding.",
    ),
    source=CENSUS,
    theme="housing",
    direction="lower",
    denominator="census_households",
    scheme="purples",
    sdgs=(1, 11, 13),
)

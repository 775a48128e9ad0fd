"""Building fires (two years together)."""

from geodata.indicator import Indicator
from geodata.indicators.publishers import FIRE_SERVICE
from geodata.text import Text

INDICATOR = Indicator(
    id="building_fires",
    name=Text(ko="건물 화재 (2년 합계)", en="Building fires (two years together)"),
    unit=Text(ko="건", en="cases"),
    kind="count",
    description=Text(
        ko="주택·학교·사무실·공장·음식점 등 건물에서 난 화재로, 표시한 해와 그 전해를 합한 건수입니다.",
        en="Fires in dwellings, schools, offices, factories, restaurants and other buildings: the year shown and the year before together.",
    ),
    source=FIRE_SERVICE,
    theme="fire",
    group="status",
    direction="lower",
    scheme="oranges",
    sdgs=(11,),
)

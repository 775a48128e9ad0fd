"""Sex ratio (men per 100 women)."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import ratio
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="sex_ratio",
    name=Text(ko="성비 (여성 100명당 남성)", en="Sex ratio (men per 100 women)"),
    unit=Text(ko="명", en="men"),
    kind="rate",
    description=Text(
        ko="여성 등록인구 100명당 남성 등록인구입니다. 100보다 작으면 여성이 더 많습니다.",
        en="Registered men per 100 registered women; below 100 there are more women.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    decimals=1,
    scheme="viridis",
    sdgs=(5,),
    inputs=("population_male", "population_female"),
    compute=ratio(100),
)

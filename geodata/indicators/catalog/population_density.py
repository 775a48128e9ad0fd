"""Population density."""

from geodata.indicator import Indicator
from geodata.indicators.formulas import density
from geodata.indicators.publishers import RESIDENT_REGISTER
from geodata.text import Text

INDICATOR = Indicator(
    id="population_density",
    name=Text(ko="인구밀도", en="Population density"),
    unit=Text(ko="명/㎢", en="people/km²"),
    kind="rate",
    description=Text(
        ko="등록인구를 행정구역 면적으로 나눈 값입니다. 강·산 등 사람이 살지 않는 땅도 면적에 들어갑니다.",
        en="Registered population divided by the area of the district; rivers and hills count as area too.",
    ),
    source=RESIDENT_REGISTER,
    theme="people",
    order=2,
    scheme="ylgnbu",
    sdgs=(11,),
    inputs=("population",),
    compute=density(),
)

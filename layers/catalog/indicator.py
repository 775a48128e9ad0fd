"""Areas coloured by the chosen indicator (choropleth). No topic: the figures come from geodata.indicators.read."""

from geodata.text import Text
from layers.layer import Layer

LAYER = Layer(
    id="indicator",
    title=Text(ko="지표 색칠", en="Indicator colouring"),
    description=Text(
        ko="선택한 지표의 값을 구간으로 나누어 구·동을 색으로 표시합니다. 값이 없는 곳은 빗금으로 표시합니다.",
        en="Colours districts and neighbourhoods by the class of the chosen indicator. Areas without a value are hatched.",
    ),
    geometry="areas",
    group="administration",
    icon="map",
    colour="#3f5b8c",
    shape="square",
    shown=True,
    order=10,
)

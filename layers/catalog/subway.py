"""Subway stations, stored points. Topic subway; props lines (names of the lines that stop there)."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

LAYER = Layer(
    id="subway",
    title=Text(ko="지하철역", en="Subway stations"),
    description=Text(
        ko="지하철역의 위치와 지나는 노선입니다.",
        en="Subway stations and the lines that stop there.",
    ),
    geometry="points",
    group="status",
    icon="subway",
    colour="#334155",
    topic="subway",
    shape="square",
    card=(Field("lines", Text(ko="노선", en="Lines")),),
    kinds=(
        Kind("station", Text(ko="역", en="Station"), "#334155", "subway"),
        Kind("interchange", Text(ko="환승역", en="Interchange"), "#0f172a", "link"),
    ),
    order=65,
)

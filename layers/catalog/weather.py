"""Weather per district, live, shown at its centre. Topic weather; props temp_c, humidity_percent, wind_ms, rain_mm, sky. Kinds are the sky;
a sky nobody told has kind None."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

_DEGREES = Text(ko="°C", en="°C")

LAYER = Layer(
    id="weather",
    title=Text(ko="날씨", en="Weather"),
    description=Text(
        ko="자치구별 기온·습도·바람·강수량입니다. 관측값이 없는 자치구는 나오지 않습니다.",
        en="Temperature, humidity, wind and rain per district. A district without a reading is left out.",
    ),
    geometry="area_values",
    group="status",
    icon="warmth",
    colour="#155e75",
    topic="weather",
    shape="circle",
    card=(
        Field("kind", Text(ko="하늘", en="Sky")),
        Field("temp_c", Text(ko="기온", en="Temperature"), _DEGREES, format="number"),
        Field("humidity_percent", Text(ko="습도", en="Humidity"), format="percent"),
        Field("wind_ms", Text(ko="풍속", en="Wind"), Text(ko="m/s", en="m/s"), format="number"),
        Field("rain_mm", Text(ko="강수량", en="Rain"), Text(ko="mm", en="mm"), format="number"),
        Field("place", Text(ko="관측 장소", en="Observed at")),
        Field("observed_at", Text(ko="관측 시각", en="As of"), format="time"),
    ),
    kinds=(
        Kind("clear", Text(ko="맑음", en="Clear"), "#b45309", "sun"),
        Kind("partly", Text(ko="구름많음", en="Partly cloudy"), "#0e7490", "partly"),
        Kind("cloudy", Text(ko="흐림", en="Cloudy"), "#475569", "cloud"),
        Kind("rain", Text(ko="비", en="Rain"), "#1d4ed8", "weather"),
        Kind("snow", Text(ko="눈", en="Snow"), "#6d28d9", "snow"),
    ),
    order=36,
    value_key="temp_c",
    unit=_DEGREES,
)

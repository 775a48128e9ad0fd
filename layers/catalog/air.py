"""Air quality per district, live, shown at its centre. Topic air; props pm10, pm25 (µg/m³), o3, no2, co, so2 (ppm),
grade, index. Kinds are the grades; a station that is down has kind None and no values."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

_DUST = Text(ko="㎍/㎥", en="µg/m³")
_PPM = Text(ko="ppm", en="ppm")

LAYER = Layer(
    id="air",
    title=Text(ko="대기질", en="Air quality"),
    description=Text(
        ko="자치구별 통합대기환경지수와 미세먼지·오존 등 측정값입니다. 점검 중인 측정소는 자료 없음으로 표시합니다.",
        en="Each district's air quality index with dust, ozone and other readings. A station that is down shows as no data.",
    ),
    geometry="area_values",
    group="status",
    icon="air",
    colour="#475569",
    topic="air",
    shape="square",
    card=(
        Field("kind", Text(ko="등급", en="Grade")),
        Field("index", Text(ko="통합대기환경지수", en="Air quality index"), format="number"),
        Field("pm10", Text(ko="미세먼지 (PM10)", en="Dust (PM10)"), _DUST, format="number"),
        Field("pm25", Text(ko="초미세먼지 (PM2.5)", en="Fine dust (PM2.5)"), _DUST, format="number"),
        Field("o3", Text(ko="오존", en="Ozone"), _PPM, format="number"),
        Field("no2", Text(ko="이산화질소", en="Nitrogen dioxide"), _PPM, format="number"),
        Field("co", Text(ko="일산화탄소", en="Carbon monoxide"), _PPM, format="number"),
        Field("so2", Text(ko="아황산가스", en="Sulphur dioxide"), _PPM, format="number"),
        Field("observed_at", Text(ko="측정 시각", en="Measured"), format="time"),
    ),
    kinds=(
        Kind("good", Text(ko="좋음", en="Good"), "#0b6bb8", "sun"),
        Kind("moderate", Text(ko="보통", en="Moderate"), "#2e7d32", "air"),
        Kind("bad", Text(ko="나쁨", en="Bad"), "#b45309", "weather"),
        Kind("very_bad", Text(ko="매우 나쁨", en="Very bad"), "#991b1b", "hazard"),
    ),
    order=35,
    value_key="pm25",
    unit=_DUST,
)

"""Weather at places of Seoul, each for its district. Topic weather.

Source    citydata, block WEATHER_STTS, Seoul open data OA-21285 (figures of the weather service). Licence KOGL Type 1.
Refresh   the provider: hourly; here every 3 hours for nine places in nine districts (one call a place). The same replies hold incidents
          and messages; those connectors ask other places (see _seoul_places.py), so no place is asked twice.
CRS       no positions: a place's weather stands for its district. Units: °C, %, m/s, mm.
Unknown   an empty field is None; "-" for rain is 0 mm only where the kind of precipitation says there is none. The sky itself is not
          observed: ``sky`` is the precipitation now, else the provider's forecast for the next hour. Other districts have no weather.
"""

from typing import Any

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.connectors._seoul_places import PLACES, WEATHER, answers, ask
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text

_BLOCK = "weather_stts"
_DRY = "없음"
_SKIES = {"맑음": "clear", "구름많음": "partly", "흐림": "cloudy"}


def requests() -> list[Request]:
    return ask("citydata", WEATHER)


def parse(page: Page, request: Request) -> Parsed:
    """One feature for the district of the place asked; an empty block is reported."""
    read.require("citydata", page.rows, "area_nm", _BLOCK)
    rows, problems = answers("citydata", page, request)
    features = []
    for row in rows:
        place = str(read.text(row, "area_nm"))
        blocks = seoul_openapi.block(row, _BLOCK)
        read.require("citydata WEATHER_STTS", blocks, "weather_time", "temp", "humidity", "wind_spd", "precipitation", "precpt_type")
        if place not in PLACES or not blocks:
            problems.append(f"citydata: {place} has no WEATHER_STTS or no district in _seoul_places.py; it was left out.")
            continue
        features.append(_feature(place, blocks[0]))
    times = [f.observed_at for f in features if f.observed_at]
    return Parsed(tuple(features), tuple(problems), max(times, default=None))


def _feature(place: str, row: dict[str, Any]) -> Feature:
    falling = read.text(row, "precpt_type")
    sky = falling if falling and falling != _DRY else _next_sky(row)
    return Feature(
        id=PLACES[place].district,
        lon=None,
        lat=None,
        name=place,
        kind=_kind(sky),
        observed_at=read.local_time(read.text(row, "weather_time"), seoul.ZONE),
        area=PLACES[place].district,
        props={
            "place": place,
            "place_en": PLACES[place].en,
            "temp_c": read.number(row, "temp"),
            "humidity_percent": read.number(row, "humidity"),
            "wind_ms": read.number(row, "wind_spd"),
            "rain_mm": 0.0 if falling == _DRY and read.text(row, "precipitation") is None else read.number(row, "precipitation"),
            "sky": sky,
        },
    )


def _next_sky(row: dict[str, Any]) -> str | None:
    """The sky of the first forecast hour, or None."""
    hours = seoul_openapi.block(row, "fcst24hours")
    return read.text(hours[0], "sky_stts") if hours else None


def _kind(sky: str | None) -> str | None:
    """Snow before rain, so that sleet (비/눈) counts as snow; None for a word nobody knows."""
    for word, kind in (("눈", "snow"), ("비", "rain"), ("소나기", "rain"), ("빗방울", "rain")):
        if word in (sky or ""):
            return kind
    return _SKIES.get((sky or "").replace(" ", ""))


CONNECTOR = Connector(
    id="seoul_citydata_weather",
    city="seoul",
    topic="weather",
    source=seoul.source(
        Text(ko="실시간 도시데이터: 날씨", en="Real-time city data: weather"),
        seoul.CITY,
        "OA-21285",
        Text(ko="1시간 (3시간마다 수신)", en="hourly (received every 3 hours)"),
    ),
    cadence_s=3 * 3600,
    stale_after_s=5 * 3600,
    quota_per_day=78,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    at_area=True,
)

"""Demonstration of weather for any city. Topic weather; one reading a district and hour.

Source    none: made from (city, hour) alone, with the seasons of the northern temperate zone. Licence: not real, and marked so.
Refresh   asked every minute, changes every hour. CRS WGS 84 (district centre). Units: °C, %, m/s, mm an hour.
Unknown   nothing: every district has a reading each hour.
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.text import Text

# kind -> sky as said
_SKIES = {
    "clear": Text(ko="맑음", en="Clear"),
    "partly": Text(ko="구름많음", en="Partly cloudy"),
    "cloudy": Text(ko="흐림", en="Cloudy"),
    "rain": Text(ko="비", en="Rain"),
    "snow": Text(ko="눈", en="Snow"),
}
_SPELL_H = 6  # hours the sky stays as it is


def play(city: City, now: datetime) -> Iterator[Feature]:
    """One feature a district, of the full hour before ``now`` (UTC)."""
    hour = datetime.fromtimestamp(now.timestamp() // 3600 * 3600, UTC)
    local = hour.astimezone(ZoneInfo(city.timezone))
    hours = int(hour.timestamp() // 3600)
    # coldest in the middle of January and before dawn
    season_c = 12.0 - 14.0 * math.cos((local.timetuple().tm_yday - 15) / 365 * math.tau)
    day_c = 4.0 * math.cos((local.hour - 15) / 24 * math.tau)
    spell = demo.generator(city.id, "weather", hours // _SPELL_H)
    sky, drift_c, wind = spell.choices(("clear", "partly", "cloudy", "wet"), (5, 3, 2, 1))[0], spell.gauss(0, 2), spell.uniform(0.5, 6)
    for district in city.districts:
        dice = demo.generator(city.id, "weather", district.id, hours)
        temp_c = round(season_c + day_c + drift_c + dice.uniform(-1, 1), 1)
        kind = sky if sky != "wet" else "snow" if temp_c < 0 else "rain"
        wet = sky == "wet"
        yield Feature(
            id=district.id,
            lon=district.lon,
            lat=district.lat,
            name=district.name.ko,
            kind=kind,
            observed_at=hour,
            area=district.id,
            props={
                "demo": True,
                "temp_c": temp_c,
                "humidity_percent": round((85 if wet else 55) + dice.uniform(-10, 10)),
                "wind_ms": round(wind * dice.uniform(0.7, 1.3), 1),
                "rain_mm": round(dice.uniform(0.5, 8), 1) if wet else 0.0,
                "sky": _SKIES[kind].ko,
                "sky_en": _SKIES[kind].en,
            },
        )


CONNECTOR = Connector(
    id="demo_weather",
    city="*",
    topic="weather",
    source=demo.source(Text(ko="날씨 (시연)", en="Weather (demonstration)")),
    cadence_s=60,
    stale_after_s=9000,
    demo=True,
    play=play,
    at_area=True,
)

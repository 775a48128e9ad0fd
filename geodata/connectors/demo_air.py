"""Demonstration of air quality for any city. Topic air; one reading a district and hour.

Source    none: made from (city, hour) alone. Licence: not real, and marked so.
Refresh   asked every minute, changes every hour. CRS WGS 84 (district centre). Units: PM µg/m³, gases ppm, index 0 to 500.
Unknown   now and then a station is down for an hour: kind and all values are None, as with a real one.
"""

import math
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.connectors import _demo as demo
from geodata.text import Text

# upper PM2.5 limit of the grade, kind, Korean name (the limits of the Korean forecast grades)
_GRADES = ((15.0, "good", "좋음"), (35.0, "moderate", "보통"), (75.0, "bad", "나쁨"), (math.inf, "very_bad", "매우나쁨"))
_DOWN = 0.02  # share of station hours that are missing


def play(city: City, now: datetime) -> Iterator[Feature]:
    """One feature a district, of the full hour before ``now`` (UTC)."""
    hour = datetime.fromtimestamp(now.timestamp() // 3600 * 3600, UTC)
    # the whole city breathes together: a slow wave of some days, a daily one, and each district's own difference
    hours = hour.timestamp() / 3600
    level = 26 + 14 * math.sin(hours / 31) + 6 * math.sin(hours * math.tau / 24)
    for district in city.districts:
        dice = demo.generator(city.id, "air", district.id, int(hours))
        fine = max(2.0, level * dice.uniform(0.75, 1.25))
        down = dice.random() < _DOWN
        kind, grade = next((kind, grade) for limit, kind, grade in _GRADES if fine <= limit)
        values: dict[str, Any] = {
            "pm25": round(fine),
            "pm10": round(fine * dice.uniform(1.4, 2.0)),
            "o3": round(dice.uniform(0.01, 0.06), 3),
            "no2": round(dice.uniform(0.01, 0.045), 3),
            "co": round(dice.uniform(0.3, 0.8), 1),
            "so2": round(dice.uniform(0.002, 0.005), 3),
            "index": round(fine * 2.2 + 15),
            "grade": grade,
        }
        yield Feature(
            id=district.id,
            lon=district.lon,
            lat=district.lat,
            name=district.name.ko,
            kind=None if down else kind,
            observed_at=hour,
            area=district.id,
            props={"demo": True} | {key: None if down else value for key, value in values.items()},
        )


CONNECTOR = Connector(
    id="demo_air",
    city="*",
    topic="air",
    source=demo.source(Text(ko="대기질 (시연)", en="Air quality (demonstration)")),
    cadence_s=60,
    stale_after_s=9000,
    demo=True,
    play=play,
    at_area=True,
)

"""Crowded places of Seoul. Topic crowd (incidents): a place where it is getting crowded or is crowded, from then until it eases.

Source    citydata_ppltn, Seoul open data OA-21778 (estimates from mobile-phone signals). Licence KOGL Type 1.
Refresh   the provider: every 5 minutes; here every 90 minutes for the four places where crowds gather most (one call a place);
          seoul_citydata_people asks other places, so that no place is asked twice.
CRS       the reply has no position; the place's centre comes from the register in _seoul_places.py (WGS 84). Units: persons.
Unknown   the reply does not say since when: no reported_at. expected_end is the first hour of the provider's own forecast in which
          the place is no longer crowded, None without one. A place below these levels is no incident and is left out.
          An id is a place and a day that begins at 05:00 local time, so that one evening is one crowd.
"""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.connectors._seoul_places import CROWDS, PLACES, answers, ask
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text

# level -> (kind, gravity, what it says of {place})
_LEVELS: dict[str, tuple[str, int, Text]] = {
    "약간 붐빔": ("busy", 2, Text(ko="{place} 약간 붐빔", en="Getting crowded at {place}")),
    "붐빔": ("crowded", 3, Text(ko="{place} 붐빔", en="Crowded at {place}")),
}
_CALM = ("여유", "보통")
_DAY_BEGINS = timedelta(hours=5)


def requests() -> list[Request]:
    return ask("citydata_ppltn", CROWDS)


def parse(page: Page, request: Request) -> Parsed:
    """One feature a place that is crowded; none for a calm one. A level nobody knows is reported."""
    read.require("citydata_ppltn", page.rows, "area_nm", "area_congest_lvl", "area_ppltn_min", "area_ppltn_max", "ppltn_time")
    rows, problems = answers("citydata_ppltn", page, request)
    features, times = [], []
    for row in rows:
        level, at = read.text(row, "area_congest_lvl"), read.local_time(read.text(row, "ppltn_time"), seoul.ZONE)
        times += [at] if at else []
        if level in _LEVELS:
            features.append(_feature(row, level, at))
        elif level not in _CALM:
            problems.append(f"citydata_ppltn: {read.text(row, 'area_nm')} has the unknown AREA_CONGEST_LVL {level!r}; it was left out.")
    return Parsed(tuple(features), tuple(problems), max(times, default=None))


def _feature(row: dict[str, Any], level: str, at: datetime | None) -> Feature:
    place = str(read.text(row, "area_nm"))
    kind, grade, title = _LEVELS[level]
    spot = PLACES.get(place)
    evening = (at.astimezone(ZoneInfo(seoul.ZONE)) - _DAY_BEGINS).date().isoformat() if at else "undated"
    return Feature(
        id=f"{read.text(row, 'area_cd') or place}-{evening}",
        lon=spot.lon if spot else None,
        lat=spot.lat if spot else None,
        name=place,
        kind=kind,
        observed_at=at,
        area=spot.district if spot else None,
        props={
            "title_ko": title.ko.format(place=place),
            "title_en": title.en.format(place=spot.en if spot else place),
            "place": place,
            "level": level,
            "severity": grade,
            "status": "reported",
            "people_min": read.count(row, "area_ppltn_min"),
            "people_max": read.count(row, "area_ppltn_max"),
            "message_ko": read.text(row, "area_congest_msg"),
            "expected_end": read.iso(_eases(row, at)),
            "substituted": read.text(row, "replace_yn") == "Y",
        },
    )


def _eases(row: dict[str, Any], at: datetime | None) -> datetime | None:
    """The first forecast hour after ``at`` in which the place is calm, or None."""
    hours = (
        (read.local_time(read.text(hour, "fcst_time"), seoul.ZONE), read.text(hour, "fcst_congest_lvl"))
        for hour in seoul_openapi.block(row, "fcst_ppltn")
    )
    calm = [hour for hour, level in hours if hour and level in _CALM and (at is None or hour > at)]
    return min(calm, default=None)


CONNECTOR = Connector(
    id="seoul_citydata_crowd",
    city="seoul",
    topic="crowd",
    source=seoul.source(
        Text(ko="실시간 도시데이터: 혼잡도", en="Real-time city data: crowding"),
        seoul.CITY,
        "OA-21778",
        Text(ko="5분 (90분마다 수신)", en="5 minutes (received every 90 minutes)"),
    ),
    cadence_s=5400,
    stale_after_s=9000,
    quota_per_day=68,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    may_be_empty=True,
)

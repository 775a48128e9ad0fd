"""Air quality by district of Seoul. Topic air.

Source    RealtimeCityAir, Seoul open data OA-2219; 25 rows, one a district. Licence KOGL Type 1.
Refresh   hourly; asked every half hour. The field names changed between 2025-02 and 2026-05: both sets are read.
CRS       no positions; ``area`` is the district's name. Units: PM10, PM2.5 µg/m³; O3, NO2, CO, SO2 ppm; index CAI.
Unknown   a station that is down reports 0.0 everywhere with an empty grade: kind and all values are None, never clean air.
"""

from typing import Any

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text

# prop -> (new field, old field)
_VALUES = {"pm10": ("pm", "pm10"), "pm25": ("fpm", "pm25"), "o3": ("ozon", "o3"), "no2": ("ntdx", "no2"), "co": ("cbmx", "co"), "so2": ("spdx", "so2"), "index": ("cai_idx", "idex_mvl")}  # fmt: skip
_TIME, _STATION, _GRADE = ("msrmt_dt", "msrdt"), ("msrstn_nm", "msrste_nm"), ("cai_grd", "idex_nm")
_KINDS = {"좋음": "good", "보통": "moderate", "나쁨": "bad", "매우나쁨": "very_bad"}


def requests() -> list[Request]:
    return [seoul_openapi.first_page("RealtimeCityAir", rows=25)]


def parse(page: Page, request: Request) -> Parsed:
    """One feature a district; rows without a station name are reported. The reply's time is the newest hour in it."""
    read.require("RealtimeCityAir", page.rows, _TIME, _STATION, _GRADE, *_VALUES.values())
    features, problems = [], []
    for at, row in enumerate(page.rows, start=1):
        if (station := read.text(row, *_STATION)) is None:
            problems.append(f"RealtimeCityAir row {at} names no station and was left out.")
            continue
        features.append(_feature(station, row))
    hours = [f.observed_at for f in features if f.observed_at]
    return Parsed(tuple(features), tuple(problems), max(hours, default=None))


def _feature(station: str, row: dict[str, Any]) -> Feature:
    grade = read.text(row, *_GRADE)
    # without a grade the zeros are those of a station that is down
    props: dict[str, Any] = {prop: read.number(row, *names) if grade else None for prop, names in _VALUES.items()}
    props |= {"grade": grade, "deciding": read.text(row, "crst_sbstn", "arplt_main"), "region": read.text(row, "sarea_nm", "msrrgn_nm")}
    return Feature(
        id=station,
        lon=None,
        lat=None,
        name=station,
        kind=_KINDS.get((grade or "").replace(" ", "")),
        observed_at=read.local_time(read.text(row, *_TIME), seoul.ZONE),
        area=station,
        props=props,
    )


CONNECTOR = Connector(
    id="seoul_air",
    city="seoul",
    topic="air",
    source=seoul.source(
        Text(ko="실시간 자치구별 대기환경", en="Air quality by district in real time"),
        Text(ko="서울특별시 보건환경연구원", en="Seoul Research Institute of Public Health and Environment"),
        "OA-2219",
        Text(ko="매시간", en="hourly"),
    ),
    cadence_s=1800,
    stale_after_s=9000,
    quota_per_day=60,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    at_area=True,
)

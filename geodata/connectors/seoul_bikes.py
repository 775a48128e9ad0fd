"""Public bicycle stations of Seoul and the bicycles there. Topic bikes.

Source    bikeList (its wrapper is named rentBikeStatus), Seoul open data OA-15493. Licence KOGL Type 1.
Refresh   the provider: at once; here every 45 minutes (three pages a time; the day's calls are shared by all services).
CRS       WGS 84. Units: racks and bicycles counted; ``shared_percent`` is bicycles per rack and may exceed 100.
Unknown   list_total_count repeats the rows asked for and is not used: pages are read until a short one.
"""

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text


def requests() -> list[Request]:
    return [seoul_openapi.first_page("bikeList")]


def parse(page: Page, request: Request) -> Parsed:
    """One feature a station; rows without an id are reported."""
    read.require("bikeList", page.rows, "stationid", "stationname", "stationlatitude", "stationlongitude", "parkingbiketotcnt")
    features, problems = [], []
    for at, row in enumerate(page.rows, start=1):
        if (fid := read.text(row, "stationid")) is None:
            problems.append(f"bikeList row {at} ({request.path}) has no stationId and was left out.")
            continue
        features.append(
            Feature(
                id=fid,
                lon=read.number(row, "stationlongitude"),
                lat=read.number(row, "stationlatitude"),
                name=read.text(row, "stationname"),
                props={
                    "racks": read.count(row, "racktotcnt"),
                    "parked": read.count(row, "parkingbiketotcnt"),
                    "shared_percent": read.number(row, "shared"),
                },
            )
        )
    return Parsed(tuple(features), tuple(problems))


CONNECTOR = Connector(
    id="seoul_bikes",
    city="seoul",
    topic="bikes",
    source=seoul.source(
        Text(ko="공공자전거 실시간 대여정보", en="Public bicycles in real time"),
        seoul.CITY,
        "OA-15493",
        Text(ko="실시간 (45분마다 수신)", en="real time (received every 45 minutes)"),
    ),
    cadence_s=2700,
    stale_after_s=5400,
    quota_per_day=100,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    next_page=seoul_openapi.next_page,
    store="places",
)

"""People at well-known places of Seoul. Topic people.

Source    citydata_ppltn, Seoul open data OA-21778 (estimates from mobile-phone signals). Licence KOGL Type 1.
Refresh   the provider: every 5 minutes; here every 3 hours (one call a place). The places where crowds gather are asked more often
          by seoul_citydata_crowd, and by it alone.
CRS       the reply has no position; the place's centre comes from the register in _seoul_places.py (WGS 84). Units: persons, %.
Unknown   an empty field is None; REPLACE_YN = Y marks substituted figures (``substituted``).
"""

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.connectors._seoul_places import PEOPLE, PLACES, answers, ask
from geodata.dialect import Page
from geodata.text import Text

KINDS = {"여유": "relaxed", "보통": "normal", "약간 붐빔": "busy", "붐빔": "crowded"}
MESSAGES_EN = {"relaxed": "There is room to move freely.", "normal": "Some people, moving is easy.", "busy": "It may feel crowded.", "crowded": "Very crowded; moving is hard."}  # fmt: skip


def requests() -> list[Request]:
    return ask("citydata_ppltn", PEOPLE)


def parse(page: Page, request: Request) -> Parsed:
    """One feature a place."""
    read.require("citydata_ppltn", page.rows, "area_nm", "area_congest_lvl", "area_ppltn_min", "area_ppltn_max", "ppltn_time")
    rows, problems = answers("citydata_ppltn", page, request)
    features = []
    for row in rows:
        place = str(read.text(row, "area_nm"))
        spot = PLACES.get(place)
        kind = KINDS.get(read.text(row, "area_congest_lvl") or "")
        features.append(
            Feature(
                id=read.text(row, "area_cd") or place,
                lon=spot.lon if spot else None,
                lat=spot.lat if spot else None,
                name=place,
                kind=kind,
                observed_at=read.local_time(read.text(row, "ppltn_time"), seoul.ZONE),
                props={
                    "name_en": spot.en if spot else None,
                    "people_min": read.count(row, "area_ppltn_min"),
                    "people_max": read.count(row, "area_ppltn_max"),
                    "men_percent": read.number(row, "male_ppltn_rate"),
                    "women_percent": read.number(row, "female_ppltn_rate"),
                    "residents_percent": read.number(row, "resnt_ppltn_rate"),
                    "message_ko": read.text(row, "area_congest_msg"),
                    "message_en": MESSAGES_EN.get(kind or ""),
                    "substituted": read.text(row, "replace_yn") == "Y",
                },
            )
        )
    times = [f.observed_at for f in features if f.observed_at]
    return Parsed(tuple(features), tuple(problems), max(times, default=None))


CONNECTOR = Connector(
    id="seoul_citydata_people",
    city="seoul",
    topic="people",
    source=seoul.source(
        Text(ko="실시간 도시데이터: 인구", en="Real-time city data: people"),
        seoul.CITY,
        "OA-21778",
        Text(ko="5분 (3시간마다 수신)", en="5 minutes (received every 3 hours)"),
    ),
    cadence_s=3 * 3600,
    stale_after_s=4 * 3600,
    quota_per_day=68,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
)

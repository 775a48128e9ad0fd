"""Places of Seoul's real-time city data that are asked: one call a place, so only a few fit in a day's calls.

Source of names and positions: the service's public list of hotspots (Seoul open data OA-21285) and a public summary of
2026-04-16; positions are rounded centres, WGS 84, because the replies carry none. District: MOIS code of where that centre falls.

One reply of ``citydata`` holds incidents, disaster messages and weather together, but a connector has one topic. Each of the
three therefore asks places of its own, and no place is asked twice by two of them (a test holds them apart); likewise the two
that ask ``citydata_ppltn``.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from geodata.connector import Request
from geodata.connectors import _reading as read
from geodata.dialect import Page
from geodata.dialects import seoul_openapi


class Spot(NamedTuple):
    """Centre of a place (WGS 84 degrees), its English name, and the district it lies in (MOIS code)."""

    lon: float
    lat: float
    en: str
    district: str


PLACES: dict[str, Spot] = {
    "광화문·덕수궁": Spot(126.9773, 37.5687, "Gwanghwamun and Deoksugung", "11140"),
    "강남역": Spot(127.0276, 37.4979, "Gangnam Station", "11650"),
    "명동 관광특구": Spot(126.9850, 37.5636, "Myeong-dong", "11140"),
    "홍대 관광특구": Spot(126.9241, 37.5569, "Hongdae", "11440"),
    "잠실 관광특구": Spot(127.0980, 37.5100, "Jamsil", "11710"),
    "여의도": Spot(126.9244, 37.5219, "Yeouido", "11560"),
    "성수카페거리": Spot(127.0557, 37.5443, "Seongsu Cafe Street", "11200"),
    "이태원 관광특구": Spot(126.9939, 37.5344, "Itaewon", "11170"),
    "서울역": Spot(126.9723, 37.5550, "Seoul Station", "11140"),
    "DDP(동대문디자인플라자)": Spot(127.0098, 37.5669, "Dongdaemun Design Plaza", "11140"),
    "건대입구역": Spot(127.0697, 37.5403, "Konkuk University Station", "11215"),
    "고속터미널역": Spot(127.0047, 37.5049, "Express Bus Terminal Station", "11650"),
    "경복궁": Spot(126.9770, 37.5796, "Gyeongbokgung", "11110"),
    "수유역": Spot(127.0255, 37.6380, "Suyu Station", "11305"),
    "연신내역": Spot(126.9191, 37.6188, "Yeonsinnae Station", "11380"),
    "회기역": Spot(127.0573, 37.5898, "Hoegi Station", "11230"),
    "천호역": Spot(127.1237, 37.5389, "Cheonho Station", "11740"),
    "양재역": Spot(127.0348, 37.4843, "Yangjae Station", "11650"),
    "신림역": Spot(126.9293, 37.4846, "Sillim Station", "11620"),
    "발산역": Spot(126.8386, 37.5591, "Balsan Station", "11500"),
    "고척돔": Spot(126.8670, 37.4982, "Gocheok Sky Dome", "11530"),
}

# citydata
INCIDENTS = ("광화문·덕수궁", "강남역", "명동 관광특구", "홍대 관광특구", "잠실 관광특구", "여의도")
MESSAGES = ("서울역",)
WEATHER = ("경복궁", "수유역", "연신내역", "회기역", "천호역", "양재역", "신림역", "발산역", "고척돔")
# citydata_ppltn
PEOPLE = ("광화문·덕수궁", "잠실 관광특구", "여의도", "성수카페거리", "서울역", "DDP(동대문디자인플라자)", "건대입구역", "고속터미널역")
CROWDS = ("강남역", "명동 관광특구", "홍대 관광특구", "이태원 관광특구")


def ask(service: str, places: Iterable[str]) -> list[Request]:
    """One request a place; its ``context`` is the place asked."""
    return [seoul_openapi.first_page(service, rows=5, filters=name) for name in places]


def answers(service: str, page: Page, request: Request) -> tuple[Sequence[dict[str, Any]], list[str]]:
    """Rows about the place that was asked, and a sentence for each that is about another: the key ``sample`` always answers for
    one place, and what is true there is not true here."""
    right, problems = [], []
    for row in page.rows:
        place = read.text(row, "area_nm")
        if place is None or (request.context and place != request.context):
            problems.append(f"{service} was asked for {request.context} and answered for {place}; the row was left out.")
        else:
            right.append(row)
    return right, problems

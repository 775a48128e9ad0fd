"""Public Wi-Fi of Seoul. Topic wifi (stored points).

Source    TbPublicWifiInfo, Seoul open data OA-20883; about 25,000 rows. Licence KOGL Type 1.
Refresh   the provider: irregular; here weekly (26 pages).
CRS       WGS 84; earlier replies had LAT and LNT exchanged, sometimes row by row: the feed runner repairs and reports it.
Unknown   an empty field is None. Many points share one coordinate. Units: none.
"""

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text


def requests() -> list[Request]:
    return [seoul_openapi.first_page("TbPublicWifiInfo")]


def parse(page: Page, request: Request) -> Parsed:
    """One feature an access point; rows without an id are reported."""
    read.require("TbPublicWifiInfo", page.rows, "x_swifi_mgr_no", "x_swifi_main_nm", "lat", "lnt")
    features, problems = [], []
    for at, row in enumerate(page.rows, start=1):
        if (fid := read.text(row, "x_swifi_mgr_no")) is None:
            problems.append(f"TbPublicWifiInfo row {at} ({request.path}) has no X_SWIFI_MGR_NO and was left out.")
            continue
        features.append(
            Feature(
                id=fid,
                lon=read.number(row, "lnt"),
                lat=read.number(row, "lat"),
                name=read.text(row, "x_swifi_main_nm"),
                kind=read.text(row, "x_swifi_inout_door"),
                area=read.text(row, "x_swifi_wrdofc"),
                observed_at=read.local_time(read.text(row, "work_dttm"), seoul.ZONE),
                props={
                    "address": read.text(row, "x_swifi_adres2", "x_swifi_adres1"),
                    "place_type": read.text(row, "x_swifi_instl_ty"),
                    "operator": read.text(row, "x_swifi_instl_mby"),
                    "installed_year": read.count(row, "x_swifi_cnstc_year"),
                    "floor": read.text(row, "x_swifi_instl_floor"),
                },
            )
        )
    times = [f.observed_at for f in features if f.observed_at]
    return Parsed(tuple(features), tuple(problems), max(times, default=None))


CONNECTOR = Connector(
    id="seoul_wifi",
    city="seoul",
    topic="wifi",
    source=seoul.source(
        Text(ko="공공와이파이 서비스 위치 정보", en="Public Wi-Fi access points"),
        seoul.CITY,
        "OA-20883",
        Text(ko="수시 (매주 수신)", en="irregular (received weekly)"),
    ),
    cadence_s=7 * 86400,
    stale_after_s=60 * 86400,
    quota_per_day=40,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    next_page=seoul_openapi.next_page,
    store="places",
)

"""Public-safety cameras of Seoul: where they stand, no footage. Topic cctv (stored points).

Source    safeOpenCCTV, Seoul open data OA-20923; about 130,000 rows. Licence KOGL Type 1.
Refresh   the provider: yearly or so; here monthly (about 130 pages).
CRS       WGS 84; **WGSXPT is the latitude and WGSYPT the longitude**. Field names come in upper or lower case.
Unknown   an empty field is None. Units: ``cameras`` counted. The service has no ids: place, purpose and position make one;
          identical rows are therefore one feature whose cameras are added up.
"""

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text


def requests() -> list[Request]:
    return [seoul_openapi.first_page("safeOpenCCTV")]


def parse(page: Page, request: Request) -> Parsed:
    """One feature a camera site of one purpose; identical rows of a page are added up."""
    read.require("safeOpenCCTV", page.rows, "svcareaid", "addr", "wgsxpt", "wgsypt")
    found: dict[str, Feature] = {}
    for row in page.rows:
        district, address, purpose = (read.text(row, name) for name in ("svcareaid", "addr", "cctvuse"))
        lat, lon, cameras = read.number(row, "wgsxpt"), read.number(row, "wgsypt"), read.count(row, "qty")
        fid = read.fingerprint(district, address, purpose, lon, lat)
        if fid in found:
            props = found[fid].props
            props["cameras"] = None if cameras is None or props["cameras"] is None else props["cameras"] + cameras
            continue
        found[fid] = Feature(
            id=fid, lon=lon, lat=lat, name=address, kind=purpose, area=district,
            props={"address": address, "purpose": purpose, "cameras": cameras, "updated": read.text(row, "updtdate")},
        )  # fmt: skip
    return Parsed(tuple(found.values()))


CONNECTOR = Connector(
    id="seoul_cctv",
    city="seoul",
    topic="cctv",
    source=seoul.source(
        Text(ko="안심이 CCTV 연계 현황", en="Public-safety cameras"),
        seoul.CITY,
        "OA-20923",
        Text(ko="수시 (매월 수신)", en="irregular (received monthly)"),
    ),
    cadence_s=30 * 86400,
    stale_after_s=60 * 86400,
    quota_per_day=140,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    next_page=seoul_openapi.next_page,
    store="places",
)

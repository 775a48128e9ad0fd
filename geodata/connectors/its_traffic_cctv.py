"""Traffic cameras along national roads and motorways, with their streams. Topic traffic_cctv (stored points).

Source    cctvInfo of the National Transport Information Center (its.go.kr). Licence: its open-data terms (attribution).
Refresh   the provider: continually; here hourly, because the streams' addresses change.
CRS       WGS 84, coordx the longitude and coordy the latitude, as numbers or text.
Unknown   an empty field is None. The service has no ids: name and position make one. A camera without a stream, or with one of
          an unknown format, stands on the map without a picture. cctvurl is kept apart and never leaves the server.
"""

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.dialect import Page
from geodata.dialects import its
from geodata.source import Source
from geodata.text import Text

ROADS = {"its": "national", "ex": "motorway"}
EXTENT = "minX={west}&maxX={east}&minY={south}&maxY={north}"  # filled with the city's


def requests() -> list[Request]:
    """Streams (cctvType 1) of national roads and of motorways, within the city's extent."""
    return [Request(f"cctvInfo?type={road}&cctvType=1&{EXTENT}&getType=json", context=road) for road in ROADS]


def kind_of(form: str | None) -> str | None:
    """Our kind of picture for cctvformat; None for one we cannot show."""
    told = (form or "").upper()
    return "hls" if "HLS" in told else "mp4" if "MP4" in told else "still" if told in ("JPEG", "JPG", "STILL", "정지영상") else None


def parse(page: Page, request: Request) -> Parsed:
    """One feature a camera."""
    read.require("cctvInfo", page.rows, "cctvname", "coordx", "coordy")
    features, problems = [], []
    for at, row in enumerate(page.rows, start=1):
        name, lon, lat = read.text(row, "cctvname"), read.number(row, "coordx"), read.number(row, "coordy")
        if name is None:
            problems.append(f"cctvInfo row {at} ({request.context}) has no cctvname and was left out.")
            continue
        kind, address = kind_of(read.text(row, "cctvformat")), read.text(row, "cctvurl")
        if address and kind is None:
            problems.append(f"cctvInfo row {at} ({request.context}): the format {read.text(row, 'cctvformat')!r} cannot be shown.")
        features.append(
            Feature(
                id="its-" + read.fingerprint(name, lon, lat), lon=lon, lat=lat, name=name, kind=ROADS.get(request.context or ""),
                props={"road": read.text(row, "roadsectionid"), "list": "its"},
                private={"kind": kind, "address": address} if kind and address else None,
            )
        )  # fmt: skip
    return Parsed(tuple(features), tuple(problems))


CONNECTOR = Connector(
    id="its_traffic_cctv",
    city="*",
    topic="traffic_cctv",
    source=Source(
        provider=Text(ko="국가교통정보센터 (ITS)", en="National Transport Information Center (ITS)"),
        licence=Text(ko="출처 표시", en="Attribution"),
        title=Text(ko="도로 CCTV", en="Road cameras"),
        url="https://www.its.go.kr/opendata/",
        refresh=Text(ko="매시간", en="hourly"),
    ),
    cadence_s=3600,
    stale_after_s=4 * 3600,
    quota_per_day=1000,
    dialect="its",
    key_env=its.KEY,
    requests=requests,
    parse=parse,
    store="places",
    may_be_empty=True,
)

"""Traffic cameras of the cities' traffic centres, as the police collect them. Topic traffic_cctv (stored points).

Source    cctvOpenData of the Urban Traffic Information Center (utic.go.kr). Licence: its open-data terms (attribution).
Refresh   the provider: irregular; here daily (positions only).
CRS       WGS 84 degrees. The list is nationwide; cameras outside the city's extent are left out.
Unknown   an empty field is None. The stream of a camera is asked for when somebody watches it: nothing of it is in the list.
"""

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.dialect import Page
from geodata.dialects import utic
from geodata.source import Source
from geodata.text import Text


def requests() -> list[Request]:
    """The whole list; the context carries the city's extent."""
    return [Request("guide/cctvOpenData.do", context="{west},{south},{east},{north}")]


def parse(page: Page, request: Request) -> Parsed:
    """One feature a camera within the extent."""
    read.require("cctvOpenData", page.rows, "cctvid", ("cctvname", "name"), ("xcoord", "coordx", "lng", "lon", "locationdatax"))
    west, south, east, north = map(float, (request.context or "-180,-90,180,90").split(","))
    features, problems = [], []
    for at, row in enumerate(page.rows, start=1):
        fid = read.text(row, "cctvid")
        lon = read.number(row, "xcoord", "coordx", "lng", "lon", "locationdatax")
        lat = read.number(row, "ycoord", "coordy", "lat", "locationdatay")
        if fid is None:
            problems.append(f"cctvOpenData row {at} has no cctvid and was left out.")
            continue
        if lon is None or lat is None or not (west <= lon <= east and south <= lat <= north):
            continue
        private = {"kind": "ask", "address": f"utic {utic.stream_path(fid)}"}
        props = {"road": read.text(row, "roadname"), "centre": read.text(row, "centername"), "list": "utic"}
        features.append(Feature(id=f"utic-{fid}", lon=lon, lat=lat, name=read.text(row, "cctvname", "name"), props=props, private=private))
    return Parsed(tuple(features), tuple(problems))


CONNECTOR = Connector(
    id="utic_traffic_cctv",
    city="*",
    topic="traffic_cctv",
    source=Source(
        provider=Text(ko="경찰청 도시교통정보센터 (UTIC)", en="National Police Agency, Urban Traffic Information Center (UTIC)"),
        licence=Text(ko="출처 표시", en="Attribution"),
        title=Text(ko="도시 교통 CCTV", en="City traffic cameras"),
        url="https://www.utic.go.kr/guide/newUtisData.do",
        refresh=Text(ko="수시 (매일 수신)", en="irregular (received daily)"),
    ),
    cadence_s=86_400,
    stale_after_s=172_800,
    quota_per_day=100,
    dialect="utic",
    key_env=utic.KEY,
    requests=requests,
    parse=parse,
    store="places",
    may_be_empty=True,
    rank=1,
)

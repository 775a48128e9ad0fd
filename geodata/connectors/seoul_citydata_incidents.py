"""Road incidents around well-known places of Seoul. Topic road_incidents, second to AccInfo.

Source    citydata, block ACDNT_CNTRL_STTS, Seoul open data OA-21285. Licence KOGL Type 1.
Refresh   the provider: every 5 minutes; here every 3 hours (one call a place). The same replies hold weather and messages; those
          connectors ask other places (see _seoul_places.py).
CRS       WGS 84. Units: none. Types also in English.
Unknown   there is no incident id and neighbouring places repeat an incident: start, text and position make the id. What AccInfo
          already tells is kept once (``same_as``). Which places told of it stands in ``places``, joined over the replies of one
          refresh. Codes are read back from the Korean names; a closure in full and the true end are not told.
"""

from dataclasses import replace
from typing import Any

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.connectors._seoul_places import INCIDENTS, ask
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text

_BLOCK = "acdnt_cntrl_stts"


def requests() -> list[Request]:
    return ask("citydata", INCIDENTS)


def parse(page: Page, request: Request) -> Parsed:
    """The incidents of one place; an empty block is no incident."""
    read.require("citydata", page.rows, _BLOCK)
    told = [(read.text(place, "area_nm") or request.context, row) for place in page.rows for row in seoul_openapi.block(place, _BLOCK)]
    incidents = [row for _, row in told]
    read.require("citydata ACDNT_CNTRL_STTS", incidents, "acdnt_occr_dt", "acdnt_type", "acdnt_info", "acdnt_x", "acdnt_y")
    features = {f.id: f for f in (_feature(place, row) for place, row in told)}
    times = [f.observed_at for f in features.values() if f.observed_at]
    return Parsed(tuple(features.values()), (), max(times, default=None))


def merge(first: Feature, later: Feature) -> Feature:
    """One incident that two places told of: as first told, with the names of both places."""
    places = dict.fromkeys([*first.props["places"], *later.props["places"]])
    return replace(first, props=first.props | {"places": list(places)})


def _feature(place: str | None, row: dict[str, Any]) -> Feature:
    words, started = read.text(row, "acdnt_info"), read.local_time(read.text(row, "acdnt_occr_dt"), seoul.ZONE)
    lon, lat = read.number(row, "acdnt_x"), read.number(row, "acdnt_y")
    # 5 decimals are a metre: the same incident comes with the same digits from every place
    where = (None if lon is None else round(lon, 5), None if lat is None else round(lat, 5))
    main = read.text(row, "acdnt_type")
    kind_ko = read.text(row, "acdnt_dtype", "acdnt_type")
    code_main, code_sub = seoul.codes_named(main, read.text(row, "acdnt_dtype"))
    kind_en = read.text(row, "acdnt_eng_dtype", "acdnt_eng_type") or "Road incident"
    return Feature(
        id="c-" + read.fingerprint(read.iso(started), words, *where),
        lon=lon,
        lat=lat,
        name=words or kind_ko,
        kind=seoul.KIND_BY_NAME.get(main or "", "other"),
        observed_at=read.local_time(read.text(row, "acdnt_time"), seoul.ZONE),
        props={
            "title_ko": words or kind_ko,
            "title_en": read.text(row, "acdnt_eng_info") or kind_en,
            "text": words,
            "type": kind_ko,
            "type_en": kind_en,
            "code_main": code_main,
            "code_sub": code_sub,
            "severity": seoul.severity(code_main, code_sub),
            "place": place,
            "places": [place] if place else [],
            "started_at": read.iso(started),
            "expected_end": read.iso(read.local_time(read.text(row, "exp_clr_dt"), seoul.ZONE)),
            "same_as": read.same_happening(started, words),
        },
    )


CONNECTOR = Connector(
    id="seoul_citydata_incidents",
    city="seoul",
    topic="road_incidents",
    source=seoul.source(
        Text(ko="실시간 도시데이터: 사고·통제", en="Real-time city data: incidents"),
        seoul.CITY,
        "OA-21285",
        Text(ko="5분 (3시간마다 수신)", en="5 minutes (received every 3 hours)"),
    ),
    cadence_s=3 * 3600,
    stale_after_s=4 * 3600,
    quota_per_day=50,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    merge=merge,
    may_be_empty=True,
    rank=1,
)

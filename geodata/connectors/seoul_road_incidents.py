"""Road incidents of Seoul, as they are reported. Topic road_incidents.

Source    AccInfo, Seoul open data OA-13315 (TOPIS); XML only. Licence KOGL Type 1.
Refresh   the provider: at once; here every 5 minutes (a day's allowance of an ordinary key is 1,000 calls for all services).
CRS       EPSG:5181 (false northing 500,000 m), converted here. Units: none.
Unknown   an empty position or time is None; acc_road_code is absent in older replies. The reply has no time of its own and tells
          of no end: an incident is over when it is told no more. ``severity`` is None for codes not in the table.
"""

import re
from typing import Any

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text

_CRS = 5181
_PLACE = re.compile(r"장소\s*[:：]\s*([^\r\n]+)")  # the provider's own line for where, within the text


def requests() -> list[Request]:
    return [seoul_openapi.first_page("AccInfo", kind="xml")]


def parse(page: Page, request: Request) -> Parsed:
    """One feature an incident; rows without an id are reported."""
    read.require("AccInfo", page.rows, "acc_id", "occr_date", "acc_type", "grs80tm_x", "grs80tm_y", "acc_info")
    features, problems = [], []
    for at, row in enumerate(page.rows, start=1):
        if (fid := read.text(row, "acc_id")) is None:
            problems.append(f"AccInfo row {at} has no acc_id and was left out.")
            continue
        features.append(_feature(fid, row))
    return Parsed(tuple(features), tuple(problems))


def _feature(fid: str, row: dict[str, Any]) -> Feature:
    lon, lat = read.lonlat(_CRS, read.number(row, "grs80tm_x"), read.number(row, "grs80tm_y"))
    main, sub, road_code = (read.text(row, name) for name in ("acc_type", "acc_dtype", "acc_road_code"))
    kind, main_ko, main_en = seoul.MAIN.get(main or "", ("other", "기타", "Other"))
    sub_ko, sub_en = seoul.SUB.get(sub or "", (main_ko, main_en))
    words = read.text(row, "acc_info")
    where = _PLACE.search(words or "")
    started = read.local_time(f"{row.get('occr_date')}{row.get('occr_time') or ''}", seoul.ZONE)
    ends = read.local_time(f"{row.get('exp_clr_date')}{row.get('exp_clr_time') or ''}", seoul.ZONE)
    title = (words or sub_ko).splitlines()[0].strip(" -") or sub_ko
    return Feature(
        id=fid,
        lon=lon,
        lat=lat,
        name=title,
        kind=kind,
        props={
            "title_ko": title,
            "title_en": sub_en,
            "text": words,
            "type": sub_ko,
            "type_en": sub_en,
            "code_main": main,
            "code_sub": sub,
            "severity": seoul.severity(main, sub, road_code),
            "place": where[1].strip() if where else None,
            "started_at": read.iso(started),
            "expected_end": read.iso(ends),
            "link": read.text(row, "link_id"),
            "road_code": road_code,
            "same_as": read.same_happening(started, words),
        },
    )


CONNECTOR = Connector(
    id="seoul_road_incidents",
    city="seoul",
    topic="road_incidents",
    source=seoul.source(
        Text(ko="실시간 돌발 정보", en="Road incidents in real time"),
        seoul.TOPIS,
        "OA-13315",
        Text(ko="실시간 (5분마다 수신)", en="real time (received every 5 minutes)"),
    ),
    cadence_s=300,
    stale_after_s=900,
    crs=_CRS,
    quota_per_day=290,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    next_page=seoul_openapi.next_page,
    may_be_empty=True,
)

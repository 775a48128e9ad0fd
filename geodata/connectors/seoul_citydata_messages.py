"""Disaster messages to the mobile phones in Seoul. Topic disaster_messages (incidents).

Source    citydata, block LIVE_DST_MESSAGE, Seoul open data OA-21285 (messages of the public alert service). Licence KOGL Type 1.
Refresh   the provider: every 5 minutes; here every 15 minutes, one place in the middle of the city. The same reply holds incidents
          and weather; those connectors ask other places (see _seoul_places.py), so no place is asked twice.
CRS       no positions. ``area`` of the feature is the district whose office signed the message ("[종로구]"); without one the message is
          for the whole city and has no district. Units: none.
Unknown   the end is not told: a message is over when it is told no more. Field names are those of the publisher's sheet of 2026-08-03
          (no recording holds a message). A search for a missing person describes one: its words are not kept.
"""

import re
from typing import Any

from geodata.connector import Connector, Feature, Parsed, Request
from geodata.connectors import _reading as read
from geodata.connectors import _seoul as seoul
from geodata.connectors._seoul_places import MESSAGES, ask
from geodata.dialect import Page
from geodata.dialects import seoul_openapi
from geodata.text import Text

_BLOCK = "live_dst_message"
_FIELDS = ("dst_se_nm", "emrg_step_nm", "msg_cn", "crt_dt")

# words of the class of disaster (재해구분명) -> kind; the first that stands in it decides
_KINDS: tuple[tuple[str, str, str], ...] = (
    ("실종", "missing_person", "Search for a missing person"),
    ("화재|산불|폭발", "fire", "Fire"),
    ("태풍|호우|홍수|강풍|대설|한파|폭염|황사|풍랑|안개|건조|가뭄|낙뢰|기상", "weather", "Severe weather"),
    ("지진|해일|산사태|붕괴|침하", "ground", "Earthquake or collapse"),
    ("교통|도로|철도|지하철", "traffic", "Traffic"),
    ("감염병|전염병|의료|가축|AI|미세먼지|환경", "health", "Health"),
)
_STEPS = {"위급": 4, "긴급": 3, "안전": 2}  # 위급재난, 긴급재난, 안전안내
_SIGNED = re.compile(r"\[\s*(?:서울(?:특별시|시)?\s+)?([가-힣]+구)(?:청)?\s*\]")
_TITLE_CHARACTERS = 60


def requests() -> list[Request]:
    return ask("citydata", MESSAGES)


def parse(page: Page, request: Request) -> Parsed:
    """The messages in force; an empty block is no message. A message without words or time is reported."""
    read.require("citydata", page.rows, _BLOCK)
    messages = [row for place in page.rows for row in seoul_openapi.block(place, _BLOCK)]
    read.require("citydata LIVE_DST_MESSAGE", messages, *_FIELDS)
    features: dict[str, Feature] = {}
    problems = []
    for at, row in enumerate(messages, start=1):
        if (feature := _feature(row)) is None:
            problems.append(f"citydata LIVE_DST_MESSAGE row {at} has no MSG_CN or no CRT_DT and was left out.")
        else:
            features.setdefault(feature.id, feature)
    return Parsed(tuple(features.values()), tuple(problems))


def _feature(row: dict[str, Any]) -> Feature | None:
    words, sent = read.text(row, "msg_cn"), read.local_time(read.text(row, "crt_dt"), seoul.ZONE)
    if words is None or sent is None:
        return None
    called, step = read.text(row, "dst_se_nm"), read.text(row, "emrg_step_nm")
    kind, kind_en = next(((k, en) for pattern, k, en in _KINDS if re.search(pattern, called or "")), ("other", "Message"))
    signed = _SIGNED.search(words)
    private = kind == "missing_person"
    title = "실종자 찾기 안내" if private else _shortened(words)
    return Feature(
        id="m-" + read.fingerprint(read.iso(sent), words),
        lon=None,
        lat=None,
        name=title,
        kind=kind,
        observed_at=sent,
        area=signed[1] if signed else None,
        props={
            "title_ko": title,
            "title_en": kind_en,
            "text": None if private else words,
            "area": signed[1] if signed else "서울 전역",
            "area_en": None if signed else "The whole city",
            "type": called,
            "step": step,
            "severity": next((grade for word, grade in _STEPS.items() if word in (step or "")), None),
            "reported_at": read.iso(sent),
            "status": "reported",
        },
    )


def _shortened(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _TITLE_CHARACTERS else line[: _TITLE_CHARACTERS - 1].rstrip() + "…"


CONNECTOR = Connector(
    id="seoul_citydata_messages",
    city="seoul",
    topic="disaster_messages",
    source=seoul.source(
        Text(ko="실시간 도시데이터: 긴급재난문자", en="Real-time city data: disaster messages"),
        seoul.CITY,
        "OA-21285",
        Text(ko="5분 (15분마다 수신)", en="5 minutes (received every 15 minutes)"),
    ),
    cadence_s=900,
    stale_after_s=2700,
    quota_per_day=104,
    dialect="seoul_openapi",
    key_env=seoul.KEY,
    requests=requests,
    parse=parse,
    may_be_empty=True,
)

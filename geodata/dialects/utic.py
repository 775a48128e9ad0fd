"""Dialect of the police's Urban Traffic Information Center (UTIC, utic.go.kr): cameras of the cities' traffic centres.

Address   BASE/guide/cctvOpenData.do?key=KEY; needs a registered IP address and a Referer.
Envelope  XML <result><record>…, <cctv><data>…, or the same as JSON; an HTML page when the key or address is not registered.
Streams   a camera's stream is asked for when somebody watches (BASE/guide/openCctvStrm.do?cctvid=…): its address lives for
          minutes and is never kept. Known from programs that use the service, no recorded reply: the first http(s) address in
          the answer is taken, from a field named like a stream where there is one.
Day begins at UTC+9.
"""

import json
import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from geodata.connector import Request
from geodata.dialect import Dialect, Page, ProviderError

KEY = "UTIC_API_KEY"
HOSTS: tuple[str, ...] = ()  # the streams stand at the cities' own hosts: the office lists them in [video] hosts
_ADDRESS = re.compile(r"""https?://[^\s"'<>\\]+""")
_HTML = re.compile(rb"^\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)", re.IGNORECASE)


def address(base: str, key: str | None, request: Request) -> str:
    """The full address; the key is a parameter."""
    mark = "&" if "?" in request.path else "?"
    return f"{base.rstrip('/')}/{request.path}{mark}key={quote(key or '', safe='')}"


def stream_path(cctvid: str) -> str:
    """The request that tells a camera's stream."""
    return f"guide/openCctvStrm.do?cctvid={quote(cctvid, safe='')}"


def stream_of(body: bytes) -> tuple[str, str] | None:
    """(kind, address) of the stream an answer tells; None when it tells none."""
    text = body.decode("utf-8-sig", errors="replace").replace("&amp;", "&").replace("\\/", "/")
    found = _ADDRESS.findall(text)
    for ending, kind in ((".m3u8", "hls"), (".mp4", "mp4"), (".jpg", "still"), (".jpeg", "still")):
        for one in found:
            if one.split("?")[0].lower().endswith(ending):
                return kind, one
    return None


def decode(body: bytes) -> Page:
    """Rows of a list. ProviderError for an HTML page or an unreadable body."""
    if _HTML.match(body):
        raise ProviderError(f"The provider answered with an HTML page: {KEY} or this server's address is not registered there.", "later")
    text = body.decode("utf-8-sig", errors="replace").strip()
    try:
        rows = _from_xml(text) if text.startswith("<") else _from_json(json.loads(text))
    except (ValueError, ElementTree.ParseError, RecursionError) as problem:
        raise ProviderError(f"The reply of {len(body)} bytes cannot be read ({type(problem).__name__}); it may be cut short.") from None
    return Page(tuple({str(k).lower(): v for k, v in row.items()} for row in rows), None)


def _from_xml(text: str) -> list[dict[str, Any]]:
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise ValueError("a document type declaration is not accepted")
    root = ElementTree.fromstring(text)
    return [{field.tag: (field.text or "") for field in row} for row in root.iter() if row.tag.lower() in ("record", "data") and len(row)]


def _from_json(tree: Any) -> list[dict[str, Any]]:
    """The first list of objects, wherever the envelope puts it; a single object counts as a list of one."""
    if isinstance(tree, list):
        return [row for row in tree if isinstance(row, dict)]
    if isinstance(tree, dict):
        if any(str(name).lower() == "cctvid" for name in tree):
            return [tree]
        for inner in tree.values():
            if rows := _from_json(inner):
                return rows
    return []


DIALECT = Dialect(id="utic", base_env="UTIC_API_URL", timezone="Etc/GMT-9", address=address, decode=decode)

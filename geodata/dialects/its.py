"""Dialect of the National Transport Information Center (ITS, its.go.kr): cameras along national roads and motorways.

Address   BASE/cctvInfo?apiKey=KEY&type=its|ex&cctvType=1|2|3&minX&maxX&minY&maxY&getType=json
Envelope  {"response": {"coordtype": 1, "datacount": n, "data": [...]}}; **one hit: data is an object, none: it is missing**;
          a refusal is {"resultCode": ..., "resultMsg": ...} or an HTML page.
Traps     coordinates come as numbers or as text; cctvurl carries a token of its own and is a secret here.
Day begins at UTC+9.
"""

import json
from typing import Any
from urllib.parse import quote

from geodata.connector import Request
from geodata.dialect import Dialect, Page, ProviderError

KEY = "ITS_API_KEY"
# where its streams come from (beside the service itself); the office adds others in [video] hosts
HOSTS = ("cctvsec.ktict.co.kr",)


def address(base: str, key: str | None, request: Request) -> str:
    """The full address; the key is a parameter."""
    mark = "&" if "?" in request.path else "?"
    return f"{base.rstrip('/')}/{request.path}{mark}apiKey={quote(key or '', safe='')}"


def decode(body: bytes) -> Page:
    """Rows of a reply. ProviderError for a refusal, an HTML page or an unreadable body."""
    try:
        tree: Any = json.loads(body.decode("utf-8-sig"))
    except (ValueError, RecursionError) as problem:
        raise ProviderError(f"The reply of {len(body)} bytes is no JSON ({type(problem).__name__}). It is asked again later.") from None
    response = tree.get("response") if isinstance(tree, dict) else None
    if not isinstance(response, dict):
        refused = tree if isinstance(tree, dict) else {}
        code = str(refused.get("resultCode") or (refused.get("header") or {}) or "")[:80]
        raise ProviderError(f"The provider refused ({code or 'no reason given'}); look at {KEY}.", "later")
    rows = response.get("data")
    count = _count(response.get("datacount"))
    if rows is None and count == 0:
        return Page((), 0)
    rows = [rows] if isinstance(rows, dict) else rows
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise ProviderError(f"The reply claims {count} cameras and holds no list of them. Its shape may have changed.")
    return Page(tuple({str(k).lower(): v for k, v in row.items()} for row in rows), count)


def _count(told: Any) -> int | None:
    return int(told) if str(told).isdigit() else None


DIALECT = Dialect(id="its", base_env="ITS_API_URL", timezone="Etc/GMT-9", address=address, decode=decode)

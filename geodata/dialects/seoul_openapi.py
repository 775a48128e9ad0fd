"""Dialect of the Seoul open-data service (data.seoul.go.kr): one envelope for all its services.

Address   BASE/KEY/TYPE/SERVICE/START/END[/filters]: path segments; START and END 1-based, inclusive, at most 1,000 rows.
Envelope  {SERVICE: {list_total_count, RESULT: {CODE, MESSAGE}, row: [...]}}; on refusal RESULT stands alone; citydata writes
          RESULT.CODE with a dot and one CITYDATA object instead of rows; citydata_ppltn is a bare list. XML: the same as tags.
Traps     tag case varies; an overloaded front end answers 200 with an HTML page; `row` of one hit may be an object.
Licence   KOGL Type 1. Refresh, CRS and units: see each connector. Day begins in Asia/Seoul.
"""

import json
import re
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

from geodata.connector import Request
from geodata.dialect import QUOTA_USED, Dialect, Page, ProviderError, Retry

PAGE_ROWS = 1000

# code -> (what it means, when to ask again). Source: the publisher's specification sheet of 2026-08-03; ERROR-337 from the
# sister portals that run the same software.
CODES: dict[str, tuple[str, Retry]] = {
    "INFO-100": ("the key is not valid", "later"),
    "ERROR-300": ("a required value is missing", "later"),
    "ERROR-301": ("the reply type is missing or wrong", "later"),
    "ERROR-310": ("there is no such service", "later"),
    "ERROR-331": ("START is wrong", "later"),
    "ERROR-332": ("END is wrong", "later"),
    "ERROR-333": ("START or END is not an integer", "later"),
    "ERROR-334": ("START is larger than END", "later"),
    "ERROR-335": ("the sample key gives at most 5 rows", "later"),
    "ERROR-336": ("more than 1,000 rows were asked at once", "later"),
    "ERROR-337": ("the day's calls are used up", "tomorrow"),
    "ERROR-500": ("the server failed", "soon"),
    "ERROR-600": ("the database failed", "soon"),
    "ERROR-601": ("the SQL failed", "later"),
}
_OK, _EMPTY = "INFO-000", "INFO-200"
_HTML = re.compile(rb"^\s*(<\?xml[^>]*>\s*)?<(!doctype\s+html|html)", re.IGNORECASE)


def first_page(service: str, kind: str = "json", rows: int = PAGE_ROWS, filters: str = "") -> Request:
    """Request for the first ``rows`` rows of ``service``; ``filters``: further path segments, not yet URL-encoded."""
    return Request(f"{kind}/{service}/1/{rows}" + (f"/{filters}" if filters else ""), context=filters or None)


def next_page(page: Page, request: Request) -> Request | None:
    """The page after ``request``, or None when this one was short. list_total_count is not trusted: bikeList repeats the
    number of rows asked for there."""
    kind, service, start, end, *filters = request.path.split("/")
    size = int(end) - int(start) + 1
    if len(page.rows) < size:
        return None
    following = "/".join([kind, service, str(int(end) + 1), str(int(end) + size), *filters])
    return Request(following, context=request.context)


def address(base: str, key: str | None, request: Request) -> str:
    """The full address; key and segments are percent-encoded."""
    segments = [key or "", *request.path.split("/")]
    return base.rstrip("/") + "/" + "/".join(quote(s, safe="") for s in segments)


def decode(body: bytes) -> Page:
    """Rows of a reply; INFO-200 is an empty page. ProviderError for a refusal, an HTML page or an unreadable body."""
    if _HTML.match(body):
        sentence = "The provider answered with an HTML page (its waiting page) instead of rows. It is asked again later."
        raise ProviderError(sentence, kind="not_the_service")
    tree = _tree(body)
    code, message = _result(tree)
    if code == _EMPTY:
        return Page((), 0)
    if code not in (None, _OK):
        raise _refusal(str(code), message)
    rows = _rows(tree)
    if rows is None and code == _OK and _total(tree) == 0:
        return Page((), 0)
    if rows is None or not all(isinstance(r, dict) for r in rows):
        raise ProviderError(
            f"The reply holds no rows that can be read (its keys: {', '.join(sorted(tree))[:200]}). Its shape may have changed."
        )
    return Page(tuple(rows), _total(tree))


def block(row: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """Objects of a nested block of citydata, whatever its form: a list, one object, nested twice (XML), or empty."""
    found = row.get(name)
    if isinstance(found, dict) and set(found) == {name}:
        found = found[name]
    if isinstance(found, dict):
        found = [found] if found else []
    return [b for b in found or [] if isinstance(b, dict)] if isinstance(found, list) else []


def _refusal(code: str, message: str) -> ProviderError:
    meaning, retry = CODES.get(code, ("unknown code", "soon"))
    if code not in CODES and "트래픽" in message:
        retry = "tomorrow"
    sentence = f"The provider refused with {code} ({meaning}): {message[:200]}. Asked again: {retry}."
    if retry == "tomorrow":
        return ProviderError(sentence, retry, QUOTA_USED, kind="quota")
    # "soon" is the provider's own fault: its server answered, but with a failure
    return ProviderError(sentence, retry, kind="http" if retry == "soon" else "refused")


def _tree(body: bytes) -> dict[str, Any]:
    """The body as nested dicts with lower-case keys."""
    try:
        text = body.decode("utf-8-sig").strip()
        tree = _from_xml(text) if text.startswith("<") else json.loads(text, object_pairs_hook=_lower)
    except (ValueError, ElementTree.ParseError, RecursionError) as problem:
        sentence = f"The reply of {len(body)} bytes cannot be read ({type(problem).__name__}); it may be cut short."
        raise ProviderError(sentence, kind="cut_off") from None
    if not isinstance(tree, dict):
        raise ProviderError(f"The reply is a {type(tree).__name__}, not an object. Its shape may have changed.")
    return tree


def _lower(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    return {key.lower(): value for key, value in pairs}


def _from_xml(text: str) -> dict[str, Any]:
    # no service of this family declares a document type; refusing one shuts out entity expansion
    if "<!DOCTYPE" in text.upper() or "<!ENTITY" in text.upper():
        raise ValueError("a document type declaration is not accepted")
    root = ElementTree.fromstring(text)
    return {root.tag.lower(): _element(root)}


def _element(element: ElementTree.Element) -> Any:
    """A leaf as text; repeated children as lists."""
    if len(element) == 0:
        return element.text or ""
    children: dict[str, Any] = {}
    for child in element:
        key, value = child.tag.lower(), _element(child)
        if key not in children:
            children[key] = value
        elif isinstance(children[key], list):
            children[key].append(value)
        else:
            children[key] = [children[key], value]
    return children


def _wrappers(tree: dict[str, Any]) -> list[dict[str, Any]]:
    """The tree itself and the objects one level down: the places where an envelope may stand."""
    return [tree, *(v for v in tree.values() if isinstance(v, dict))]


def _result(tree: dict[str, Any]) -> tuple[str | None, str]:
    for wrapper in _wrappers(tree):
        result = wrapper.get("result")
        if isinstance(result, dict):
            code = result.get("code") or result.get("result.code")
            return (str(code).strip() if code else None), str(result.get("message") or result.get("result.message") or "")
    # a refusal in XML may be the bare element <RESULT><CODE>
    bare = tree.get("result")
    return (str(bare), "") if isinstance(bare, str) else (None, "")


def _total(tree: dict[str, Any]) -> int | None:
    for wrapper in _wrappers(tree):
        count = str(wrapper.get("list_total_count", ""))
        if count.isdigit():
            return int(count)
    return None


def _rows(tree: dict[str, Any]) -> list[Any] | None:
    """Rows wherever this family puts them; None when there is no place for rows at all."""
    for name in ("row", "citydata", "seoulrtd.citydata_ppltn"):
        for wrapper in _wrappers(tree):
            if wrapper.get(name):
                found = wrapper[name]
                return found if isinstance(found, list) else [found]
    return None


DIALECT = Dialect(id="seoul_openapi", base_env="SEOUL_OPENAPI_URL", timezone="Asia/Seoul", address=address, decode=decode)

"""The recipient's page of an order: works without JavaScript, one column, for a phone.

Looking (GET) writes nothing and shows only who the order is for, so that a messenger's preview gives nothing away and uses nothing
up. Opening (POST) exchanges the link for a cookie of this order. Forms carry a token made from that cookie.
"""

import hmac
import logging
from datetime import datetime
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from callbacks.parts.orders import incident_of, people
from dash_app.errors import UNKNOWN
from dash_app.sheets import language, sheet
from geodata import orders
from geodata.access.person import PUBLIC
from geodata.calls import Way, open_room, pattern, ways
from geodata.context import Context
from geodata.errors import BadInput, SijangsilError
from geodata.office import load_office
from geodata.orders.links import csrf_of
from geodata.orders.model import ANSWERS, MOVES, OPEN, SESSION_LASTS, LinkOver, NotPossible, Subject
from geodata.orders.steps import RECIPIENT
from geodata.text import Text
from layers import numbers
from layers import order as words
from layers.strings import text

__all__ = ["UNKNOWN", "act", "form", "show"]

log = logging.getLogger(__name__)

COOKIE = "sijangsil_order_"
COOKIES = 50
STATUS = {"used": 410, "cut": 410, "expired": 410, "closed": 410, "unknown": 404}


def form(body: bytes) -> dict[str, str]:
    """Fields of a posted form. A field that comes twice counts once. BadInput for more than 20 fields."""
    try:
        found = parse_qs(body.decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=20)
    except ValueError as problem:
        raise BadInput(f"The form of an order cannot be read: {problem}.", text("order.page.long")) from problem
    return {name: values[0] for name, values in found.items()}


def sessions(request: Request) -> list[str]:
    """Secrets of the orders this browser opened."""
    return [value for name, value in request.cookies.items() if name.startswith(COOKIE)][:COOKIES]


def is_ours(request: Request) -> bool:
    """Whether a form was sent from our own page, as far as the browser says where it comes from."""
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is not None and urlsplit(origin).netloc.lower() != request.headers.get("host", "").lower():
        return False
    return fetched in (None, "same-origin", "none")


def show(
    request: Request, context: Context, token: str, now: datetime, *, status: int = 200, problem: Text | None = None,
    typed: dict[str, str] | None = None, room: Way | None = None,
) -> Response:  # fmt: skip
    """The page as it is now. ``problem``: a sentence on top; ``typed``: what was written, kept; ``room``: an opened room."""
    found = orders.look(context.engine, context.city, token, sessions(request), now)
    lang = language(request)
    kept = {name: value for name, value in request.query_params.items() if name in ("lang", "theme")}
    values: dict[str, Any] = {"action": f"/o/{token}" + (f"?{urlencode(kept)}" if kept else ""), "state": found.state, "problem": None}
    if found.state in STATUS:
        values["problem"] = (problem or LinkOver(found.state).screen).get(lang)  # type: ignore[arg-type]
        return _page(request, max(status, STATUS[found.state]), values)
    order = found.order or {}
    values |= {"to": words.recipient(order["recipient"], lang), "demo": bool(order["recipient"].get("demo"))}
    values["problem"] = problem.get(lang) if problem else None
    if found.state == "open":
        values |= _opened(request, context, order, lang, now) | {
            "typed": {"do": "", "note": ""} | (typed or {}),
            "room": room.href if room else None,
        }
    return _page(request, status, values)


def _page(request: Request, status: int, values: dict[str, Any]) -> Response:
    page = sheet(request, "order.html", status=status, **values)
    page.headers["x-robots-tag"] = "noindex, nofollow"
    return page


def _opened(request: Request, context: Context, order: dict[str, Any], lang: str, now: datetime) -> dict[str, Any]:
    office = load_office(context.settings)
    return {
        "order": words.row(order, lang, context.city.timezone, now, people(office)),
        "now": numbers.time(now, context.city.timezone, lang),
        "may": [action for action in ANSWERS if order["state"] in MOVES[action]],
        "csrf": csrf_of(request.cookies.get(COOKIE + order["id"], ""), order["id"]),
        "calls": _calls(context, order, lang),
        "has_room": "incident" in order["subject"] and order["state"] in OPEN and bool(pattern(office, "room")),
    }


def _calls(context: Context, order: dict[str, Any], lang: str) -> list[dict[str, str]]:
    """Published numbers of the others in charge of the incident."""
    from geodata.directory import owners

    if "incident" not in order["subject"]:
        return []
    incident = incident_of(context, context.city, Subject("incident", order["subject"]["incident"]))
    others = [c for c in owners(context.city, incident) if c.public and c.id != order["contact"]] if len(incident) > 1 else []
    office = load_office(context.settings)
    return [{"to": words.contact(c, lang)["label"]} | w.as_dict(lang) for c in others for w in ways(office, c, None, PUBLIC)]


def act(request: Request, context: Context, token: str, body: bytes | None, now: datetime) -> Response:
    """Do what the form says: 'open', 'accept', 'done', 'refuse' or 'room'. Done: back to the page; refused: the page with a sentence
    and what was typed. ``body``: None when it was too long to read."""
    if not is_ours(request):
        log.warning("a form for an order was refused: it was sent from %r", request.headers.get("origin", "another site")[:80])
        return show(request, context, token, now, status=403, problem=text("order.page.foreign"))
    if body is None:
        return show(request, context, token, now, status=413, problem=text("order.page.long"))
    found, fields = orders.look(context.engine, context.city, token, sessions(request), now), form(body)
    try:
        if found.state == "open" and found.order and fields.get("do") != "open":
            return _answer(request, context, token, found.order, fields, now)
        if found.state != "open":
            return _open(request, context, token, fields, now)
    except LinkOver as over:
        return show(request, context, token, now, status=STATUS[over.why], problem=over.screen)
    except BadInput as problem:
        status = 409 if isinstance(problem, NotPossible) else 400
        return show(request, context, token, now, status=status, problem=problem.screen, typed=fields)
    return _back(request)


def _open(request: Request, context: Context, token: str, fields: dict[str, str], now: datetime) -> Response:
    if fields.get("do") != "open":  # an answer from a browser that never opened it
        return show(request, context, token, now, status=403)
    opened = orders.open_link(context.engine, context.city, token, now)
    reply = _back(request)
    ends = datetime.fromisoformat(opened.order["due_at"]) + SESSION_LASTS
    secure = getattr(request.state, "https", request.url.scheme == "https")
    reply.set_cookie(
        COOKIE + opened.order["id"], opened.session, max_age=max(int((ends - now).total_seconds()), 60), path="/o/", httponly=True,
        samesite="strict", secure=secure,
    )  # fmt: skip
    return reply


def _answer(request: Request, context: Context, token: str, order: dict[str, Any], fields: dict[str, str], now: datetime) -> Response:
    session = request.cookies.get(COOKIE + order["id"], "")
    if not hmac.compare_digest(fields.get("csrf", "").encode(), csrf_of(session, order["id"]).encode()):
        log.warning("a form for the order %s was refused: its token is not the session's", order["id"])
        return show(request, context, token, now, status=403, problem=text("order.page.foreign"), typed=fields)
    if fields.get("do") == "room":
        return _room(request, context, token, order, now)
    orders.answer(context.engine, context.city, session, order["id"], fields.get("do", ""), fields.get("note", ""), now)
    return _back(request)


def _room(request: Request, context: Context, token: str, order: dict[str, Any], now: datetime) -> Response:
    """The page with the room's address: a link to press, as a redirect to another host is not allowed to a form."""
    if "incident" not in order["subject"] or order["state"] not in OPEN:
        raise BadInput(f"The order {order['id']} opens no room.", SijangsilError("").screen)
    office, who = load_office(context.settings), f"contact:{order['contact']}"
    way = open_room(context.engine, office, context.city, order["subject"]["incident"], who=who, role=RECIPIENT, now=now)
    return show(request, context, token, now, room=way)


def _back(request: Request) -> Response:
    """See the page again, so that a reload sends nothing twice."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(request.url.path + query, status_code=303, headers={"cache-control": "no-store"})

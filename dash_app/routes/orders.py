"""GET, POST /api/orders and what may be done with one; POST /api/rooms; GET, POST /o/TOKEN: the recipient's page."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from callbacks.asked import json_object
from callbacks.blocking import off_loop
from callbacks.parts import orders as part
from callbacks.person import current
from dash_app import order_page
from dash_app.errors import answer
from dash_app.stream import Broadcaster
from geodata import calls, orders
from geodata.access.person import Person
from geodata.context import Context
from geodata.errors import BadInput
from geodata.office import load_office
from geodata.orders import read
from geodata.orders.give import Due
from geodata.orders.model import NotAllowed, NotPossible, subject_of
from geodata.text import Text
from layers import numbers
from layers import order as words
from layers.strings import say

BODY_BYTES = 20_000
BOARD = 500  # orders the list of all shows at most; the newest
NO_STORE = {"cache-control": "no-store"}


def told(body: bytes | None) -> dict[str, Any]:
    """The JSON object of a request; BadInput when it is none or too long."""
    found = json_object(body, BODY_BYTES)
    if found is None:
        raise BadInput(f"The request wants a JSON object of at most {BODY_BYTES:,} bytes.")
    return found


def due_of(asked: Any) -> Due:
    """The due time as a form tells it: {"in_s": 900}, {"at": ISO with a zone} or {"local": "2026-11-24T18:30"}. BadInput naming it."""
    try:
        ((kind, value),) = asked.items()
        if kind == "in_s":
            return Due(in_s=int(value))
        return Due(**{kind: datetime.fromisoformat(value)})
    except (AttributeError, TypeError, ValueError, OverflowError) as problem:
        raise BadInput(
            f'Field due={str(asked)[:80]!r} must be {{"in_s"}}, {{"at"}} or {{"local"}}: {problem}.',
            Text(ko="기한을 읽을 수 없습니다.", en="The due time cannot be read."),
        ) from problem


def listing(context: Context, person: Person, query: dict[str, str], now: datetime) -> dict[str, Any]:
    """What GET /api/orders answers: the orders on a subject with the form's choices, else the open or the newest ones."""
    lang = "en" if query.get("lang") == "en" else "ko"
    subject = {name: query[name] for name in ("incident", "area", "indicator") if query.get(name)}
    fresh = {"freshness": {"state": "fresh", "observed_at": now.isoformat(timespec="seconds")}}  # our own records, read now
    if subject:
        return part.orders_on(context, context.city, subject, person, lang, now) | fresh
    state = query.get("state", "open")
    if state not in ("open", "all"):
        raise BadInput(f"Parameter state={state[:40]!r} must be 'open' or 'all'.")
    found = read.all_open(context.engine, context.city, person, now)
    if state == "all":
        found = read.recent(context.engine, context.city, BOARD, now)
    names = part.people(load_office(context.settings))
    rows = [words.row(o, lang, context.city.timezone, now, names) for o in found]
    return {"orders": rows, "overdue": sum(o["overdue"] for o in found), "me": person.name} | fresh


def handed(context: Context, given: orders.Given, lang: str, address: str, now: datetime) -> dict[str, Any]:
    """A new link and the ways to send it; the only time it is told."""
    office, zone = load_office(context.settings), context.city.timezone
    link = f"{calls.public_address(office, address)}/o/{given.link_token}"  # no language: the recipient's own browser decides
    due_text = numbers.time(datetime.fromisoformat(given.order["due_at"]), zone, lang)
    message = say("order.message", lang, due=due_text, app=say("app.title", lang)) + "\n" + link
    subject = say("order.message.subject", lang, app=say("app.title", lang))
    ways = calls.handover(office, given.order["recipient"], subject, message)
    row = words.row(given.order, lang, zone, now, part.people(office))
    return {"order": row, "link": link, "message": message, "handover": [way.as_dict(lang) for way in ways]}


def give(context: Context, person: Person, body: bytes | None, address: str, now: datetime) -> dict[str, Any]:
    """Give an order as the form tells it."""
    if not person.may("order.give"):  # before anything is read
        raise NotAllowed(f"The role {person.role} may not give orders.", Text(ko="지시할 권한이 없습니다.", en="You may not give orders."))
    asked, city = told(body), context.city
    given = orders.give(
        context.engine, city, person, contact_id=str(asked.get("contact", "")), text=asked.get("text", ""), due=due_of(asked.get("due")),
        subject=subject_of(asked.get("subject"), city), now=now,
    )  # fmt: skip
    return handed(context, given, _lang(asked), address, now)


def change(context: Context, person: Person, order_id: str, action: str, body: bytes | None, address: str, now: datetime) -> dict[str, Any]:
    """Withdraw an order, or make a new link to it."""
    asked, city = told(b"{}" if body == b"" else body), context.city
    if action == "link":
        return handed(context, orders.remind(context.engine, city, person, order_id, now), _lang(asked), address, now)
    order = orders.withdraw(context.engine, city, person, order_id, asked.get("note", ""), now)
    return {"order": words.row(order, _lang(asked), city.timezone, now, part.people(load_office(context.settings)))}


def room(context: Context, person: Person, body: bytes | None, now: datetime) -> dict[str, Any]:
    """The address of an incident's room, for who may call."""
    asked = told(body)
    if not person.may("call"):
        raise NotAllowed(f"The role {person.role} may not call.", Text(ko="통화할 권한이 없습니다.", en="You may not call."))
    office, incident = load_office(context.settings), str(asked.get("incident", ""))
    way = calls.open_room(context.engine, office, context.city, incident, who=person.name, role=person.role, now=now)
    if way is None:
        raise BadInput(
            f"{office.path} has no [call] room.", Text(ko="화상 회의실이 설정되지 않았습니다.", en="No video room is configured.")
        )
    return way.as_dict(_lang(asked))


def _lang(asked: dict[str, Any]) -> str:
    return "en" if asked.get("lang") == "en" else "ko"


async def posted(request: Request) -> bytes | None:
    """The body of a request; None when it is longer than 20,000 bytes: the rest is not read."""
    body = b""
    async for piece in request.stream():
        body += piece
        if len(body) > BODY_BYTES:
            return None
    return body


async def answered(work: Callable[..., dict[str, Any]], *arguments: Any) -> Response:
    """What ``work`` returns as JSON; what it refuses as 403 (not allowed), 409 (somebody was quicker) or 400."""
    try:
        return JSONResponse(await off_loop(work, *arguments), headers=NO_STORE)
    except NotAllowed as problem:
        return answer(403, problem.log, problem.screen)
    except NotPossible as problem:
        return answer(409, problem.log, problem.screen)


def register(server: FastAPI, context: Context, broadcaster: Broadcaster) -> None:
    """Add the routes."""

    def address(request: Request) -> str:
        """How the giver reaches this server: the origin of the write (checked at the door), which a proxy does not hide."""
        return request.headers.get("origin") or str(request.base_url)

    @server.get("/api/orders")
    async def list_orders(request: Request) -> Response:
        return await answered(listing, context, current(), dict(request.query_params), datetime.now(UTC))

    @server.post("/api/orders")
    async def give_order(request: Request) -> Response:
        reply = await answered(give, context, current(), await posted(request), address(request), datetime.now(UTC))
        broadcaster.wake()
        return reply

    @server.post("/api/orders/{order_id}/{action}")
    async def change_order(request: Request, order_id: str, action: str) -> Response:
        if action not in ("withdraw", "link"):
            return answer(404, "An order can be withdrawn, or given a new link.", order_page.UNKNOWN)
        reply = await answered(change, context, current(), order_id, action, await posted(request), address(request), datetime.now(UTC))
        broadcaster.wake()
        return reply

    @server.post("/api/rooms")
    async def open_room(request: Request) -> Response:
        return await answered(room, context, current(), await posted(request), datetime.now(UTC))

    @server.get("/o/{token}")
    async def recipient_page(request: Request, token: str) -> Response:
        return await off_loop(order_page.show, request, context, token, datetime.now(UTC))

    @server.post("/o/{token}")
    async def recipient_answers(request: Request, token: str) -> Response:
        reply = await off_loop(order_page.act, request, context, token, await posted(request), datetime.now(UTC))
        broadcaster.wake()
        return reply

"""GET /api/me: who is asking, and the token of writes. POST, DELETE /api/session: sign in and out. GET /api/withheld."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from callbacks.asked import json_object
from callbacks.blocking import off_loop
from callbacks.person import current
from dash_app.errors import answer
from dash_app.identity import SESSION_COOKIE, VISIT_COOKIE
from dash_app.stream import Broadcaster
from geodata.access.person import MAY, Person
from geodata.access.sessions import Refused, TooMany, csrf_of, new_token, sign_in, sign_out
from geodata.access.users import users
from geodata.access.withheld import rules
from geodata.context import Context
from geodata.errors import BadInput
from geodata.office import load_office
from geodata.settings import Settings

COOKIE = {"httponly": True, "samesite": "strict", "path": "/"}
NO_STORE = {"cache-control": "no-store"}
BODY_BYTES = 10_000


def described(person: Person, settings: Settings, token: str) -> dict[str, Any]:
    """A person as GET /api/me tells: name, role, may, csrf (of ``token``), and the name to show in both languages."""
    known = users(load_office(settings)).get(person.name) if person.name else None
    return {
        "name": person.name,
        "role": person.role,
        "may": sorted(MAY[person.role]),
        "csrf": csrf_of(token),
        "signed_in": bool(person.name),
        "by_proxy": bool(person.name) and not person.session,
        "title": {"ko": known.title.ko, "en": known.title.en} if known else {"ko": person.name, "en": person.name},
    }


def given(body: bytes) -> tuple[str, str]:
    """Name and password of a sign-in's body; BadInput when it has none."""
    told = json_object(body, BODY_BYTES)
    name, password = (told.get("name"), told.get("password")) if told is not None else (None, None)
    if not isinstance(name, str) or not isinstance(password, str) or not name.strip() or not password:
        raise BadInput(f'A sign-in wants {{"name", "password"}} as JSON of at most {BODY_BYTES:,} bytes.')
    return name.strip(), password


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes."""
    settings, city_id = context.settings, context.city.id

    @server.get("/api/me")
    async def me(request: Request) -> Response:
        person, secure = current(), request.state.https
        own = request.cookies.get(SESSION_COOKIE, "") if person.session else ""
        token = own or request.cookies.get(VISIT_COOKIE) or await off_loop(new_token)
        reply = JSONResponse(await off_loop(described, person, settings, token), headers=NO_STORE)
        if not own and request.cookies.get(SESSION_COOKIE):  # a session that is over
            reply.delete_cookie(SESSION_COOKIE, secure=secure, **COOKIE)
        if not own:
            reply.set_cookie(VISIT_COOKIE, token, secure=secure, **COOKIE)
        return reply

    @server.post("/api/session")
    async def enter(request: Request) -> Response:
        name, password = await off_loop(given, await request.body())
        office, address = await off_loop(load_office, settings), request.state.address
        try:
            session = await off_loop(sign_in, context.engine, office, name, password, address=address, city_id=city_id)
        except TooMany as problem:
            reply = answer(429, problem.log, problem.screen)
            reply.headers["retry-after"] = str(problem.retry_s)
            return reply
        except Refused as problem:
            return answer(401, problem.log, problem.screen)
        if before := request.cookies.get(SESSION_COOKIE):  # signed in anew: the session before is over
            await off_loop(sign_out, context.engine, before, city_id=city_id)
        request.app.state.people.forget()
        reply = JSONResponse(await off_loop(described, session.person, settings, session.token), headers=NO_STORE)
        reply.set_cookie(SESSION_COOKIE, session.token, secure=request.state.https, **COOKIE)
        return reply

    @server.delete("/api/session")
    async def leave(request: Request) -> Response:
        gone = await off_loop(sign_out, context.engine, request.cookies.get(SESSION_COOKIE, ""), city_id=city_id)
        request.app.state.people.forget()
        reply = JSONResponse({"signed_out": gone}, headers=NO_STORE)
        reply.delete_cookie(SESSION_COOKIE, secure=request.state.https, **COOKIE)
        return reply

    @server.get("/api/withheld")
    async def withheld() -> dict[str, Any]:
        return {"rules": await off_loop(rules)}

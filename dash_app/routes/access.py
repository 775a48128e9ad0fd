"""GET /api/me: who is asking, and the token of writes. POST, DELETE /api/session: sign in and out. GET /api/withheld."""

from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from callbacks.blocking import off_loop
from callbacks.person import current
from dash_app import identity
from dash_app.errors import UNREADABLE, answer
from dash_app.stream import Broadcaster
from geodata.access.person import MAY, Person
from geodata.access.sessions import Refused, TooMany, csrf_of, new_token, sign_in, sign_out
from geodata.access.users import users
from geodata.access.withheld import rules
from geodata.context import Context
from geodata.errors import BadInput
from geodata.office import load_office
from geodata.settings import Settings

PLAIN_HTTP = {"httponly": True, "samesite": "strict", "path": "/"}
BODY_BYTES = 10_000


def described(person: Person, settings: Settings, token: str) -> dict[str, Any]:
    """A person as GET /api/me tells: name, role, may, csrf, and the name to show in both languages."""
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


def given(body: Any) -> tuple[str, str]:
    """Name and password of a sign-in's body; BadInput when it has none."""
    name, password = (body.get("name"), body.get("password")) if isinstance(body, dict) else (None, None)
    if not isinstance(name, str) or not isinstance(password, str) or not name or not password or len(name) > 200:
        raise BadInput('A sign-in wants {"name", "password"} as JSON.')
    return name.strip(), password


def no_store(body: Any, status: int = 200) -> JSONResponse:
    """An answer nobody keeps."""
    return JSONResponse(body, status_code=status, headers={"cache-control": "no-store"})


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes."""
    settings, city_id = context.settings, context.city.id

    @server.get("/api/me")
    async def me(request: Request) -> Response:
        person = current()
        own = request.cookies.get(identity.SESSION_COOKIE, "") if person.session else ""
        token = own or request.cookies.get(identity.VISIT_COOKIE) or new_token()
        reply = no_store(await off_loop(described, person, settings, token))
        secure = identity.is_https(request, identity.people(request).office())
        if not own and request.cookies.get(identity.SESSION_COOKIE):  # a session that is over
            reply.delete_cookie(identity.SESSION_COOKIE, secure=secure, **PLAIN_HTTP)
        if not own:
            reply.set_cookie(identity.VISIT_COOKIE, token, secure=secure, **PLAIN_HTTP)
        return reply

    @server.post("/api/session")
    async def enter(request: Request) -> Response:
        body = await request.body()
        if len(body) > BODY_BYTES:
            return answer(413, f"A sign-in may have {BODY_BYTES:,} bytes.", UNREADABLE)
        try:
            told = await request.json()
        except (ValueError, RecursionError):
            told = None
        name, password = given(told)
        people = identity.people(request)
        office = await off_loop(load_office, settings)
        address = identity.address_of(request, office)
        try:
            session = await off_loop(sign_in, context.engine, office, name, password, address=address, city_id=city_id)
        except TooMany as problem:
            reply = answer(429, problem.log, problem.screen)
            reply.headers["retry-after"] = str(problem.retry_s)
            return reply
        except Refused as problem:
            return answer(401, problem.log, problem.screen)
        people.forget()
        reply = no_store(await off_loop(described, session.person, settings, session.token))
        reply.set_cookie(identity.SESSION_COOKIE, session.token, secure=identity.is_https(request, office), **PLAIN_HTTP)
        return reply

    @server.delete("/api/session")
    async def leave(request: Request) -> Response:
        token = request.cookies.get(identity.SESSION_COOKIE, "")
        gone = await off_loop(sign_out, context.engine, token, city_id=city_id)
        people = identity.people(request)
        people.forget()
        reply = no_store({"signed_out": gone})
        reply.delete_cookie(identity.SESSION_COOKIE, secure=identity.is_https(request, people.office()), **PLAIN_HTTP)
        return reply

    @server.get("/api/withheld")
    async def withheld() -> dict[str, Any]:
        return {"rules": await off_loop(rules)}

"""Who sends a request: the session cookie, or the header of a proxy the office trusts. And the one place where writes are refused
that do not come from our own pages: no route can forget it.

Pure ASGI: what is set here is seen by the coroutine that answers. Without a cookie nothing is looked up; with one the answer of
the last two seconds serves, so 200 viewers cost nothing.
"""

import logging
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlsplit

from sqlalchemy import Engine
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from callbacks.blocking import off_loop
from callbacks.person import CURRENT
from dash_app.errors import answer
from geodata.access.person import PUBLIC, ROLES, Person
from geodata.access.sessions import csrf_of, hash_of, person_of, same
from geodata.errors import BadInput
from geodata.office import Office, load_office
from geodata.settings import Settings
from geodata.text import Text

log = logging.getLogger(__name__)

SESSION_COOKIE = "sijangsil_session"
VISIT_COOKIE = "sijangsil_visit"  # of somebody without a session: the double-submit cookie
WRITES = ("POST", "PUT", "PATCH", "DELETE")
KEEP_S = 2.0
KEPT = 2000  # sessions

FOREIGN = Text(
    ko="다른 사이트에서 보낸 요청은 받지 않습니다. 이 화면을 새로 고친 뒤 다시 해 주세요.",
    en="Requests sent from another site are not taken. Please reload this page and try again.",
)


class People:
    """Persons by session, remembered for two seconds; forgotten at once when the office's configuration changes."""

    def __init__(self, engine: Engine, settings: Settings):
        self.engine, self.settings = engine, settings
        self._kept: dict[str, tuple[float, Person | None]] = {}
        self._office: Office | None = None
        self._said = ""

    def office(self) -> Office | None:
        """The configuration; None (and one line in the log) while it cannot be read: then nobody is signed in."""
        try:
            found = load_office(self.settings)
        except BadInput as problem:
            if self._said != problem.log:
                log.error("Nobody can be signed in: %s", problem.log)
                self._said = problem.log
            return None
        self._said = ""
        if found != self._office:
            self._office = found
            self._kept.clear()
        return found

    async def of_token(self, token: str) -> Person | None:
        """The person of a session token, None when it is none (any more)."""
        office = self.office()
        if office is None:
            return None
        key, now_s = hash_of(token), time.monotonic()
        known = self._kept.get(key)
        if known and known[0] > now_s:
            return known[1]
        found = await off_loop(person_of, self.engine, office, token)
        if len(self._kept) >= KEPT:
            self._kept.clear()
        self._kept[key] = (now_s + KEEP_S, found)
        return found

    async def is_still(self, token: str, person: Person) -> bool:
        """Whether a session goes on with the role ``person`` had; asking does not keep it alive, so a screen nobody touches is
        signed out."""
        office = self.office()
        found = await off_loop(person_of, self.engine, office, token, touch=False) if office else None
        return found is not None and found.role == person.role

    def forget(self) -> None:
        """Look everybody up anew: somebody signed in or out."""
        self._kept.clear()


def peer_of(scope: Scope) -> str:
    """Address of whoever opened the connection."""
    return str((scope.get("client") or ("", 0))[0])


def is_trusted(office: Office | None, peer: str) -> bool:
    """Whether ``peer`` is one of the proxies whose headers count."""
    return office is not None and peer in office.proxy.get("trusted", ())


def address_of(request: Request, office: Office | None) -> str:
    """The viewer's address: the last one a trusted proxy added, else the connection's own."""
    peer = peer_of(request.scope)
    told = request.headers.get("x-forwarded-for", "")
    return told.rpartition(",")[2].strip() if told and is_trusted(office, peer) else peer


def is_https(request: Request, office: Office | None) -> bool:
    """Whether the viewer came by https, as we see it or as a trusted proxy tells."""
    told = request.headers.get("x-forwarded-proto", "") if is_trusted(office, peer_of(request.scope)) else ""
    return (told or request.url.scheme) == "https"


def token_of(cookies: Mapping[str, str]) -> str:
    """What the csrf token is made from: the session's, else the visit's; "" without either."""
    return cookies.get(SESSION_COOKIE) or cookies.get(VISIT_COOKIE) or ""


def refused_write(request: Request) -> str | None:
    """Why a write is refused, None when it may pass: our own origin, and a csrf token made from the sender's cookie. Signing in
    needs the origin only: there is nothing to protect yet."""
    origin, fetched = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    host = request.headers.get("host", "")
    if origin is not None and urlsplit(origin).netloc.lower() != host.lower():
        return f"The origin {origin[:80]!r} is not this server's ({host[:80]!r})."
    if fetched is not None and fetched not in ("same-origin", "none"):
        return f"The browser says the request is {fetched[:20]!r}."
    if request.method == "POST" and request.url.path == "/api/session":
        return None
    token = token_of(request.cookies)
    if not token or not same(request.headers.get("x-csrf-token", ""), csrf_of(token)):
        return "The header x-csrf-token is missing or not of the sender's session; GET /api/me gives it."
    return None


class Identity:
    """ASGI middleware: sets ``callbacks.person.CURRENT`` and refuses foreign writes under /api with 403. Routes find the viewer's
    address and whether it came by https in ``request.state.address`` and ``request.state.https``."""

    def __init__(self, app: ASGIApp, people: People):
        self.app, self.people = app, people

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        request = Request(scope)
        if scope["method"] in WRITES and scope["path"].startswith("/api/") and (why := refused_write(request)):
            log.warning("a write to %s from %s was refused: %s", scope["path"][:120], peer_of(scope), why)
            await answer(403, why, FOREIGN)(scope, receive, send)
            return
        office = self.people.office()
        request.state.address, request.state.https = address_of(request, office), is_https(request, office)
        known = CURRENT.set(await self._person(request))
        try:
            await self.app(scope, receive, send)
        finally:
            CURRENT.reset(known)

    async def _person(self, request: Request) -> Person:
        token = request.cookies.get(SESSION_COOKIE)
        if token:
            return await self.people.of_token(token) or self._proxied(request)
        return self._proxied(request)

    def _proxied(self, request: Request) -> Person:
        """Whom a trusted proxy names; the public otherwise. A header from elsewhere is ignored and logged."""
        office = self.people.office()
        header: Any = office.proxy.get("user_header") if office else None
        name = request.headers.get(header, "").strip()[:64] if office and isinstance(header, str) and header else ""
        if not office or not name:
            return PUBLIC
        peer = peer_of(request.scope)
        if not is_trusted(office, peer):
            log.warning("The header %s from %s is ignored: that address is not in [proxy] trusted of %s.", header, peer, office.path)
            return PUBLIC
        role = request.headers.get(str(office.proxy.get("role_header") or "x-remote-role"), "").strip()
        role = role or next((str(user.get("role")) for user in office.users if user.get("name") == name), "")
        if role not in ROLES or role == "public":
            log.warning("The proxy names %r with the role %r, which is none of %s.", name, role[:20], ", ".join(ROLES[1:]))
            return PUBLIC
        return Person(name, role)  # type: ignore[arg-type]

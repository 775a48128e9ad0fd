"""Compression of answers: Starlette's gzip for what changes, and brotli made once for what never does.

Scripts and styles are the bulk of the first page and the same for everybody; compressing them anew for every visitor
would cost more processor time than everything else, so the compressed form is kept in memory.
"""

import brotli
from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from callbacks.blocking import off_loop

STATIC = ("/_dash-component-suites/", "/assets/")
WORTH_BYTES = 800
KEEP = 200  # files; a Dash page has about thirty
FOREVER = "public, max-age=31536000, immutable"


def accepts(header: str, encoding: str) -> bool:
    """Whether an accept-encoding header takes ``encoding``: named, and not with q=0."""
    for part in header.split(","):
        name, _, quality = part.strip().partition(";")
        if name.strip().lower() == encoding:
            return quality.replace(" ", "").lower() not in ("q=0", "q=0.0", "q=0.00", "q=0.000")
    return False


class Compress:
    """ASGI middleware. Static files: brotli kept in memory, long-lived when their address carries a fingerprint."""

    def __init__(self, app: ASGIApp):
        self.app = app
        self.gzip = GZipMiddleware(app, minimum_size=WORTH_BYTES, compresslevel=5)
        self.kept: dict[str, tuple[list[tuple[bytes, bytes]], bytes]] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] != "GET" or not path.startswith(STATIC):
            await (self.gzip if scope["type"] == "http" and not path.startswith(("/live", "/shapes/")) else self.app)(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if not accepts(headers.get("accept-encoding", ""), "br") or "range" in headers:
            await self.gzip(scope, receive, send)
            return
        address = f"{path}?{scope.get('query_string', b'').decode('latin-1')}"
        if address not in self.kept:
            answer = await self._ask(scope, receive)
            if answer is None:
                await self.gzip(scope, receive, send)
                return
            if len(self.kept) >= KEEP:
                self.kept.clear()
            self.kept[address] = answer
        start, body = self.kept[address]
        await send({"type": "http.response.start", "status": 200, "headers": start})
        await send({"type": "http.response.body", "body": body})

    async def _ask(self, scope: Scope, receive: Receive) -> tuple[list[tuple[bytes, bytes]], bytes] | None:
        """The whole answer of the application, compressed; None when it is not a plain 200."""
        status, headers, parts = 0, MutableHeaders(), []

        async def collect(message: Message) -> None:
            nonlocal status, headers
            if message["type"] == "http.response.start":
                status, headers = message["status"], MutableHeaders(raw=list(message["headers"]))
            elif message["type"] == "http.response.body":
                parts.append(message.get("body", b""))

        bare = [(k, v) for k, v in scope["headers"] if k not in (b"if-none-match", b"if-modified-since")]
        await self.app({**scope, "headers": bare}, receive, collect)
        if status != 200:
            return None
        body = await off_loop(brotli.compress, b"".join(parts), quality=7)
        headers["content-encoding"] = "br"
        headers["content-length"] = str(len(body))
        headers["vary"] = "accept-encoding"
        headers["cache-control"] = FOREVER if scope.get("query_string") or ".v" in scope["path"] else "public, max-age=3600"
        return headers.raw, body

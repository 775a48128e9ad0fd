"""Security headers: a content security policy without ``unsafe-eval``, and nothing to any other host."""

from urllib.parse import urlsplit

from dash import Dash
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.settings import Settings

HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "x-frame-options": "SAMEORIGIN",
    "permissions-policy": "geolocation=(self), camera=(), microphone=()",
    "cross-origin-opener-policy": "same-origin",
}


def content_security_policy(app: Dash, settings: Settings) -> str:
    """The policy of every answer. Inline scripts are Dash's own and listed by hash; the operator's tile host, if any, may
    deliver pictures. Styles may be inline: Dash and Leaflet set them element by element."""
    scripts = " ".join(["'self'", *(f"'{h}'" if not h.startswith("'") else h for h in app.csp_hashes())])
    tiles = urlsplit(settings.tile_url)
    pictures = f" {tiles.scheme}://{tiles.netloc.replace('{s}', '*')}" if tiles.netloc else ""
    return "; ".join(
        [
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            f"img-src 'self' data:{pictures}",
            "connect-src 'self'",
            "media-src 'self' blob:",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'self'",
        ]
    )


# Scripts and styles: the policy of the page that loads them holds; repeated with each of sixty files it would weigh more than some of them.
PARTS = ("/assets/", "/_dash-component-suites/")


class SecurityHeaders:
    """ASGI middleware that adds the headers to every HTTP answer, the policy to everything that may be a page."""

    def __init__(self, app: ASGIApp, policy: str):
        self.app = app
        self.headers = {**HEADERS, "content-security-policy": policy}
        self.of_parts = {"x-content-type-options": HEADERS["x-content-type-options"]}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"] in ("/", "/_dash-layout", "/_dash-dependencies"):
                    headers.setdefault("cache-control", "no-cache")
                html = headers.get("content-type", "").startswith(("text/html", "image/svg"))
                for name, value in (self.of_parts if scope["path"].startswith(PARTS) and not html else self.headers).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers if scope["type"] == "http" else send)

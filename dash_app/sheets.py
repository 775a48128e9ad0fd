"""Pages of their own beside the map: sources, audit log, an order on a phone. Jinja templates in ``dash_app/pages``; every value
is escaped, no inline script, the map's own colours. A page works without JavaScript."""

from functools import lru_cache
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from geodata.settings import PROJECT
from layers.strings import say


@lru_cache(maxsize=1)
def _templates() -> Environment:
    loader = FileSystemLoader(PROJECT / "dash_app" / "pages")
    return Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def language(request: Request) -> str:
    """'ko' or 'en': the address's ``lang``, else what the browser asks for first."""
    asked = request.query_params.get("lang") or request.headers.get("accept-language", "ko")[:2].lower()
    return "ko" if asked.startswith("ko") else "en"


def sheet(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """The page ``pages/TEMPLATE``. In it: ``t(key, **fields)`` says a string, ``lang``, ``theme`` and ``values``."""
    lang, theme = language(request), request.query_params.get("theme", "auto")

    def t(key: str, **fields: Any) -> str:
        return say(key, lang, **fields)

    body = _templates().get_template(template).render(t=t, lang=lang, theme=theme, query=dict(request.query_params), **values)
    return HTMLResponse(body, status_code=status, headers={"cache-control": "no-store"})

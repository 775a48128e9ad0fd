"""GET /sources and GET /api/sources: the registry of the city's linked systems, as a page and as JSON."""

from typing import Any
from urllib.parse import urlencode

from fastapi import FastAPI, Request, Response

from callbacks.blocking import off_loop
from dash_app.sheets import language, sheet
from dash_app.stream import Broadcaster
from geodata.context import Context
from geodata.sources import KINDS, STATES, registry, summary
from layers.registry import SIGNS, SORTS, chosen, shown
from layers.strings import say

KEPT = ("kind", "state", "q", "sort", "lang", "theme")  # parameters a link of the page carries on
COLUMNS = ("title", "feeds", "state", "cadence", "observed", "success", "rows", "errors", "quota")


def facts(context: Context, query: dict[str, str]) -> dict[str, Any]:
    """``sources`` as filtered and sorted by the address, ``summary`` of all of them, ``freshness`` of what is listed. Raises BadInput."""
    everything = registry(context.engine, context.city)
    found = chosen(everything, query)
    return {"sources": [s.as_dict() for s in found], "summary": summary(everything), "freshness": summary(found)["freshness"]}


def page(context: Context, request: Request) -> Response:
    """The page of the same: works without any script, every column is a link, the filter a plain form. Raises BadInput."""
    query, lang = {k: v for k, v in request.query_params.items() if k in KEPT and v}, language(request)
    everything = registry(context.engine, context.city)
    found = chosen(everything, query)

    def link(**changes: str) -> str:
        return "/sources?" + urlencode({k: v for k, v in {**query, **changes}.items() if v})

    sort = query.get("sort", "")
    columns = [
        {
            "key": key,
            "href": link(sort="" if sort == f"-{key}" else f"-{key}" if sort == key else key) if key in SORTS else None,
            "sorted": "descending" if sort == f"-{key}" else "ascending" if sort == key else None,
        }
        for key in COLUMNS
    ]
    whole = summary(everything)
    by_state = [
        {"state": state, "sign": SIGNS[state], "n": n, "href": link(state="" if query.get("state") == state else state)}
        for state, n in whole["by_state"].items()
    ]
    return sheet(
        request, "sources.html", rows=shown(found, everything, context.city.timezone, lang), n=whole["n"], errors=whole["errors"],
        by_state=by_state, columns=columns, kinds=[k for k in KINDS if k in whole["by_kind"]], states=list(STATES), sorts=list(SORTS),
        chosen=query, city=context.city.name.get(lang), all_href=link(kind="", state="", q=""),
        state_names={s: say(f"sources.{s}" if s in ("off", "stale") else f"freshness.{s}", lang) for s in STATES},
    )  # fmt: skip


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes."""

    @server.get("/api/sources")
    async def api_sources(request: Request, response: Response) -> dict[str, Any]:
        response.headers["cache-control"] = "no-store"
        return await off_loop(facts, context, dict(request.query_params))

    @server.get("/sources")
    async def sources(request: Request) -> Response:
        return await off_loop(page, context, request)

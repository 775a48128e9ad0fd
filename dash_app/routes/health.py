"""GET /healthz: one JSON object for monitoring."""

from typing import Any

from fastapi import FastAPI, Response

from callbacks.blocking import off_loop
from dash_app.stream import Broadcaster
from geodata.context import Context
from geodata.feeds.read import status
from geodata.freshness import together
from layers.catalogue import layers


def health(context: Context) -> dict[str, Any]:
    """``status`` is 'ok', or 'degraded' while a feed is stale or missing; the rest are facts."""
    feeds = status(context.engine, context.city)
    return {
        "status": "ok" if all(feed.state in ("fresh", "demo") for feed in feeds) else "degraded",
        "freshness": together({"state": feed.state, "observed_at": feed.observed_at} for feed in feeds),
        "city": context.city.id,
        "vintage": context.city.vintage,
        "vintages": list(context.vintages()),
        "districts": len(context.city.districts),
        "neighbourhoods": len(context.city.neighbourhoods),
        "layers": list(layers()),
        "feeds": [
            {"id": f.id, "topic": f.topic, "state": f.state, "observed_at": f.observed_at, "age_s": f.age_s, "rows": f.rows} for f in feeds
        ],
    }


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the route."""

    @server.api_route("/healthz", methods=["GET", "HEAD"])
    async def healthz(response: Response) -> dict[str, Any]:
        response.headers["cache-control"] = "no-store"
        return await off_loop(health, context)

"""GET /live: the live stream (server-sent events). GET /api/live: all live features and feed states now."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse

from callbacks.blocking import off_loop
from dash_app.stream import Broadcaster
from geodata.context import Context
from geodata.feeds import read
from layers.catalogue import topics


def snapshot(context: Context) -> dict[str, Any]:
    """Everything a viewer starts from. ``event``: the id to continue the stream after; taken first, so nothing between
    is lost (an event may come twice, which changes nothing)."""
    last = read.latest_event(context.engine)
    features = [{**feature, "topic": topic} for topic in topics() for feature in read.features(context.engine, context.city, topic)]
    return {"event": last, "features": features, "feeds": [s.as_dict() for s in read.status(context.engine, context.city)]}


def register(server: FastAPI, context: Context, broadcaster: Broadcaster) -> None:
    """Add the routes."""

    @server.get("/api/live")
    async def live_now() -> dict[str, Any]:
        return await off_loop(snapshot, context)

    @server.get("/live")
    async def live(request: Request, after: int | None = None) -> StreamingResponse:
        told = request.headers.get("last-event-id", "")
        start = int(told) if told.isdigit() else after if after is not None else await off_loop(read.latest_event, context.engine)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        return StreamingResponse(broadcaster.stream(start), media_type="text/event-stream", headers=headers)

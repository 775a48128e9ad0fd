"""GET /live: the live stream (server-sent events). GET /api/live: all live features and feed states now."""

import time
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import StreamingResponse

from callbacks.blocking import off_loop
from callbacks.person import current
from dash_app import identity
from dash_app.stream import Broadcaster
from geodata.access.person import PUBLIC, Person
from geodata.access.withheld import redact
from geodata.context import Context
from geodata.feeds import read
from geodata.freshness import together
from geodata.incidents.read import open_incidents
from layers.catalogue import topics


def snapshot(context: Context, person: Person = PUBLIC) -> dict[str, Any]:
    """Everything a viewer starts from. ``event``: the id to continue the stream after; taken first, so nothing between
    is lost (an event may come twice, which changes nothing)."""
    last = read.latest_event(context.engine)
    features = [
        {**redact(topic, feature, person, context.city), "topic": topic}
        for topic in topics()
        for feature in read.features(context.engine, context.city, topic)
    ]
    feeds = [s.as_dict() for s in read.status(context.engine, context.city)]
    incidents = [redact("incidents", one, person) for one in open_incidents(context.engine, context.city)]
    return {"event": last, "features": features, "feeds": feeds, "freshness": together(feeds), "incidents": incidents}


NAMED_S = 600  # how long a stream goes on for a person a proxy named


def first_event(told: str, after: int | None, newest: int) -> int:
    """The id to continue after: what the browser's last-event-id says, else the address, else now. Nonsense means now."""
    asked = int(told) if told.isascii() and told.isdecimal() and len(told) < 19 else after
    return asked if asked is not None and 0 <= asked < 2**63 else newest


def register(server: FastAPI, context: Context, broadcaster: Broadcaster) -> None:
    """Add the routes."""

    @server.get("/api/live")
    async def live_now(response: Response) -> dict[str, Any]:
        response.headers["cache-control"] = "no-store"
        return await off_loop(snapshot, context, current())

    @server.get("/live")
    async def live(request: Request, after: int | None = None) -> StreamingResponse:
        newest = await off_loop(read.latest_event, context.engine)
        start = first_event(request.headers.get("last-event-id", ""), after, newest)
        headers = {"cache-control": "no-store", "x-accel-buffering": "no"}
        person, token = current(), request.cookies.get(identity.SESSION_COOKIE, "")
        ends_s = time.monotonic() + NAMED_S

        async def is_still() -> bool:
            """A session is looked up again; whom a proxy names is asked for anew by starting over."""
            if person.session:
                return bool(await request.app.state.people.is_still(token, person))
            return person.role == "public" or time.monotonic() < ends_s

        return StreamingResponse(broadcaster.stream(start, person, is_still), media_type="text/event-stream", headers=headers)

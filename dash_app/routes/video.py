"""Watching a camera: GET /api/cameras/TOPIC/ID and its POST …/watch, POST /api/views/VIEW/keep and …/end, GET /video/TOKEN/….

A picture is had only through a view: a purpose, where it needs one an incident, and then a signed address of this server. The
relay itself is asynchronous and awaited here; everything that touches the database goes through off_loop.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse, StreamingResponse

from callbacks.blocking import off_loop
from callbacks.parts.cameras import described
from callbacks.person import current
from callbacks.watching import purpose_of, seat_of, view_told
from dash_app.errors import answer
from dash_app.stream import Broadcaster
from geodata.context import Context
from geodata.office import Office, load_office
from geodata.video import ending, grants, tokens
from geodata.video.cameras import Camera
from geodata.video.ending import this_process
from geodata.video.grants import Refused
from geodata.video.keeper import Keeper
from geodata.video.pieces import Piece, Streamed
from geodata.video.relay import Relay
from geodata.video.upstream import Upstream

CHECK_EVERY_S = 5.0  # of a picture that is being passed on: whether its view is still open
RANGE = re.compile(r"bytes=\d{0,15}-\d{0,15}")
NO_STORE = {"cache-control": "no-store", "x-accel-buffering": "no"}


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes; views that a crash left open are ended first."""
    engine, city, process = context.engine, context.city, this_process()
    key = tokens.secret_key(context.settings)

    def office() -> Office:
        return load_office(context.settings)

    relay = Relay(engine, city, office, key)
    keeper = Keeper(engine, city, relay, process)
    server.state.relay, server.state.keeper = relay, keeper
    ending.end_overdue(engine, city, process, datetime.now(UTC))
    if ending.any_open(engine, city):
        keeper.begin()

    def seat(request: Request) -> str:
        return seat_of(current(), request.cookies)

    def hand_on(piece: Piece, still_open: Callable[[], Awaitable[Camera]]) -> Response:
        """The relay's answer: whole, or piece by piece for as long as the view is open."""
        headers = {**NO_STORE, **piece.headers}
        if piece.stream is None:
            return Response(piece.body, media_type=piece.content_type, headers=headers)
        return StreamingResponse(pieces(piece.stream, still_open), piece.status, headers, piece.content_type)

    async def pieces(stream: Streamed, still_open: Callable[[], Awaitable[Camera]]) -> AsyncIterator[bytes]:
        clock = asyncio.get_running_loop().time
        ask_at = clock() + CHECK_EVERY_S
        try:
            async for piece in stream:
                yield piece
                if clock() > ask_at:
                    await still_open()
                    ask_at = clock() + CHECK_EVERY_S
        finally:
            await stream.close()

    @server.exception_handler(Refused)
    async def refused(_request: Request, problem: Refused) -> Response:
        reply = answer(problem.status, problem.log, problem.screen)
        reply.headers["x-reason"] = problem.reason
        return reply

    @server.exception_handler(Upstream)
    async def silent(_request: Request, problem: Upstream) -> Response:
        return answer(problem.status, problem.log, problem.screen)

    @server.get("/api/cameras/{topic}/{fid:path}")
    async def camera(topic: str, fid: str, incident: str | None = None, lang: str = "ko") -> Response:
        found = await off_loop(described, context, current(), topic, fid, incident, "en" if lang == "en" else "ko", datetime.now(UTC))
        return JSONResponse(found, headers=NO_STORE)

    @server.post("/api/cameras/{topic}/{fid:path}/watch")
    async def watch(request: Request, topic: str, fid: str) -> Response:
        purpose, incident = purpose_of(await request.body())
        settings, now = await off_loop(office), datetime.now(UTC)
        found = await off_loop(
            grants.grant, engine, city, settings, current(), topic, fid, purpose, incident, now,
            key=key, seat=seat(request), process=process,
        )  # fmt: skip
        await off_loop(keeper.begin, found.camera, asyncio.get_running_loop())
        try:
            kind = await relay.form(found.camera)
        except Upstream:
            kind = "hls"  # the provider does not say now; the tile shows that nothing comes
        return JSONResponse(view_told(found, kind, await off_loop(grants.terms, settings), now), headers=NO_STORE)

    @server.post("/api/views/{view}/keep")
    async def keep(request: Request, view: str) -> Response:
        settings, now = await off_loop(office), datetime.now(UTC)
        found = await off_loop(grants.keep, engine, city, settings, current(), view, now, key=key, seat=seat(request), process=process)
        await off_loop(keeper.begin, found.camera, asyncio.get_running_loop())
        try:
            kind = await relay.form(found.camera)
        except Upstream:
            kind = "hls"
        return JSONResponse(view_told(found, kind, await off_loop(grants.terms, settings), now), headers=NO_STORE)

    @server.post("/api/views/{view}/end")
    async def end(request: Request, view: str) -> Response:
        return JSONResponse({"ended": await off_loop(ending.end, engine, city, view, seat(request), datetime.now(UTC))}, headers=NO_STORE)

    async def viewed(request: Request, token: str) -> Camera:
        return await off_loop(grants.viewed, engine, city, token, datetime.now(UTC), key=key, seat=seat(request))

    def asked_range(request: Request) -> str | None:
        wanted = request.headers.get("range", "")
        return wanted if RANGE.fullmatch(wanted) else None

    @server.get("/video/{token}/index.m3u8")
    async def playlist(request: Request, token: str) -> Response:
        return hand_on(await relay.playlist(await viewed(request, token)), lambda: viewed(request, token))

    @server.get("/video/{token}/seg/{name}")
    async def segment(request: Request, token: str, name: str) -> Response:
        piece = await relay.segment(await viewed(request, token), name[:80], asked_range(request))
        if piece is None:
            return answer(404, "No such segment stands in the camera's playlist any more.", grants.OVER)
        return hand_on(piece, lambda: viewed(request, token))

    @server.get("/video/{token}/stream.mp4")
    async def clip(request: Request, token: str) -> Response:
        piece = await relay.clip(await viewed(request, token), asked_range(request))
        return hand_on(piece, lambda: viewed(request, token))

    @server.get("/video/{token}/still.jpg")
    async def still(request: Request, token: str) -> Response:
        return hand_on(await relay.still(await viewed(request, token)), lambda: viewed(request, token))

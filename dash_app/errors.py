"""Errors at the door: one shape for all of them, a sentence instead of a traceback, and the page only at its own address.

An ASGI middleware rather than exception handlers: Dash's own routes raise plain exceptions for malformed requests.
"""

import json
import logging
import re
from collections.abc import Container
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from geodata.errors import BadInput, SijangsilError
from geodata.text import Text

log = logging.getLogger(__name__)

CALLBACK = "/_dash-update-component"
CALLBACK_BYTES = 1_000_000
PAGE = ("/", "")
SHEETS = ("/sources", "/audit", "/o/")  # pages of their own beside the map (dash_app/sheets.py), and what lies under them
SHEET = re.compile(r"/sources|/audit|/audit/export\.csv|/o/[^/]+")
SECRETS = ("/o/", "/video/")  # what follows is a token
OURS = (*SHEETS, "/video/", "/_dash-", "/_reload-hash", "/_favicon", "/assets/", "/shapes/", "/api/", "/live", "/healthz", "/favicon.ico")

UNKNOWN = Text(ko="그런 주소가 없습니다. 첫 화면에서 다시 시작해 주세요.", en="There is no such address. Please start from the first page.")
UNREADABLE = Text(ko="요청을 읽을 수 없습니다. 화면을 새로 고쳐 주세요.", en="The request cannot be read. Please reload the page.")
MISSING = Text(ko="요청에 필요한 값이 없거나 잘못되었습니다.", en="A value the request needs is missing or wrong.")


def answer(status: int, log_sentence: str, screen: Text) -> JSONResponse:
    """The project's error shape: ``error`` for the log, ``ko`` and ``en`` for the screen."""
    return JSONResponse(
        {"error": log_sentence, "ko": screen.ko, "en": screen.en}, status_code=status, headers={"cache-control": "no-store"}
    )


ENDLESS = ("/live", "/video/")  # a HEAD of these would begin a stream


def _without_body(send: Send) -> Send:
    """The answer of a GET as that of a HEAD: the same headers, no body."""

    async def headers_only(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return headers_only


def without_token(path: str) -> str:
    """A path fit for the log: an order's link and a camera's relay carry a token, which opens them."""
    return next((f"{secret}…" for secret in SECRETS if path.startswith(secret)), path)


def register_handlers(server: FastAPI) -> None:
    """Errors raised in our own routes."""

    @server.exception_handler(SijangsilError)
    async def refused(_request: Request, problem: SijangsilError) -> Response:
        return answer(400 if isinstance(problem, BadInput) else 503, problem.log, problem.screen)

    @server.exception_handler(RequestValidationError)
    async def invalid(_request: Request, problem: RequestValidationError) -> Response:
        names = ", ".join(sorted({str(error["loc"][-1])[:40] for error in problem.errors()}))
        return answer(422, f"Parameter {names} is missing or not of its kind.", MISSING)


class Door:
    """ASGI middleware: unknown addresses, unreadable callback bodies and failures become one sentence each.

    ``outputs``: the callbacks' outputs as Dash names them; a request for another one is not passed on.
    """

    def __init__(self, app: ASGIApp, outputs: Container[str]):
        self.app = app
        self.outputs = outputs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        path = scope["path"]
        if scope["method"] == "HEAD" and not path.startswith(ENDLESS):
            scope, send = {**scope, "method": "GET"}, _without_body(send)
        if path not in PAGE and not path.startswith(OURS):
            await answer(404, "There is no such address.", UNKNOWN)(scope, receive, send)
            return
        if path == CALLBACK and scope["method"] == "POST":
            refusal, receive = await _read_callback(receive, self.outputs)
            if refusal:
                log.info("a callback request was refused: %s", bytes(refusal.body).decode())
                await refusal(scope, receive, send)
                return
        await self._guarded(scope, receive, send)

    async def _guarded(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the application. Dash answers an unknown address with the page, and an unknown script with a failure: both are
        held back here and answered as what they are. A failure before the first byte becomes a sentence, and is logged."""
        path, started, unknown = scope["path"], False, False

        async def watch(message: Message) -> None:
            nonlocal started, unknown
            if message["type"] == "http.response.start":
                html = any(k == b"content-type" and v.startswith(b"text/html") for k, v in message.get("headers", []))
                page = path not in PAGE and not SHEET.fullmatch(path) and html and message["status"] == 200
                unknown = page or (message["status"] == 500 and path.startswith("/_dash-component-suites/"))
                started = not unknown
            if not unknown:
                await send(message)

        try:
            await self.app(scope, receive, watch)
        except Exception:
            if started:
                raise
            if not path.startswith("/_dash-component-suites/"):
                log.exception("a request to %s failed", without_token(path))
                await answer(500, "The request failed; the log says why.", SijangsilError("").screen)(scope, receive, send)
                return
            unknown = True
        if unknown:
            await answer(404, "There is no such address.", UNKNOWN)(scope, receive, send)


async def _read_callback(receive: Receive, outputs: Container[str]) -> tuple[JSONResponse | None, Receive]:
    """The body of a callback request, checked for size and form, handed on to be read again."""
    parts: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return answer(400, "The request was cut off.", UNREADABLE), receive
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        if size > CALLBACK_BYTES:
            return answer(413, f"A callback request may have {CALLBACK_BYTES:,} bytes.", UNREADABLE), receive
        if not message.get("more_body"):
            break
    body = b"".join(parts)
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return (None if _readable(body, outputs) else answer(400, "The request is not a callback's.", UNREADABLE)), again


def _readable(body: bytes, outputs: Container[str]) -> bool:
    """Whether a body has the form Dash expects: an object with a known output and a list of inputs with ids."""
    try:
        told: Any = json.loads(body)
    except (ValueError, RecursionError):
        return False
    if not isinstance(told, dict) or not isinstance(told.get("output"), str) or told["output"] not in outputs:
        return False
    parts = [told.get("inputs"), told.get("state") or []]
    return all(isinstance(p, list) and all(isinstance(one, dict) and "id" in one and "property" in one for one in p) for p in parts)

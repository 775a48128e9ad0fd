"""GET /shapes/NAME: built outlines at content-hashed addresses, compressed beforehand, cacheable forever."""

import re
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, JSONResponse, Response

from dash_app.compress import FOREVER
from dash_app.stream import Broadcaster
from geodata.context import Context

NAME = re.compile(r"[\w.-]+\.[0-9a-f]{6,64}\.json", re.ASCII)


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the route."""
    folder = context.settings.shapes

    @server.get("/shapes/{name}")
    async def shapes(name: str, request: Request) -> Response:
        path: Path = folder / name
        if not NAME.fullmatch(name) or not path.is_file():
            return JSONResponse({"error": "There is no such outline file; reload the page."}, status_code=404)
        accepted = request.headers.get("accept-encoding", "")
        headers = {"cache-control": FOREVER, "vary": "accept-encoding", "etag": f'"{name}"'}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        for ending, encoding in ((".br", "br"), (".gz", "gzip")):
            packed = path.with_name(name + ending)
            if encoding in accepted and packed.is_file():
                return FileResponse(packed, media_type="application/json", headers={**headers, "content-encoding": encoding})
        return FileResponse(path, media_type="application/json", headers=headers)

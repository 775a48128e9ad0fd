"""GET /shapes/NAME: built outlines at content-hashed addresses, compressed beforehand, cacheable forever."""

import re
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.responses import FileResponse, Response

from dash_app.compress import FOREVER, accepts
from dash_app.errors import answer
from dash_app.stream import Broadcaster
from geodata.context import Context
from geodata.text import Text

GONE = Text(ko="경계 파일이 바뀌었습니다. 화면을 새로 고쳐 주세요.", en="The outlines have changed. Please reload the page.")
NAME = re.compile(r"[\w.-]+\.[0-9a-f]{6,64}\.json", re.ASCII)
DATE = re.compile(r"-(\d{4}-\d{2}-\d{2})-")  # of the outlines; the base picture's is unknown


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the route."""
    folder = context.settings.shapes

    @server.api_route("/shapes/{name}", methods=["GET", "HEAD"])
    async def shapes(name: str, request: Request) -> Response:
        path: Path = folder / name
        if not NAME.fullmatch(name) or not path.is_file():
            return answer(404, "There is no such outline file.", GONE)
        accepted = request.headers.get("accept-encoding", "")
        headers = {"cache-control": FOREVER, "vary": "accept-encoding", "etag": f'"{name}"'}
        # outlines are valid for the vintage in their name; when they were built is the answer's last-modified
        date = DATE.search(name)
        headers |= {"x-freshness": "fresh" if date else "stale", "x-observed-at": date[1] if date else "unknown"}
        if request.headers.get("if-none-match") == headers["etag"]:
            return Response(status_code=304, headers=headers)
        for ending, encoding in ((".br", "br"), (".gz", "gzip")):
            packed = path.with_name(name + ending)
            if accepts(accepted, encoding) and packed.is_file():
                return FileResponse(packed, media_type="application/json", headers={**headers, "content-encoding": encoding})
        return FileResponse(path, media_type="application/json", headers=headers)

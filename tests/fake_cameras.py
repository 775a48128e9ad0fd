"""A server on the loopback that plays a provider of camera pictures, and misbehaves on command.

    with FakeCameras() as fake:
        fake.put("/cam/index.m3u8", body, "application/vnd.apple.mpegurl")
        fake.folder("/hls/", path)          # files of a folder, read anew every time
        fake.hits                           # paths asked for, in order; fake.headers: of the last request

An answer may be a function of the request's path that gives (status, headers, body), a redirect among them. ``late_s``: before
every answer.
"""

import threading
import time
from collections.abc import Callable, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType
from typing import Any, Self

Answer = tuple[int, dict[str, str], bytes]
TYPES = {".m3u8": "application/vnd.apple.mpegurl", ".ts": "video/mp2t", ".mp4": "video/mp4", ".jpg": "image/jpeg"}
CANARY = "canary-5f1d"  # stands in every address, and must never come out of our server


class FakeCameras:
    """The server; ``url`` has no slash at its end, ``host`` is host:port."""

    def __init__(self) -> None:
        self.answers: dict[str, Answer | Callable[[str, Mapping[str, str]], Answer]] = {}
        self.folders: dict[str, Path] = {}
        self.hits: list[str] = []
        self.headers: dict[str, str] = {}
        self.late_s = 0.0
        fake = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                fake.hits.append(self.path)
                fake.headers = {k.lower(): v for k, v in self.headers.items()}
                time.sleep(fake.late_s)
                status, headers, body = fake.answer(self.path, fake.headers)
                try:
                    self.send_response(status)
                    for name, value in {"content-length": str(len(body)), **headers}.items():
                        self.send_header(name, value)
                    self.end_headers()
                    self.wfile.write(body)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            def log_message(self, *_: Any) -> None:
                """Quiet."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_port}"
        self.url = f"http://{self.host}"

    def put(self, path: str, body: bytes | str, kind: str, **headers: str) -> str:
        """Answer ``path`` (without query) with a body; returns its address, with the canary in the query."""
        raw = body.encode() if isinstance(body, str) else body
        self.answers[path] = (200, {"content-type": kind, **{k.replace("_", "-"): v for k, v in headers.items()}}, raw)
        return f"{self.url}{path}?token={CANARY}"

    def answer(self, path: str, headers: Mapping[str, str]) -> Answer:
        bare = path.split("?")[0]
        found = self.answers.get(bare)
        if callable(found):
            return found(path, headers)
        if found:
            return found
        for prefix, folder in self.folders.items():
            file = folder / bare.removeprefix(prefix)
            if bare.startswith(prefix) and file.is_file():
                try:
                    return (
                        200,
                        {"content-type": TYPES.get(file.suffix, "application/octet-stream"), "cache-control": "no-store"},
                        file.read_bytes(),
                    )
                except FileNotFoundError:  # the encoder takes old segments away
                    break
        return 404, {"content-type": "text/plain"}, b"no such picture"

    def __enter__(self) -> Self:
        threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, problem: BaseException | None, trace: TracebackType | None) -> None:
        self.server.shutdown()
        self.server.server_close()


def sliding(sequence: int, target_s: float = 1, prefix: str = "", segments: int = 3, more: str = "") -> str:
    """A media playlist whose first segment is ``sequence``."""
    lines = "".join(f"#EXTINF:{target_s:.3f},a title\n{prefix}s{n}.ts?token={CANARY}\n" for n in range(sequence, sequence + segments))
    return f"#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-TARGETDURATION:{target_s:g}\n#EXT-X-MEDIA-SEQUENCE:{sequence}\n{more}{lines}"

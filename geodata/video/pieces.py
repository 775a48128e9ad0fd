"""What the relay hands on: a whole body, or one that is passed on piece by piece, no faster than the viewer takes it."""

import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from geodata.video.reach import Allowed, Resolve
from geodata.video.upstream import Bounds, Upstream, asked, content_type

PLAYLIST_TYPE = "application/vnd.apple.mpegurl"
BYTES_TYPES = ("application/octet-stream", "binary/octet-stream", "")
PLAYLIST_TYPES = (PLAYLIST_TYPE, "application/x-mpegurl", "audio/mpegurl", "audio/x-mpegurl", "text/plain", *BYTES_TYPES)
STILL_TYPES = ("image/jpeg", "image/png", "image/webp")
# some servers name .ts after another program's files
MOVING_TYPES = ("application/mp4", "text/vnd.trolltech.linguist", *BYTES_TYPES)
SEGMENT_TYPES = {
    ".ts": "video/mp2t", ".m4s": "video/iso.segment", ".mp4": "video/mp4", ".m4v": "video/mp4", ".cmfv": "video/mp4", ".vtt": "text/vtt",
    ".key": "application/octet-stream",
}  # fmt: skip
PASSED_ON = ("content-length", "content-range", "accept-ranges", "last-modified")


@dataclass
class Streamed:
    """A body on its way. Iterate it once; ``close`` in any case. ``most``: bytes; ``total_s``: for the whole; None: no limit."""

    stack: AsyncExitStack
    reply: httpx.Response
    most: int | None
    total_s: float | None

    async def __aiter__(self) -> AsyncIterator[bytes]:
        """The pieces. A body that grows too large, takes too long or breaks off breaks the answer off (Upstream), so that half a
        segment is never taken for a whole one."""
        ends, passed = (time.monotonic() + self.total_s if self.total_s else None), 0
        try:
            async for piece in self.reply.aiter_raw():
                passed += len(piece)
                if self.most is not None and passed > self.most:
                    raise Upstream(f"A camera's provider sent a segment of more than {self.most} bytes.")
                if ends is not None and time.monotonic() > ends:
                    raise Upstream("A camera's segment did not come whole in time.", 504)
                yield piece
        except (httpx.HTTPError, httpx.StreamError) as problem:
            raise Upstream(f"A camera's picture broke off ({type(problem).__name__}).") from None
        finally:
            await self.close()

    async def close(self) -> None:
        """Give the connection up."""
        await self.stack.aclose()


@dataclass(frozen=True)
class Piece:
    """An answer to pass on: ``body`` whole, or ``stream``. ``headers``: those of the provider that may be told."""

    content_type: str
    body: bytes = b""
    stream: Streamed | None = None
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


async def streamed(
    address: str, hosts: Allowed, bounds: Bounds, resolve: Resolve, kind: str, ask_range: str | None = None, *, limited: bool = True,
    most: int | None = None,
) -> Piece:  # fmt: skip
    """The body at ``address`` as content type ``kind``. ``limited``: a segment (size and time bounded), not a clip; ``most``:
    another size. Raises Upstream for sound, text, or anything else that is no moving picture."""
    most = (most or bounds.segment_bytes) if limited else None
    stack = AsyncExitStack()
    try:
        asking = asked(address, hosts, bounds, headers={"range": ask_range} if ask_range else {}, resolve=resolve)
        reply, _ = await stack.enter_async_context(asking)
        told = content_type(reply)
        if not (told.startswith("video/") or told in MOVING_TYPES or (told == kind == "text/vtt")):
            raise Upstream("A camera's provider sent something that is no moving picture.")
        if reply.headers.get("content-encoding", "identity") != "identity":
            raise Upstream("A camera's provider sent a compressed body though none was asked for.")
        length = reply.headers.get("content-length", "")
        if most is not None and length.isdigit() and int(length) > most:
            raise Upstream(f"A camera's provider sent a segment of more than {most} bytes.")
    except BaseException:
        await stack.aclose()
        raise
    passed = {name: reply.headers[name] for name in PASSED_ON if name in reply.headers}
    body = Streamed(stack, reply, most, bounds.total_s if limited else None)
    return Piece(kind, stream=body, status=reply.status_code, headers=passed)


def moment(told: str | None) -> datetime | None:
    """An HTTP date as UTC; None when it is none."""
    try:
        found = parsedate_to_datetime(told) if told else None
    except ValueError:
        return None
    return found.astimezone(UTC) if found and found.tzinfo else None

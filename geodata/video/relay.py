"""The relay: fetches a camera's picture from its provider and hands it on under addresses of this server.

Asynchronous throughout (a segment is passed on piece by piece, no faster than the viewer takes it), so it is awaited by the
routes directly instead of holding a worker thread per viewer; what touches the database runs in a thread. However many watch one
camera, its playlist is fetched once in a target duration.
"""

import asyncio
import hashlib
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Engine

from geodata.city import City
from geodata.office import Office
from geodata.video import drawing, status
from geodata.video.ask import stream_now
from geodata.video.cameras import DEMO, Camera
from geodata.video.pieces import PLAYLIST_TYPE, PLAYLIST_TYPES, SEGMENT_TYPES, STILL_TYPES, Piece, moment, streamed
from geodata.video.playlist import Playlist, Unplayable, rewrite
from geodata.video.reach import Allowed, Resolve, allowed, system_resolve
from geodata.video.upstream import Bounds, Upstream, asked, content_type, whole_body

__all__ = ["Piece", "Relay", "Upstream"]

CAMERAS_KEPT = 64
NAMES_KEPT = 2000  # of one camera: some hours of segments
MASTER_S = 10.0  # how long a list of variants is kept
STILL_S = 2.0
KEY_BYTES = 4096


@dataclass
class _Known:
    """What is remembered of one camera."""

    names: "OrderedDict[str, tuple[str, str]]"
    lists: dict[str, tuple[float, Playlist]]
    locks: dict[str, asyncio.Lock]
    still: tuple[float, Piece] | None = None
    loop: asyncio.AbstractEventLoop | None = None


class Relay:
    """``office``: called for every request, so that a changed list of hosts holds at once. ``key``: names are made with it."""

    def __init__(
        self, engine: Engine, city: City, office: Callable[[], Office], key: bytes, *, bounds: Bounds | None = None,
        resolve: Resolve = system_resolve, now: Callable[[], datetime] | None = None,
    ):  # fmt: skip
        self.engine, self.city, self.office, self.key = engine, city, office, key
        self.bounds, self.resolve = bounds or Bounds(), resolve
        self.now = now or (lambda: datetime.now(UTC))
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def _of(self, camera: Camera) -> _Known:
        """What is remembered of a camera; forgotten when its address changed or another loop asks (tests)."""
        tag = hashlib.sha256(f"{camera.topic}|{camera.fid}|{camera.address}".encode()).hexdigest()
        known, loop = self._known.get(tag), asyncio.get_running_loop()
        if known is None or known.loop is not loop:
            known = self._known[tag] = _Known(OrderedDict(), {}, {}, loop=loop)
        self._known.move_to_end(tag)
        while len(self._known) > CAMERAS_KEPT:
            self._known.popitem(last=False)
        return known

    async def _hosts(self) -> Allowed:
        return await asyncio.to_thread(lambda: allowed(self.office()))

    async def _note(self, camera: Camera, seen: status.Seen | None) -> None:
        await asyncio.to_thread(status.note, self.engine, self.city, camera.topic, camera.fid, seen, self.now())

    async def _source(self, camera: Camera, hosts: Allowed) -> Camera:
        """The camera with the address that holds now: some providers tell it only when asked."""
        return await stream_now(camera, hosts, self.bounds, self.resolve) if camera.kind == "ask" else camera

    async def form(self, camera: Camera) -> str:
        """ "hls", "mp4" or "still": what the camera's picture is now. Raises Upstream when its provider must tell and does not."""
        return (await self._source(camera, await self._hosts())).kind

    # ---- HLS

    async def playlist(self, camera: Camera) -> Piece:
        """The camera's playlist, rewritten; measured on the way. Raises Upstream."""
        known, hosts = self._of(camera), await self._hosts()
        try:
            found = await self._list(camera, known, hosts, "", "seg/")
        except Upstream:
            await self._note(camera, None)
            raise
        return Piece(PLAYLIST_TYPE, found.text.encode())

    async def segment(self, camera: Camera, name: str, ask_range: str | None) -> Piece | None:
        """What stands under an opaque name: a variant's playlist, a segment, a key. None for a name nobody gave. Raises
        Upstream."""
        known, hosts = self._of(camera), await self._hosts()
        if name not in known.names:  # this process never saw the playlist, or forgot: read it anew
            first = await self._list(camera, known, hosts, "", "seg/")
            if first.master and name not in known.names:
                for one, (kind, address) in list(first.names.items()):
                    if kind == "list" and name not in known.names:
                        await self._list(camera, known, hosts, one, "", address)
        if name not in known.names:
            return None
        kind, address = known.names[name]
        if kind == "list":
            try:
                found = await self._list(camera, known, hosts, name, "", address)
            except Upstream:
                await self._note(camera, None)
                raise
            return Piece(PLAYLIST_TYPE, found.text.encode())
        ending = "." + name.rpartition(".")[2]
        kind_told = SEGMENT_TYPES.get(ending, "video/mp2t")
        return await streamed(address, hosts, self.bounds, self.resolve, kind_told, ask_range, most=KEY_BYTES if kind == "key" else None)

    async def _list(self, camera: Camera, known: _Known, hosts: Allowed, name: str, prefix: str, address: str = "") -> Playlist:
        """A playlist (``name`` "": the camera's first), fetched at most once in a target duration for all viewers."""
        async with known.locks.setdefault(name, asyncio.Lock()):
            kept = known.lists.get(name)
            if kept and time.monotonic() - kept[0] < (MASTER_S if kept[1].master or kept[1].ended else kept[1].target_s):
                return kept[1]
            if not address:
                source = await self._source(camera, hosts)
                if source.kind != "hls":
                    raise Upstream("A camera that was announced as a stream is none.")
                address = source.address
            began = time.monotonic()
            found = await self._read_list(address, hosts, prefix)
            known.lists[name] = (began, found)
            known.names.update(found.names)
            while len(known.names) > NAMES_KEPT:
                known.names.popitem(last=False)
        if not found.master:
            await self._note(camera, status.Seen(found.mark, found.target_s, ended=found.ended))
        return found

    async def _read_list(self, address: str, hosts: Allowed, prefix: str) -> Playlist:
        try:
            async with asyncio.timeout(self.bounds.total_s), asked(address, hosts, self.bounds, resolve=self.resolve) as (reply, base):
                if content_type(reply) not in PLAYLIST_TYPES:
                    raise Upstream("A camera's provider answered with something that is no playlist.")
                body = await whole_body(reply, self.bounds.playlist_bytes)
            return rewrite(body, base, self.key, prefix)
        except Unplayable as problem:
            raise Upstream(f"A camera's stream cannot be shown: {problem}.") from None
        except TimeoutError:
            raise Upstream("A camera's playlist did not come whole in time.", 504) from None

    # ---- clips

    async def clip(self, camera: Camera, ask_range: str | None) -> Piece:
        """The camera's MP4, piece by piece; ranges are passed on. Raises Upstream."""
        hosts = await self._hosts()
        try:
            source = await self._source(camera, hosts)
            piece = await streamed(source.address, hosts, self.bounds, self.resolve, "video/mp4", ask_range, limited=False)
        except Upstream:
            await self._note(camera, None)
            raise
        told = piece.headers.get("last-modified")
        await self._note(camera, status.Seen(told or "clip", pictured_at=moment(told)))
        return piece

    # ---- stills

    async def still(self, camera: Camera) -> Piece:
        """The camera's picture of now; fetched at most every ``STILL_S`` seconds for all viewers. Raises Upstream."""
        if camera.address == DEMO:
            body = drawing.demo_still(camera.name, self.city.timezone, self.now())
            await self._note(camera, status.Seen(hashlib.sha256(body).hexdigest()[:24], pictured_at=self.now()))
            return Piece("image/svg+xml", body, headers={"x-picture-at": self.now().isoformat(timespec="seconds")})
        known, hosts = self._of(camera), await self._hosts()
        async with known.locks.setdefault("still", asyncio.Lock()):
            if known.still and time.monotonic() - known.still[0] < STILL_S:
                return known.still[1]
            try:
                piece, seen = await self._read_still(camera, hosts)
            except Upstream:
                await self._note(camera, None)
                raise
            known.still = (time.monotonic(), piece)
        await self._note(camera, seen)
        return piece

    async def _read_still(self, camera: Camera, hosts: Allowed) -> tuple[Piece, status.Seen]:
        source = await self._source(camera, hosts)
        try:
            async with asyncio.timeout(self.bounds.total_s), asked(source.address, hosts, self.bounds, resolve=self.resolve) as (reply, _):
                kind, told = content_type(reply), reply.headers.get("last-modified")
                if kind not in STILL_TYPES:
                    raise Upstream("A camera's provider sent something that is no picture.")
                body = await whole_body(reply, self.bounds.still_bytes)
        except TimeoutError:
            raise Upstream("A camera's picture did not come whole in time.", 504) from None
        taken = moment(told)
        headers = {"x-picture-at": taken.isoformat(timespec="seconds")} if taken else {}
        return Piece(kind, body, headers=headers), status.Seen(hashlib.sha256(body).hexdigest()[:24], pictured_at=taken)

    async def check(self, camera: Camera) -> None:
        """Measure a camera once; what comes of it stands in ``status.read``. Never raises for a provider's failure."""
        try:
            if camera.kind == "still":
                await self.still(camera)
            elif camera.kind == "mp4":
                piece = await self.clip(camera, "bytes=0-1")
                if piece.stream:
                    await piece.stream.close()
            else:
                first = await self._list(camera, self._of(camera), await self._hosts(), "", "seg/")
                for name, (kind, _) in list(first.names.items()) if first.master else []:
                    if kind == "list":
                        await self.segment(camera, name, None)
                        break
        except Upstream:
            await self._note(camera, None)

"""The live stream: one reader of the event table for all viewers, one queue a viewer.

When a feed is heard again nothing changes in its state, so no event tells it; but a page that was not told would call it old by its
own clock. Such times go out beside the events, without an id: they need no catching up, for who begins a stream gets them all.

The reader is woken by the feed runner of this process, and looks by itself every half second, so that events written by
another process arrive too.
"""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from sqlalchemy import Engine

from callbacks.blocking import off_loop
from geodata.access.person import PUBLIC, Person
from geodata.access.withheld import redact_event
from geodata.city import City
from geodata.feeds.read import events_since, latest_event, states

LOOK_EVERY_S = 0.5
HEARD_EVERY_S = 1.0
KEEP_ALIVE_S = 15.0
CHECK_EVERY_S = 30.0  # how long a stream may go on after its session ended elsewhere
QUEUE = 500  # events a slow viewer may lag behind before it is told to start over
CATCH_UP = 2000  # events a returning viewer may have missed before it is told to start over


def encode(event: dict[str, Any]) -> bytes:
    """One event as server-sent event text; the text is made once for all viewers of a kind."""
    return f"id: {event['id']}\nevent: change\ndata: {json.dumps(event, ensure_ascii=False, separators=(',', ':'))}\n\n".encode()


def encode_for(person: Person, event: dict[str, Any]) -> bytes:
    """The text of an event as ``person`` may see it; empty when all of it is withheld."""
    shown = event if person.sees_withheld else redact_event(event, PUBLIC)
    return encode(shown) if shown else b""


RESTART = b"event: restart\ndata: {}\n\n"
HEARD = b"event: heard\n"


def encode_heard(heard: dict[str, Any]) -> bytes:
    """When feeds were last heard, {feed: {"observed_at", "rows"}}, as a message without an id."""
    return HEARD + f"data: {json.dumps(heard, separators=(',', ':'))}\n\n".encode()


class Broadcaster:
    """Hands every event of the database to every viewer, in order: whole to those who see what is withheld, redacted to the others.
    Which of the two a stream is stays as it was when it began; the browser begins another one after signing in or out."""

    def __init__(self, engine: Engine, city: City | None = None):
        self.engine, self.city = engine, city
        self.heard: dict[str, dict[str, Any]] = {}
        self._heard_s = 0.0
        self.viewers: dict[asyncio.Queue[bytes], bool] = {}  # whether it sees what is withheld
        self._loop: asyncio.AbstractEventLoop | None = None
        self._wake = asyncio.Event()
        self._last = 0

    def wake(self, *_event_ids: object) -> None:
        """Look for new events now; callable from any thread."""
        if self._loop and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._wake.set)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """Read events while the server runs."""
        self._loop = asyncio.get_running_loop()
        self._last = await off_loop(latest_event, self.engine)
        task = asyncio.create_task(self._read())
        try:
            yield
        finally:
            task.cancel()
            for queue in self.viewers:
                queue.put_nowait(b"")

    async def _read(self) -> None:
        while True:
            with suppress(TimeoutError):
                await asyncio.wait_for(self._wake.wait(), LOOK_EVERY_S)
            self._wake.clear()
            for event in await off_loop(events_since, self.engine, self._last, 1000):
                self._last = event["id"]
                self._hand_out(event)
            if self.city and time.monotonic() - self._heard_s >= HEARD_EVERY_S:
                self._heard_s = time.monotonic()
                self._hand_out_heard(await off_loop(states, self.engine, self.city))

    def _hand_out_heard(self, feeds: list[dict[str, Any]]) -> None:
        now = {feed["id"]: {"observed_at": feed["observed_at"], "rows": feed["rows"]} for feed in feeds}
        news = {id_: heard for id_, heard in now.items() if self.heard.get(id_) != heard}
        self.heard = now
        text = encode_heard(news) if news else b""
        for queue in self.viewers if text else ():
            if queue.qsize() < QUEUE:  # one that lags is told to start over by the events
                queue.put_nowait(text)

    def _hand_out(self, event: dict[str, Any]) -> None:
        whole, shown = encode(event), redact_event(event, PUBLIC)
        redacted = whole if shown is event else encode(shown) if shown else b""
        for queue, sees_withheld in self.viewers.items():
            text = whole if sees_withheld else redacted
            if not text:
                continue
            if queue.qsize() < QUEUE:
                queue.put_nowait(text)
            elif queue.qsize() == QUEUE:
                queue.put_nowait(RESTART)

    async def stream(
        self, after: int, person: Person = PUBLIC, is_still: Callable[[], Awaitable[object]] | None = None
    ) -> AsyncIterator[bytes]:
        """Events after id ``after``, then live ones, with a comment line when nothing happens for a while. ``is_still``: asked now
        and then whether the person's session goes on; when it does not, the viewer is told to start over."""
        queue: asyncio.Queue[bytes] = asyncio.Queue()
        self.viewers[queue] = person.sees_withheld
        check_s = time.monotonic() + CHECK_EVERY_S
        try:
            missed = await off_loop(events_since, self.engine, after, CATCH_UP + 1)
            newest = await off_loop(latest_event, self.engine)
            yield b"retry: 2000\n\n"
            if len(missed) > CATCH_UP or after > newest:  # too far behind, or of a database that is no more
                yield RESTART
                return
            yield encode_heard(self.heard)
            sent = after
            for event in missed:
                sent = event["id"]
                if text := encode_for(person, event):
                    yield text
            while True:
                if is_still and time.monotonic() > check_s:
                    check_s = time.monotonic() + CHECK_EVERY_S
                    if not await is_still():
                        yield RESTART
                        return
                try:
                    text = await asyncio.wait_for(queue.get(), KEEP_ALIVE_S)
                except TimeoutError:
                    yield b": still here\n\n"
                    continue
                if not text:
                    return
                if text is RESTART:
                    yield text
                    return
                if text.startswith(HEARD) or int(text[4 : text.index(b"\n")]) > sent:
                    yield text
        finally:
            del self.viewers[queue]

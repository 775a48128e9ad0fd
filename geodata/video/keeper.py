"""What goes on beside the requests while somebody watches: views end on time, and cameras watched lately are measured.

One thread, there only while a view is open or a camera was watched in the last minutes. Measuring is done on the server's own
event loop, where the relay lives.
"""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import wait
from datetime import UTC, datetime, timedelta

from sqlalchemy import Engine

from geodata.city import City
from geodata.video import ending, status
from geodata.video.cameras import Camera
from geodata.video.relay import Relay

log = logging.getLogger(__name__)

STEP_S = 1.0
MEASURE_EVERY = timedelta(seconds=15)
LATELY = timedelta(minutes=3)


class Keeper:
    """Ends the views of ``process`` and measures what was watched. ``now``: UTC, for tests."""

    def __init__(self, engine: Engine, city: City, relay: Relay, process: str, now: Callable[[], datetime] | None = None):
        self.engine, self.city, self.relay, self.process = engine, city, relay, process
        self.now = now or (lambda: datetime.now(UTC))
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self._watched: dict[tuple[str, str], tuple[Camera, datetime]] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopped = threading.Event()

    def begin(self, camera: Camera | None = None, loop: asyncio.AbstractEventLoop | None = None) -> None:
        """Somebody watches ``camera`` (None: only look after views that are open). Starts the thread when it is not there."""
        with self._lock:
            self._stopped.clear()
            if camera:
                self._watched[camera.topic, camera.fid] = (camera, self.now())
                self._loop = loop
            if self._thread is None:
                self._thread = threading.Thread(target=self._run, name="views", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """The server is being stopped: its views end now. The thread is not waited for: it may be waiting for the server's loop."""
        self._stopped.set()
        with self._lock:
            self._watched.clear()
            self._loop = None
        ending.end_all(self.engine, self.city, self.process, self.now())

    def step(self) -> bool:
        """One turn; whether there is anything left to look after."""
        now = self.now()
        ending.end_overdue(self.engine, self.city, self.process, now)
        with self._lock:
            self._watched = {key: kept for key, kept in self._watched.items() if now - kept[1] <= LATELY}
            watched = [camera for camera, _ in self._watched.values()]
        for camera in watched:
            known = status.read(self.engine, self.city, camera.topic, [camera.fid], now)[camera.fid]
            if known.measured_at is None or now - known.measured_at >= MEASURE_EVERY:
                self._measure(camera)
        return bool(watched) or ending.any_open(self.engine, self.city)

    def _measure(self, camera: Camera) -> None:
        """One measurement on the server's loop, waited for, so that turns do not pile up."""
        if self._loop is None or self._loop.is_closed() or not self._loop.is_running():
            return
        asked = asyncio.run_coroutine_threadsafe(self.relay.check(camera), self._loop)
        ends = time.monotonic() + self.relay.bounds.total_s * 2
        while not asked.done() and not self._stopped.is_set() and time.monotonic() < ends:
            wait([asked], timeout=STEP_S)
        if not asked.done():
            asked.cancel()
        elif (problem := asked.exception()) is not None:
            log.error("Measuring a camera met a fault in the program.", exc_info=problem)

    def _run(self) -> None:
        while True:
            try:
                busy = self.step()
            except Exception:
                log.exception("Looking after the views of cameras failed; the next turn follows.")
                busy = True
            with self._lock:
                if self._stopped.is_set() or (not busy and not self._watched):
                    self._thread = None
                    return
            self._stopped.wait(STEP_S)

"""The feed runner: a background thread that refreshes every feed on time, inside the server's process.

Several processes may share a database: the holder of a lease refreshes, the others only read. Whoever wants to know of new
events at once registers with ``publish``.
"""

import logging
import os
import random
import socket
import threading
import uuid
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import httpx
from sqlalchemy import Engine, select

from geodata.city import City
from geodata.connector import Connector
from geodata.db.schema import feed
from geodata.errors import BadInput
from geodata.feeds import refresh as refreshing
from geodata.feeds.choice import connectors, feed_key, serving
from geodata.feeds.lease import Lease
from geodata.feeds.ledger import prune_errors
from geodata.feeds.refresh import FeedResult, Tools, utc_now
from geodata.feeds.store import prune_events, retire
from geodata.feeds.ticker import announce_states
from geodata.incidents.history import prune as prune_incidents
from geodata.incidents.ingest import retire_reports
from geodata.incidents.monthly import refresh_indicators
from geodata.office import load_office
from geodata.settings import Settings

log = logging.getLogger("sijangsil.feeds")

STEP_S = 1.0
PRUNE_EVERY = timedelta(minutes=10)
FIGURES_EVERY = timedelta(hours=1)
POOL = 4

__all__ = ["FeedResult", "FeedRunner"]


class FeedRunner:
    """Refreshes the feeds of ``city``. ``known``: connectors by id (default the project's); ``tools``: clock, locate, client and
    limits (default the real ones)."""

    def __init__(
        self, engine: Engine, city: City, settings: Settings, *, known: dict[str, Connector] | None = None, tools: Tools | None = None
    ):
        self.engine, self.city, self.settings = engine, city, settings
        self.known = connectors() if known is None else known
        self.tools = tools or Tools(engine, city, httpx.Client(), now=utc_now, dice=random.Random())
        holder = f"{socket.gethostname()}-{os.getpid()}-{uuid.uuid4().hex[:8]}"
        self.lease = Lease(engine, f"feeds:{city.id}", holder)
        self._callbacks: list[Callable[[Sequence[int]], object]] = []
        self._locks = {id_: threading.Lock() for id_ in self.known}
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._pool: ThreadPoolExecutor | None = None
        self._due: dict[str, datetime] | None = None  # by connector id; None until the lease is taken
        self._running: set[str] = set()
        self._prune_at: datetime | None = None
        self._figures_at: datetime | None = None  # of the dispatch indicators

    def publish(self, callback: Callable[[Sequence[int]], object]) -> None:
        """Call ``callback`` with the ids of new events, from the thread that wrote them, after they are committed."""
        self._callbacks.append(callback)

    def start(self) -> None:
        """Begin in the background; does nothing when it runs already."""
        if self._thread:
            return
        self._stop.clear()
        self._pool = ThreadPoolExecutor(POOL, thread_name_prefix="feed")
        self._thread = threading.Thread(target=self._run, name="feeds", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Finish the refreshes that are under way, give the lease back, close the connections."""
        self._stop.set()
        if self._thread:
            self._thread.join()
            self._thread = None
        if self._pool:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None
            self.lease.release()
        self._due = None
        self._running.clear()

    def refresh(self, feed_id: str) -> FeedResult:
        """Refresh one feed now and wait for it. BadInput when no such feed serves the city."""
        serves = {c.id: c for c in self._serving()}
        if feed_id not in serves:
            wanted = self.known.get(feed_id)
            hint = f" It needs {wanted.key_env} in the environment." if wanted and wanted.key_env and not wanted.demo else ""
            raise BadInput(f"No feed {feed_id!r} serves {self.city.id}; these do: {', '.join(serves) or 'none'}.{hint}")
        return self._refresh(serves[feed_id])

    def step(self) -> list[str]:
        """One turn: take or renew the lease, refresh what is due, tell changed states, delete old events. Returns the ids of the
        feeds begun. Without ``start`` the refreshes run here and are finished when it returns."""
        now = self.tools.now()
        if not self.lease.hold(now):
            self._due = None
            return []
        if self._due is None:
            self._due = self._take_over(now)
        due = [c for c in self._serving() if self._due.get(c.id, now) <= now and c.id not in self._running]
        for connector in due:
            self._begin(connector)
        self._tell(announce_states(self.engine, self.city, now, self.known))
        if self._prune_at is None or now >= self._prune_at:
            self._prune_at = now + PRUNE_EVERY
            prune_events(self.engine, now)
            prune_incidents(self.engine, now)
            prune_errors(self.engine, now)
        if self._figures_at is None or now >= self._figures_at:
            self._figures_at = now + FIGURES_EVERY
            refresh_indicators(self.engine, self.city, now, target_s=load_office(self.settings).target_s)
        return [c.id for c in due]

    def _serving(self) -> list[Connector]:
        return serving(self.city, self.known)

    def _take_over(self, now: datetime) -> dict[str, datetime]:
        """The schedule as the last holder left it; rows of feeds that serve no longer are removed. A demonstration starts at once."""
        serves = {feed_key(c, self.city): c for c in self._serving()}
        with self.engine.begin() as connection:
            gone = retire(connection, self.city, list(serves), now)
            gone += retire_reports(connection, self.city, list(serves), now)
            rows = connection.execute(select(feed.c.id, feed.c.next_at).where(feed.c.id.in_(list(serves)))).all()
        self._tell(gone)
        return {serves[r.id].id: datetime.fromisoformat(r.next_at) for r in rows if r.next_at and not serves[r.id].demo}

    def _begin(self, connector: Connector) -> None:
        self._running.add(connector.id)
        if self._pool:
            self._pool.submit(self._scheduled, connector)
        else:
            self._scheduled(connector)

    def _scheduled(self, connector: Connector) -> None:
        try:
            self._refresh(connector)
        except Exception:
            log.exception("Feed %s could not be written down; it is tried again.", connector.id)
            if self._due is not None:
                self._due[connector.id] = self.tools.now() + timedelta(seconds=30)
        finally:
            self._running.discard(connector.id)

    def _refresh(self, connector: Connector) -> FeedResult:
        ranks = {feed_key(c, self.city): c.rank for c in self._serving() if c.topic == connector.topic and c.id != connector.id}
        with self._locks[connector.id]:
            result = refreshing.refresh(self.tools, connector, ranks)
            with self.engine.connect() as connection:
                next_at = connection.execute(select(feed.c.next_at).where(feed.c.id == feed_key(connector, self.city))).scalar()
            if self._due is not None and next_at:
                self._due[connector.id] = datetime.fromisoformat(next_at)
        self._tell(result.events)
        return result

    def _tell(self, events: Sequence[int]) -> None:
        for callback in self._callbacks if events else ():
            try:
                callback(events)
            except Exception:
                log.exception("A listener to new events failed; the events %s to %s stay readable.", events[0], events[-1])

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                self.step()
            except Exception:
                log.exception("The feed runner's turn failed; the next one follows.")
            self._stop.wait(STEP_S)

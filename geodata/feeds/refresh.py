"""One refresh of one feed: fetch or play, mend, place, store; or keep the last good copy and write down why."""

import logging
import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import httpx
from sqlalchemy import Engine, select, update

from geodata.boundaries.store import locate
from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.db import schema
from geodata.dialect import Dialect, ProviderError
from geodata.errors import SijangsilError
from geodata.feeds import ledger, schedule
from geodata.feeds.choice import dialects, feed_key
from geodata.feeds.extent import within
from geodata.feeds.fetch import Harvest, Limits, harvest
from geodata.feeds.masking import sentence
from geodata.feeds.mend import Locate, Placed, on_land, placed
from geodata.feeds.store import NOTHING, Change, replace_rows
from geodata.incidents.history import make_up, missed
from geodata.incidents.ingest import ingest
from geodata.incidents.spans import extend
from geodata.settings import secret
from geodata.video.cameras import keep_streams
from geodata.video.lists import with_other_lists

log = logging.getLogger("sijangsil.feeds")

AHEAD = timedelta(minutes=10)  # how far a provider's clock may run before ours and still be believed


def utc_now() -> datetime:
    """The present, UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class FeedResult:
    """What one refresh did. ``error``: one sentence without secrets, None when it was good; ``calls``: requests sent;
    ``events``: ids of the events written; ``took_s``: seconds."""

    feed: str
    topic: str
    ok: bool
    rows: int
    change: Change = NOTHING
    problems: tuple[str, ...] = ()
    error: str | None = None
    calls: int = 0
    took_s: float = 0.0

    @property
    def events(self) -> tuple[int, ...]:
        return self.change.events


@dataclass
class Tools:
    """What a refresh works with; tests put in their own clock, locate and limits."""

    engine: Engine
    city: City
    client: httpx.Client
    now: Callable[[], datetime] = utc_now
    locate: Locate = locate
    save_places: Callable[..., int] | None = None
    dialects: Mapping[str, Dialect] = field(default_factory=dialects)
    limits: Limits = field(default_factory=Limits)
    dice: random.Random = field(default_factory=random.Random)


def refresh(tools: Tools, connector: Connector, ranks: Mapping[str, int]) -> FeedResult:
    """Refresh one feed now, whatever its schedule says; the quota holds all the same. Never raises for a provider's or the
    outlines' failure: it is written to the feed's row and returned. ``ranks``: see ``store.replace_rows``."""
    began = time.perf_counter()
    key = feed_key(connector, tools.city)
    row = ledger.open_row(tools.engine, connector, tools.city, key)
    zone = tools.dialects[connector.dialect].timezone if connector.dialect else "UTC"
    calls = 0

    def spend() -> None:
        nonlocal calls
        ledger.spend(tools.engine, key, schedule.provider_day(tools.now(), zone), connector.quota_per_day)
        calls += 1  # sent from here on, whatever becomes of the reply

    try:
        crop = _crop(tools, connector, spend)
        rows, problems = _placed(tools, connector, crop)
        change = _store(tools, connector, key, ranks, crop, rows, problems)
    except SijangsilError as problem:
        result = _failed(tools, connector, key, zone, row["failures"], problem)
    except Exception as problem:
        # a connector's bug must not stop the other feeds: it is told like a failure of the provider, with its trace
        log.error("Feed %s met a fault in the program: %s", key, _masked(connector, problem), exc_info=_no_secret(connector, problem))
        result = _failed(tools, connector, key, zone, row["failures"], problem)
    else:
        if row["failures"]:
            log.info("Feed %s works again after %d failures.", key, row["failures"])
        result = FeedResult(connector.id, connector.topic, True, len(rows), change, tuple(problems))
    return replace(result, calls=calls, took_s=time.perf_counter() - began)


def _crop(tools: Tools, connector: Connector, spend: Callable[[], None]) -> Harvest:
    """The features of all pages, or of the play; ProviderError when there are none though there should be."""
    if connector.play:
        return Harvest({f.id: f for f in connector.play(tools.city, tools.now())})
    assert connector.dialect
    crop = harvest(within(connector, tools.city), tools.dialects[connector.dialect], tools.client, spend, tools.limits)
    if not crop.features and crop.problems:
        raise ProviderError(f"None of the rows could be read; the first: {crop.problems[0]} The last good copy is kept.")
    if not crop.features and not connector.may_be_empty:
        raise ProviderError("The provider gave no rows though it always has some. The last good copy is kept.", kind="empty")
    return crop


def _placed(tools: Tools, connector: Connector, crop: Harvest) -> tuple[list[Placed], list[str]]:
    features, mended = on_land(crop.features.values(), tools.city)
    rows, unknown = placed(features, connector, tools.city, tools.engine, tools.locate)
    return rows, [*crop.problems, *mended, *unknown]


def _store(
    tools: Tools, connector: Connector, key: str, ranks: Mapping[str, int], crop: Harvest, rows: list[Placed], problems: list[str]
) -> Change:
    """Features and feed row in one transaction (stored places have their own, before)."""
    now = tools.now()
    observed = crop.observed_at or now
    if observed > now + AHEAD:
        problems.append(f"The reply's time {observed.isoformat()} lies in the future; the time of fetching is used.")
        observed = now
    if connector.store == "places":
        _save_places(tools, connector, [p.feature for p in rows], observed, problems)
    values = ledger.succeeded(
        observed_at=observed, now=now, next_at=schedule.after_success(connector, now, tools.dice), rows=len(rows), problems=problems
    )
    gap = missed(tools.engine, tools.city, connector, key, now, tools.locate)
    with tools.engine.begin() as connection:
        # this write comes first: it takes the write lock before the rows to compare with are read
        connection.execute(update(schema.feed).where(schema.feed.c.id == key).values(**values))
        if connector.store != "live":
            return NOTHING
        change = replace_rows(connection, tools.city, connector, key, rows, ranks, now)
        told = make_up(connection, tools.city, connector, key, gap, rows, now) if gap else []
        # all rows, twins of another feed too: what both tell is evidence
        told += ingest(connection, tools.city, connector, key, rows, now)
        extend(connection, tools.city, key, connector.cadence_s, now)
        return replace(change, events=(*change.events, *told))


def _save_places(tools: Tools, connector: Connector, features: list[Feature], observed: datetime, problems: list[str]) -> None:
    if tools.save_places is None:
        from geodata.places.load import save_places

        tools.save_places = save_places
    features = with_other_lists(tools.engine, tools.city, connector, features)
    report = {"problems": ledger.shortened(problems), "rows_with_problems": len(problems)}
    tools.save_places(
        tools.engine, tools.city, connector.topic, features, connector.source, demo=connector.demo, observed_at=observed, report=report,
        with_set=keep_streams(tools.city, connector.topic, features, tools.now()),
    )  # fmt: skip


def _failed(tools: Tools, connector: Connector, key: str, zone: str, failures_before: int, problem: Exception) -> FeedResult:
    now, failures, error = tools.now(), failures_before + 1, _masked(connector, problem)
    retry = problem.retry if isinstance(problem, ProviderError) else "soon"
    next_at = schedule.after_failure(connector, now, failures, retry, zone, tools.dice)
    with tools.engine.begin() as connection:
        values = ledger.failed(now=now, next_at=next_at, failures=failures, error=error)
        connection.execute(update(schema.feed).where(schema.feed.c.id == key).values(**values))
        ledger.count_error(connection, tools.city, key, now, ledger.kind_of(problem), error)
        rows = connection.execute(select(schema.feed.c.rows).where(schema.feed.c.id == key)).scalar() or 0
    if failures == 1:
        log.warning("Feed %s broke: %s The last good copy stays.", key, error)
    return FeedResult(connector.id, connector.topic, False, rows, error=error)


def _masked(connector: Connector, problem: Exception) -> str:
    return sentence(problem, secret(connector.key_env) if connector.key_env else None)


def _no_secret(connector: Connector, problem: Exception) -> Exception | None:
    """The problem for a trace, unless its text would tell the key."""
    key = secret(connector.key_env) if connector.key_env else None
    return None if key and key in repr(problem) else problem

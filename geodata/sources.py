"""The registry of the city's linked systems: every feed, stored set, table of figures, set of outlines and register, each with its
owner, licence, cadence, state, last success, rows, failures by kind and calls used.

A row is ``LinkedSource``. A connector that does not serve now (no key, or a real one took its place) stands in the registry too, with
state ``off``: it is known, but nothing is expected of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, Literal

from sqlalchemy import Engine, func, select

from geodata.boundaries.store import shape_sets, vintages
from geodata.city import City, load_city
from geodata.connector import Connector
from geodata.db.schema import area_shape, dataset, feed, observation, setting
from geodata.feeds import ledger
from geodata.feeds.choice import connectors, feed_key, serving
from geodata.feeds.read import calls_today
from geodata.freshness import DAY_S, ORDER, PLACES_STALE_AFTER_DAYS, of_period, of_places, part, stale_after_s, together
from geodata.indicator import Indicator
from geodata.indicators import read as figures
from geodata.indicators.publishers import REGISTER
from geodata.source import Freshness, Source, freshness
from geodata.text import Text

Kind = Literal["feed", "places", "figures", "outlines", "register", "picture"]
KINDS: tuple[Kind, ...] = ("feed", "places", "figures", "outlines", "register", "picture")
State = Freshness | Literal["off"]
STATES: tuple[State, ...] = (*ORDER, "off")
PERIODS_S = {"year": 365 * DAY_S, "half": 182 * DAY_S, "quarter": 91 * DAY_S, "month": 30 * DAY_S, "hour": 3600.0}
UNKNOWN = Text(ko="알 수 없음", en="Unknown")
PICTURE = Text(ko="배경 그림(이웃 도시, 물, 철도)", en="Base picture (neighbours, water, rail)")


@dataclass(frozen=True, slots=True)
class LinkedSource:
    """One linked system. Times: UTC ISO text. ``observed_at``: what its newest (of several: oldest) rows describe. ``cadence_s``:
    seconds between refreshes, None where nobody promised any; ``cadence`` says it in words. ``stale_after_s``: None for what is valid
    for its own date. ``errors``: failures of the last 7 days by kind. ``off``: why nothing is expected of it ('no_key', 'replaced')."""

    id: str
    kind: Kind
    title: Text
    provider: Text
    licence: Text
    state: State
    url: str | None = None
    topic: str | None = None
    indicators: Mapping[str, Text] = field(default_factory=dict)
    observed_at: str | None = None
    last_success: str | None = None
    last_try: str | None = None
    rows: int | None = None
    demo: bool = False
    cadence_s: float | None = None
    cadence: Text | None = None
    stale_after_s: float | None = None
    error: str | None = None
    errors: Mapping[str, int] = field(default_factory=dict)
    failures: int = 0
    quota_used: int = 0
    quota_per_day: int | None = None
    off: Literal["no_key", "replaced"] | None = None

    @property
    def errors_n(self) -> int:
        """Failures of the last 7 days."""
        return sum(self.errors.values())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON; texts as {"ko", "en"}."""
        return asdict(self) | {"errors_n": self.errors_n, "freshness": {"state": self.state, "observed_at": self.observed_at}}


def registry(
    engine: Engine, city: City, now: datetime | None = None, known: Mapping[str, Connector] | None = None
) -> tuple[LinkedSource, ...]:
    """Every source of ``city``, by kind as in KINDS, feeds in the order of their ids. ``now``: UTC, default the present; ``known``:
    connectors by id, default the project's."""
    moment = now or datetime.now(UTC)
    declared = connectors() if known is None else dict(known)
    found = (
        _feeds(engine, city, moment, declared),
        _places(engine, city, moment, declared),
        _figures(engine, city, moment),
        _outlines(engine, city),
        _registers(city),
        _picture(engine, city),
    )
    return tuple(source for part_of in found for source in part_of)


def summary(sources: Iterable[LinkedSource]) -> dict[str, Any]:
    """{"n", "by_state", "by_kind", "errors", "freshness"}: how many there are, and the worst state of those that serve."""
    given = tuple(sources)
    return {
        "n": len(given),
        "by_state": {state: n for state in STATES if (n := sum(s.state == state for s in given))},
        "by_kind": {kind: n for kind in KINDS if (n := sum(s.kind == kind for s in given))},
        "errors": sum(s.errors_n for s in given),
        "freshness": together({"state": s.state, "observed_at": s.observed_at} for s in given if s.state != "off"),
    }


def _of(source: Source, **more: Any) -> LinkedSource:
    return LinkedSource(
        title=source.title, provider=source.provider, licence=source.licence, url=source.url, cadence=more.pop("cadence", source.refresh), **more
    )  # fmt: skip


def _feeds(engine: Engine, city: City, now: datetime, known: dict[str, Connector]) -> Iterator[LinkedSource]:
    serves = {c.id for c in serving(city, known)}
    columns = [c for c in feed.c if c.name != "problems"]
    with engine.connect() as connection:
        rows = {row["id"]: dict(row) for row in connection.execute(select(*columns).where(feed.c.city == city.id)).mappings()}
    failures = ledger.errors(engine, city, now)
    for connector in sorted((c for c in known.values() if c.city in ("*", city.id)), key=lambda c: c.id):
        row = rows.get(feed_key(connector, city), {})
        told = row.get("observed_at")
        state = freshness(datetime.fromisoformat(told) if told else None, connector.stale_after_s, now=now, demo=connector.demo)
        serving_now = connector.id in serves
        yield _of(
            connector.source,
            id=connector.id,
            kind="feed",
            state=state if serving_now else "off",
            topic=connector.topic,
            observed_at=told,
            last_success=row.get("fetched_at"),
            last_try=row.get("tried_at"),
            rows=row.get("rows"),
            demo=connector.demo,
            cadence_s=connector.cadence_s,
            stale_after_s=connector.stale_after_s,
            error=row.get("error"),
            errors=failures.get(feed_key(connector, city), {}),
            failures=row.get("failures") or 0,
            quota_used=calls_today(connector, row, now),
            quota_per_day=connector.quota_per_day,
            off=None if serving_now else "replaced" if connector.demo else "no_key",
        )


def _places(engine: Engine, city: City, now: datetime, known: dict[str, Connector]) -> Iterator[LinkedSource]:
    """Stored sets; those a serving feed brings stand under the feed."""
    brought = {(c.topic, c.source.title.ko) for c in serving(city, known) if c.store == "places"}
    columns = [c for c in dataset.c if c.name != "report"]
    query = select(*columns).where(dataset.c.city == city.id, dataset.c.active).order_by(dataset.c.topic)
    with engine.connect() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        source = _source(row.source)
        if (row.topic, source.title.ko) in brought:
            continue
        as_of = source.as_of or (row.observed_at or "")[:10] or None
        yield _of(
            source,
            id=f"places:{row.topic}",
            kind="places",
            state=of_places(as_of, row.demo, now.date()),
            topic=row.topic,
            observed_at=part("fresh", as_of)["observed_at"],
            last_success=row.loaded_at,
            last_try=row.loaded_at,
            rows=row.rows,
            demo=row.demo,
            stale_after_s=PLACES_STALE_AFTER_DAYS * DAY_S,
        )


def _source(stored: Mapping[str, Any]) -> Source:
    """A stored {title, provider, licence, …} as a Source; what was not told is said to be unknown."""

    def words(key: str) -> Text:
        told = stored.get(key)
        if isinstance(told, Mapping):
            ko, en = (str(told.get(lang) or told.get(other) or "").strip() for lang, other in (("ko", "en"), ("en", "ko")))
            return Text(ko, en) if ko else UNKNOWN
        return Text(str(told), str(told)) if told else UNKNOWN

    refresh = words("refresh") if stored.get("refresh") else None
    return Source(words("provider"), words("licence"), words("title"), stored.get("url"), stored.get("as_of"), refresh)


def _figures(engine: Engine, city: City, now: datetime) -> Iterator[LinkedSource]:
    """Tables of figures, one row a publication; as old as its oldest indicator."""
    groups: dict[Source, list[Indicator]] = {}
    for indicator in figures.available(engine, city):
        if indicator.compute is None:  # a computed figure has no source of its own: its inputs have
            groups.setdefault(replace(indicator.source, as_of=None), []).append(indicator)
    counted = select(observation.c.indicator, func.count(observation.c.value)).where(observation.c.city == city.id)
    with engine.connect() as connection:
        rows = {indicator: int(n) for indicator, n in connection.execute(counted.group_by(observation.c.indicator))}
        built = (connection.execute(select(setting.c.value).where(setting.c.key == "build_stamp")).scalar() or {}).get("at")
    for source, indicators in groups.items():
        latest = {i.id: _latest(engine, city, i) for i in indicators}
        told = together(part(of_period(period, now.date()), period) for period in latest.values())
        shortest = min(indicators, key=lambda i: PERIODS_S[i.periodicity])
        yield _of(
            source,
            id=f"figures:{indicators[0].id}",
            kind="figures",
            state=told["state"],
            indicators={i.id: i.name for i in indicators},
            observed_at=told["observed_at"],
            last_success=built,
            last_try=built,
            rows=sum(rows.get(i.id, 0) for i in indicators),
            cadence_s=PERIODS_S[shortest.periodicity],
            stale_after_s=min(stale_after_s(period) for period in latest.values() if period),
        )


def _latest(engine: Engine, city: City, indicator: Indicator) -> str | None:
    levels = figures.levels(engine, city, indicator.id)
    return max((figures.periods(engine, city, indicator.id, level)[-1] for level in levels), default=None)


def _outlines(engine: Engine, city: City) -> Iterator[LinkedSource]:
    counted = select(area_shape.c.vintage, area_shape.c.level, func.count()).where(area_shape.c.city == city.id)
    with engine.connect() as connection:
        counts = {(v, level): n for v, level, n in connection.execute(counted.group_by(area_shape.c.vintage, area_shape.c.level))}
    for date in sorted({city.vintage, *vintages(engine, city)}, reverse=True):
        for level, found in shape_sets(engine, replace(city, vintage=date)).items():
            source = _source({"provider": found.origin.get("detail"), **found.origin})
            state: State = "fresh"  # outlines are valid for their own date
            at = {"observed_at": date, "last_success": found.built_at, "last_try": found.built_at, "rows": counts.get((date, level), 0)}
            yield _of(source, id=f"outlines:{date}:{level}", kind="outlines", state=state, cadence=None, **at)


def _registers(city: City) -> Iterator[LinkedSource]:
    for date in sorted(city.vintages, reverse=True):
        areas = city.areas if date == city.vintage else load_city(str(city.folder), date).areas
        provider = city.attribution or REGISTER.provider
        source = replace(REGISTER, provider=provider, refresh=None)
        yield _of(source, id=f"register:{date}", kind="register", state="fresh", observed_at=date, rows=len(areas))


def _picture(engine: Engine, city: City) -> Iterator[LinkedSource]:
    with engine.connect() as connection:
        there = connection.execute(select(setting.c.value).where(setting.c.key == f"base:{city.id}")).scalar()
    if there:
        provider = city.attribution or UNKNOWN
        yield LinkedSource(
            "picture", "picture", PICTURE, provider, REGISTER.licence, state=of_places(None, False, datetime.now(UTC).date())
        )

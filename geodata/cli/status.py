"""``python -m geodata status``: what a home holds, how old it is and where it came from, in one table."""

from argparse import Namespace
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, func, select

from geodata.build import missing_steps
from geodata.city import City, load_city
from geodata.command import Command, Outcome, Progress
from geodata.home import check_home
from geodata.indicator import LEVELS
from geodata.settings import Settings

Row = dict[str, Any]


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    city = load_city(settings.city)
    check_home(settings.home)
    outcome = Outcome(f"{city.name.en} ({city.name.ko}), areas of {city.vintage}, in {settings.home}")
    outcome.facts = {"city": city.id, "vintage": city.vintage, "home": str(settings.home), "vintages": list(city.vintages)}
    missing = [step.id for step in missing_steps(settings.database, city)]
    outcome.facts["built"] = not missing
    if missing:
        outcome.notes.append(f"Not built or changed since: {', '.join(missing)}. Type: python -m geodata build")
    if not settings.database.is_file():
        return outcome
    from geodata.boundaries.store import vintages
    from geodata.db.engine import open_engine
    from geodata.sources import registry, summary

    engine = open_engine(settings)
    dates = vintages(engine, city)
    outcome.facts["vintages"] = sorted({*city.vintages, *dates})
    outlines = [_outlines(engine, city, date) for date in sorted({city.vintage, *dates})]
    for rows in (*outlines, _datasets(engine, city), _indicators(engine, city), _feeds(engine, city)):
        outcome.rows += rows
    outcome.facts["sources"] = summary(registry(engine, city))
    outcome.facts["freshness"] = outcome.facts["sources"]["freshness"]
    return outcome


def _row(part: str, name: str, state: str, rows: int | None, observed: str | None, source: str | None, note: str | None = None) -> Row:
    return {"part": part, "name": name, "state": state, "rows": rows, "observed": observed, "source": source, "note": note}


def _english(text: Any) -> str | None:
    """The English side of a stored {ko, en} text, or the text itself."""
    return text.get("en") if isinstance(text, dict) else text


def _outlines(engine: Engine, city: City, vintage: str) -> Iterator[Row]:
    """Both levels of one date; a level that is missing is only told for the city's own date."""
    from geodata.boundaries.store import shape_sets
    from geodata.db.schema import area_shape as a

    sets = shape_sets(engine, replace(city, vintage=vintage))
    counted = select(a.c.level, func.count()).where(a.c.city == city.id, a.c.vintage == vintage).group_by(a.c.level)
    with engine.connect() as connection:
        rows = {row.level: row[1] for row in connection.execute(counted)}
    for level in LEVELS:
        if found := sets.get(level):
            state = "approximate" if found.approximate else "surveyed"
            title = _english(found.origin.get("title"))
            yield _row("outlines", level, state, rows.get(level, 0), vintage, title, found.origin.get("kind"))
        elif vintage == city.vintage:
            yield _row("outlines", level, "missing", None, None, None)


def _datasets(engine: Engine, city: City) -> Iterator[Row]:
    from geodata.db.schema import dataset

    chosen = select(dataset).where(dataset.c.city == city.id, dataset.c.active).order_by(dataset.c.topic)
    with engine.connect() as connection:
        for found in connection.execute(chosen).mappings():
            title, observed = _english(found["source"].get("title")), found["observed_at"] or found["source"].get("as_of")
            yield _row("places", found["topic"], "demo" if found["demo"] else "loaded", found["rows"], observed, title)


def _indicators(engine: Engine, city: City) -> Iterator[Row]:
    from geodata.db.schema import observation as o

    columns = (o.c.indicator, func.count(o.c.value), func.min(o.c.period), func.max(o.c.period), func.group_concat(o.c.level.distinct()))
    with engine.connect() as connection:
        for name, values, first, last, levels in connection.execute(
            select(*columns).where(o.c.city == city.id).group_by(o.c.indicator).order_by(o.c.indicator)
        ):
            periods = first if first == last else f"{first} … {last}"
            yield _row("indicator", name, "loaded" if values else "missing", values, periods, None, levels)


def _feeds(engine: Engine, city: City) -> Iterator[Row]:
    from geodata.feeds.read import status

    for feed in status(engine, city, datetime.now(UTC)):
        note = feed.error or (None if feed.age_s is None else f"age {_duration(feed.age_s)}, stale after {_duration(feed.stale_after_s)}")
        observed = None if feed.observed_at is None else str(feed.observed_at)
        yield _row("feed", feed.id, feed.state, feed.rows, observed, _english(getattr(feed.provider, "en", feed.provider)), note)


def _duration(seconds: float) -> str:
    """45 s, 12 min, 5 h, 3 d: one unit, rounded down, because it is read and not computed with."""
    for unit, length_s in (("d", 86_400), ("h", 3_600), ("min", 60)):
        if seconds >= 2 * length_s:
            return f"{int(seconds // length_s)} {unit}"
    return f"{int(seconds)} s"


COMMAND = Command("status", "the city that is loaded: outlines, places, figures and feeds, with age, origin and last error", run)

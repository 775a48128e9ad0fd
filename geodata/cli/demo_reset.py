"""``python -m geodata demo reset``: throw the demonstration state away and build it anew.

Live features, feed states and events go, every demonstration set of places, and the made-up incidents; imported sets and outlines stay unless
--all. Everything is removed in one transaction, so a page that is open meanwhile sees the old state or the new one.
"""

from argparse import ArgumentParser, Namespace

from sqlalchemy import Connection, delete, select

from geodata.build import build, forget
from geodata.city import City, load_city
from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help="also throw away what was imported: outlines and places")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    city = load_city(settings.city)
    removed: dict[str, int] = {}
    if settings.database.is_file():
        from geodata.db.engine import open_engine

        engine = open_engine(settings)
        with engine.begin() as connection:
            removed = _remove(connection, city, everything=options.all)
            forget(connection, city, None if options.all else ("places", "incidents"))
    report = build(settings, progress)
    outcome = Outcome(f"{report.city}: the demonstration state was built anew")
    outcome.rows = [{"step": s.id, "state": s.state, "seconds": round(s.seconds, 2), "note": s.note} for s in report.steps]
    outcome.facts = {"city": report.city, "removed": removed, "all": bool(options.all)}
    kept = "Imported sets went too." if options.all else "Imported sets were kept; --all removes them too."
    outcome.notes.append(f"Removed: {', '.join(f'{n} rows of {t}' for t, n in removed.items() if n) or 'nothing'}. {kept}")
    return outcome


def _remove(connection: Connection, city: City, *, everything: bool) -> dict[str, int]:
    """Delete the state of ``city``; returns rows removed by table."""
    from geodata.db import schema as s
    from geodata.incidents.history import forget_incidents

    chosen = select(s.dataset.c.id).where(s.dataset.c.city == city.id)
    if not everything:
        chosen = chosen.where(s.dataset.c.demo)
    ids = [row.id for row in connection.execute(chosen)]
    removed: dict[str, int] = {}
    for table in (s.place_cell, s.place):
        removed[table.name] = connection.execute(delete(table).where(table.c.dataset_id.in_(ids))).rowcount
    removed[s.dataset.name] = connection.execute(delete(s.dataset).where(s.dataset.c.id.in_(ids))).rowcount
    removed |= forget_incidents(connection, city, everything=everything)
    tables = [s.live, s.feed, s.event] + ([s.shape, s.area_shape] if everything else [])
    for table in tables:
        removed[table.name] = connection.execute(delete(table).where(table.c.city == city.id)).rowcount
    return removed


COMMAND = Command("demo_reset", "throw the demonstration state away and build it anew (--all: imported sets too)", run, arguments)

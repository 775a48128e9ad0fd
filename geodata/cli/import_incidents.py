"""``python -m geodata import incidents FILE``: a history of incidents with their dispatch times, from a file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="CSV, Excel or JSON with position, time of the call and delay; columns are recognised")
    parser.add_argument("--kind", default="fire", help="fire, rescue or medical (default: fire)")
    parser.add_argument("--dry-run", action="store_true", help="report only, change nothing")
    parser.add_argument("--encoding", help="text encoding, e.g. cp949 (default: recognised)")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    """Imports all of the file or nothing, then forms the dispatch indicators anew."""
    from datetime import UTC, datetime

    from geodata.city import load_city
    from geodata.db.engine import open_engine
    from geodata.incidents.imports import import_incidents
    from geodata.incidents.monthly import refresh_indicators
    from geodata.office import load_office

    city, target_s = load_city(settings.city), load_office(settings).target_s
    engine, now = open_engine(settings), datetime.now(UTC)
    report = import_incidents(
        engine, city, options.file.expanduser(), now, kind=options.kind, dry_run=options.dry_run, encoding=options.encoding,
        target_s=target_s, progress=progress,
    )  # fmt: skip
    if not options.dry_run:
        refresh_indicators(engine, city, now, target_s=target_s)
    return report.outcome()


COMMAND = Command("import_incidents", "a history of incidents; truncated samples are noticed", run, arguments)

"""``python -m geodata fetch boundaries --vintage DATE``: the official outlines of a date, from the internet."""

from argparse import ArgumentParser, Namespace

from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--vintage", metavar="DATE", required=True, help="date the outlines were valid on")
    parser.add_argument("--level", choices=("district", "neighbourhood"), default="neighbourhood", help="neighbourhood makes districts too")
    parser.add_argument("--dry-run", action="store_true", help="report only, change nothing")
    parser.add_argument("--force", action="store_true", help="import even when less than half of the areas match")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    from geodata.boundaries.derive import nearest_city
    from geodata.boundaries.load import import_tables
    from geodata.boundaries.official import fetch_official
    from geodata.db.engine import open_engine

    nearest_city(settings, options.vintage)
    progress(0, 1, f"fetching the official outlines of {options.vintage}")
    tables, origin = fetch_official(options.level, options.vintage, settings.home / "cache" / "admdongkor")
    report = import_tables(
        open_engine(settings), settings, tables, options.level, options.vintage, origin,
        force=options.force, dry_run=options.dry_run, progress=progress,
    )  # fmt: skip
    return report.outcome()


COMMAND = Command("fetch_boundaries", "the official outlines of a date, from the internet (Korea)", run, arguments)

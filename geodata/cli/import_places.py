"""``python -m geodata import places FILE --layer TOPIC``: stored points (cameras, stations, hospitals ...) from a file."""

from argparse import ArgumentParser, Namespace
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from geodata.command import Command, Outcome, Progress
from geodata.errors import BadInput
from geodata.settings import Settings

EPSG_DIGITS = 6  # no code of the register is longer


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "file", type=Path, nargs="?", help="CSV, Excel (.xlsx, .xls), JSON or GeoJSON with coordinates; columns are recognised"
    )
    parser.add_argument("--layer", required=True, metavar="TOPIC", help="topic of the points, e.g. cctv")
    parser.add_argument("--dry-run", action="store_true", help="report only, change nothing")
    parser.add_argument("--encoding", help="text encoding, e.g. cp949 (default: recognised)")
    parser.add_argument("--crs", metavar="EPSG", help="CRS of the coordinates, e.g. 5186 (default: recognised)")
    parser.add_argument(
        "--limit-outside", type=float, default=90.0, metavar="PERCENT", help="refuse a file with more rows outside the city (default: 90)"
    )
    parser.add_argument("--title", help="title shown with the layer (default: the file's name)")
    parser.add_argument("--provider", help="publisher shown with the layer")
    parser.add_argument("--licence", help="licence shown with the layer")
    parser.add_argument("--as-of", metavar="DATE", help="date the points were valid on, e.g. 2024-12-31")
    parser.add_argument("--reset", action="store_true", help="take the imported points away and bring the built-in ones back")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    from geodata.city import load_city
    from geodata.db.engine import open_engine
    from geodata.places.load import file_source, import_places, reset_places

    city = load_city(settings.city)
    outside, crs, as_of = _percent(options.limit_outside), _epsg(options.crs), _as_of(options.as_of, city.timezone)
    engine = open_engine(settings)
    if options.reset:
        if options.file:
            raise BadInput("--reset brings the built-in points back and takes no FILE; leave one of the two out.")
        rows = reset_places(engine, city, options.layer, progress)
        return Outcome(f"{options.layer}: the built-in points are back", [{"rows": rows, "what": "stored"}], facts={"stored": rows})
    if options.file is None:
        raise BadInput("Give the FILE to import, or --reset to bring the built-in points back.")
    source = file_source(options.file, {"title": options.title, "provider": options.provider, "licence": options.licence})
    report = import_places(
        engine, city, options.layer, options.file.expanduser(),
        dry_run=options.dry_run, encoding=options.encoding, crs=crs, outside_at_most=outside,
        source=source | ({"as_of": as_of} if as_of else {}), home=settings.home, progress=progress,
    )  # fmt: skip
    return report.outcome()


def _percent(value: float) -> float:
    if not 0 <= value <= 100:  # nan fails both
        raise BadInput(f"--limit-outside {value:g} is no percentage; give a number from 0 to 100.")
    return value


def _as_of(text: str | None, timezone: str) -> str | None:
    """The date as YYYY-MM-DD; it may not lie after today in the city."""
    if text is None:
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError as problem:
        raise BadInput(f"--as-of {text!r} is not a date; give the day the points were valid on as YYYY-MM-DD.") from problem
    if day > datetime.now(ZoneInfo(timezone)).date():
        raise BadInput(f"--as-of {text} lies in the future; give the day the points were valid on.")
    return day.isoformat()


def _epsg(text: str | None) -> int | None:
    if text is None:
        return None
    code = text.upper().removeprefix("EPSG:")
    if not (code.isascii() and code.isdigit() and len(code) <= EPSG_DIGITS):
        raise BadInput(f"--crs {text} is no EPSG code; give a number such as 5186, or leave it out.")
    return int(code)


COMMAND = Command("import_places", "stored points of a layer from a file, any column order, encoding and CRS", run, arguments)

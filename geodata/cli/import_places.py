"""``python -m geodata import places FILE --layer TOPIC``: stored points (cameras, stations, hospitals ...) from a file."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from geodata.command import Command, Outcome, Progress
from geodata.errors import BadInput
from geodata.settings import Settings


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
    parser.add_argument("--as-of", metavar="DATE", help="date the points were valid on")
    parser.add_argument("--reset", action="store_true", help="take the imported points away and bring the built-in ones back")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    from geodata.city import load_city
    from geodata.db.engine import open_engine
    from geodata.places.load import file_source, import_places, reset_places

    city, engine = load_city(settings.city), open_engine(settings)
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
        dry_run=options.dry_run, encoding=options.encoding, crs=_epsg(options.crs), outside_at_most=options.limit_outside,
        source=source | ({"as_of": options.as_of} if options.as_of else {}), home=settings.home, progress=progress,
    )  # fmt: skip
    return report.outcome()


def _epsg(text: str | None) -> int | None:
    if text is None:
        return None
    code = text.upper().removeprefix("EPSG:")
    if not code.isdigit():
        raise BadInput(f"--crs {text} is no EPSG code; give a number such as 5186, or leave it out.")
    return int(code)


COMMAND = Command("import_places", "stored points of a layer from a file, any column order, encoding and CRS", run, arguments)

"""``python -m geodata import boundaries FILE --level LEVEL``: outlines from a file of any usual format and CRS."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="GeoJSON, TopoJSON, Shapefile (.shp or .zip), GeoPackage or FlatGeobuf")
    parser.add_argument("--level", required=True, choices=("district", "neighbourhood"), help="what the file's rows are")
    parser.add_argument("--vintage", metavar="DATE", help="date the outlines were valid on (default: the pack's)")
    parser.add_argument("--crs", metavar="CRS", help="CRS of the coordinates, e.g. EPSG:5174 (default: declared or recognised)")
    parser.add_argument("--dry-run", action="store_true", help="report only, change nothing")
    parser.add_argument("--force", action="store_true", help="import even when less than half of the areas match")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    from geodata.boundaries.load import import_outlines
    from geodata.city import load_city
    from geodata.db.engine import open_engine

    vintage = options.vintage or load_city(settings.city).vintage
    report = import_outlines(
        open_engine(settings), settings, options.file.expanduser(), options.level, vintage,
        force=options.force, dry_run=options.dry_run, given_crs=options.crs, progress=progress,
    )  # fmt: skip
    return report.outcome()


COMMAND = Command("import_boundaries", "outlines of districts or neighbourhoods from a file", run, arguments)

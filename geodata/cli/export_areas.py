"""``python -m geodata export areas --level LEVEL FILE``: the areas of the map with codes, names and outlines."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="where to write; .geojson, .gpkg or .fgb")
    parser.add_argument("--level", required=True, choices=("district", "neighbourhood"), help="which areas")
    parser.add_argument("--vintage", metavar="DATE", help="areas of which date (default: the pack's)")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    from geodata.boundaries.export import export_areas
    from geodata.boundaries.vintage import listed
    from geodata.city import load_city
    from geodata.db.engine import open_engine

    city = load_city(settings.city, options.vintage, settings.home)
    progress(0, 1, f"writing {options.file.name}")
    report = export_areas(open_engine(settings), city, options.level, options.file.expanduser())
    progress(1, 1, "done")
    row = {"file": str(report.path), "format": report.driver, "areas": report.rows, "vintage": city.vintage, "outlines_from": report.origin}
    notes = (
        [f"{len(report.without_outline)} areas have no outline: {listed(list(report.without_outline))}."] if report.without_outline else []
    )
    if report.approximate:
        notes.append("The outlines are approximate; import official ones with: python -m geodata import boundaries FILE --level LEVEL")
    return Outcome(f"{city.id}: {report.rows} {options.level}s written", [row], notes, {"without_outline": list(report.without_outline)})


COMMAND = Command("export_areas", "areas with codes, names and outlines as GeoJSON, GeoPackage or FlatGeobuf", run, arguments)

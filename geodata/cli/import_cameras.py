"""``python -m geodata import cameras FILE --topic TOPIC``: an operator's own list of cameras with their streams."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="table with the columns id, name, lon, lat, kind (hls, mp4, still), address")
    parser.add_argument("--topic", required=True, help="traffic_cctv (everybody may watch) or cctv (safety cameras: staff on duty only)")
    parser.add_argument("--dry-run", action="store_true", help="report only, change nothing")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    from datetime import UTC, datetime

    from geodata.city import load_city
    from geodata.db.engine import open_engine
    from geodata.office import load_office
    from geodata.video.imports import import_cameras

    city = load_city(settings.city)
    return import_cameras(
        open_engine(settings), city, load_office(settings), options.topic, options.file.expanduser(), datetime.now(UTC),
        dry_run=options.dry_run, progress=progress,
    )  # fmt: skip


COMMAND = Command("import_cameras", "cameras with their streams, which never leave the server", run, arguments)

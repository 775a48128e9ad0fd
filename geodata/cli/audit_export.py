"""``python -m geodata audit export FILE``: the audit log as CSV or JSON; with --cut what is older than the office keeps it is taken
out after it was written to the file."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from geodata.audit.log import verify
from geodata.audit.retention import cut, export, keep_days, through
from geodata.city import load_city
from geodata.command import Command, Outcome, Progress
from geodata.db.engine import open_engine
from geodata.errors import BadInput, NotBuilt, SijangsilError
from geodata.office import load_office
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", help="ends in .csv or .json")
    parser.add_argument("--since", metavar="DATE", help="first day, UTC (2026-01-31)")
    parser.add_argument("--until", metavar="DATE", help="last day, UTC")
    parser.add_argument("--cut", action="store_true", help="export what is older than [audit] keep_days, then take it out of the log")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    if not settings.database.is_file():
        raise NotBuilt(f"There is no audit log: {settings.database} does not exist; type: python -m geodata build")
    engine, office, now, path = open_engine(settings), load_office(settings), datetime.now(UTC), Path(options.file)
    if not options.cut:
        since, until = day(options.since, "--since"), day(options.until, "--until")
        rows, last, hash_ = export(engine, path, since=since, until=until + timedelta(days=1) if until else None)
        return Outcome(f"Exported to {path}", [{"rows": rows, "last": last, "hash": hash_}])
    if options.since or options.until:
        raise BadInput("--cut takes everything older than [audit] keep_days; leave --since and --until out.")
    if path.exists():
        raise BadInput(f"{path} is there already; give a new file, so that no earlier export is lost.")
    verdict = verify(engine)
    if not verdict.good and verdict.problem:
        raise SijangsilError(f"The audit log is not good ({verdict.problem.en}); nothing was removed. Find out why first.")
    last_row = through(engine, office, now)
    if not last_row:
        return Outcome(f"No row is older than {keep_days(office):,} days; nothing was written or removed.")
    rows, last, hash_ = export(engine, path, through=last_row)
    removed = cut(engine, load_city(settings.city).id, last_row, hash_, now, file=path.name)
    notes = [f"Keep {path}: it is the only copy of these rows. The log says so itself (action audit.cut)."]
    return Outcome(f"Exported to {path} and removed", [{"rows": rows, "removed": removed, "last": last, "hash": hash_}], notes)


def day(text: str | None, option: str) -> datetime | None:
    """Midnight UTC of an ISO date; BadInput naming the option."""
    try:
        return datetime.fromisoformat(text).replace(tzinfo=UTC) if text else None
    except ValueError as problem:
        raise BadInput(f"{option} {text!r} is no date such as 2026-01-31.") from problem


COMMAND = Command("audit_export", "write the audit log to a file; --cut takes out what is older than it is kept", run, arguments)

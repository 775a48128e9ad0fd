"""``python -m geodata refresh [FEED ...] [--all]``: one refresh now, without the server. The day's allowance of calls holds."""

from argparse import ArgumentParser, Namespace

from geodata.city import load_city
from geodata.command import Command, Outcome, Progress
from geodata.db.engine import open_engine
from geodata.errors import BadInput
from geodata.feeds.choice import serving
from geodata.feeds.runner import FeedResult, FeedRunner
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("feeds", metavar="FEED", nargs="*", help="feeds to refresh (see: python -m geodata status)")
    parser.add_argument("--all", action="store_true", help="every feed that serves the city")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    """Refresh the feeds named; exit code 1 when one failed. BadInput when none is named or one does not serve the city."""
    engine, city = open_engine(settings), load_city(settings.city)
    serves = [c.id for c in serving(city)]
    wanted = serves if options.all else list(dict.fromkeys(options.feeds))
    if not wanted:
        raise BadInput(f"No feed was named; give one of {', '.join(serves) or 'none'}, or --all.")
    runner = FeedRunner(engine, city, settings)
    results = []
    for number, feed in enumerate(wanted):
        progress(number, len(wanted), feed)
        results.append(runner.refresh(feed))
    progress(len(wanted), len(wanted))
    notes = [f"{r.feed}: {r.error}" for r in results if r.error]
    notes += [f"{r.feed}: {len(r.problems)} rows with problems, the first: {r.problems[0]}" for r in results if r.problems]
    return Outcome("Refreshed", [_row(r) for r in results], notes, exit_code=0 if all(r.ok for r in results) else 1)


def _row(result: FeedResult) -> dict[str, object]:
    change = result.change
    return {
        "feed": result.feed, "topic": result.topic, "result": "ok" if result.ok else "failed", "rows": result.rows, "new": change.added,
        "changed": change.changed, "gone": change.removed, "problems": len(result.problems), "calls": result.calls, "seconds": round(result.took_s, 2),
        "error": result.error,
    }  # fmt: skip


COMMAND = Command(id="refresh", help="refresh live feeds once, now", run=run, arguments=arguments)

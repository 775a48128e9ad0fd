"""``python -m geodata build``: make everything the pages need for a city; a second call has nothing to do."""

from argparse import Namespace

from geodata.build import build
from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    report = build(settings, progress)
    outcome = Outcome(f"{report.city}, areas of {report.vintage}: {'built' if report.changed else 'already built'}")
    if report.changed:
        outcome.rows = [{"step": s.id, "state": s.state, "seconds": round(s.seconds, 2), "note": s.note} for s in report.steps]
    outcome.notes = [remark for s in report.steps for remark in s.remarks]
    outcome.facts = {"city": report.city, "vintage": report.vintage, "changed": report.changed, "home": str(settings.home)}
    return outcome


COMMAND = Command("build", "make everything the pages need for a city (outlines, figures, places); resumes and never repeats", run)

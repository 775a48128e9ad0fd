"""``python -m geodata audit verify``: walk the audit log and name the first row that is changed, missing or out of place."""

from argparse import ArgumentParser, Namespace
from pathlib import Path

from geodata.audit.log import verify
from geodata.audit.verify import ANCHOR, Verdict, read_anchor, write_anchor
from geodata.command import Command, Outcome, Progress
from geodata.db.engine import open_engine
from geodata.errors import NotBuilt
from geodata.settings import Settings

LIMITS = (
    "Found are changed, missing, added and exchanged rows and a cut-off end. Whoever rewrites the whole database file with a new chain "
    "is found only by the head written down before: {anchor} holds it; keep a copy on another machine and give it with --head."
)


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--head", metavar="FILE", help=f"a head written down earlier (default: {ANCHOR} in SIJANGSIL_HOME)")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    if not settings.database.is_file():
        raise NotBuilt(f"There is no audit log: {settings.database} does not exist; type: python -m geodata build")
    own = settings.home / ANCHOR
    verdict = verify(open_engine(settings), read_anchor(Path(options.head) if options.head else own))
    outcome = Outcome("Audit log", [_row(verdict)], exit_code=0 if verdict.good else 1)
    outcome.facts = {"good": verdict.good, "rows": verdict.rows, "row": verdict.row, "head": [verdict.last, verdict.hash]}
    if verdict.good:
        write_anchor(own, verdict)
        outcome.notes.append(f"Head: {verdict.last or 0} {verdict.hash}")
    outcome.notes.append(LIMITS.format(anchor=own))
    return outcome


def _row(verdict: Verdict) -> dict[str, object]:
    return {
        "state": "good" if verdict.good else "wrong",
        "rows": verdict.rows,
        "first": verdict.first,
        "last": verdict.last,
        "cut_through": verdict.cut or None,
        "wrong_row": verdict.row,
        "problem": verdict.problem.en if verdict.problem else None,
    }


COMMAND = Command("audit_verify", "prove the audit log: exit 1 with the number of the first row that is wrong", run, arguments)

"""``python -m geodata access remove NAME``: somebody may sign in no longer; open sessions end at their next request."""

from argparse import ArgumentParser, Namespace

from geodata.access.roster import remove
from geodata.command import Command, Outcome, Progress
from geodata.office import office_path
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the name as access list shows it")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    path = office_path(settings)
    remove(path, options.name)
    return Outcome(f"{options.name} may sign in no longer", [{"name": options.name, "removed_from": str(path)}])


COMMAND = Command("access_remove", "take somebody out: open sessions end at once", run, arguments)

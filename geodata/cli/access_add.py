"""``python -m geodata access add NAME --role ROLE``: somebody who may sign in, written into the office's configuration."""

import getpass
import sys
from argparse import ArgumentParser, Namespace

from geodata.access.person import ROLES
from geodata.access.roster import add
from geodata.command import Command, Outcome, Progress
from geodata.errors import BadInput
from geodata.office import office_path
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="the name typed to sign in")
    parser.add_argument("--role", required=True, choices=ROLES[1:], help="what the person may do")
    parser.add_argument("--ko", help="the name on screen in Korean (default: NAME)")
    parser.add_argument("--en", help="the name on screen in English (default: NAME)")
    parser.add_argument("--replace", action="store_true", help="the name may be there already: new role and password, open sessions end")
    parser.add_argument("--password-stdin", action="store_true", help="read the password from standard input, one line, instead of asking")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    path = office_path(settings)
    user = add(path, options.name, options.role, _password(options), ko=options.ko, en=options.en, replace=options.replace)
    outcome = Outcome(f"{user.name} may sign in", [{"name": user.name, "role": user.role, "ko": user.title.ko, "en": user.title.en}])
    outcome.notes = [f"Written into {path} (the password as its argon2 hash). A running server notices at the next request."]
    return outcome


def _password(options: Namespace) -> str:
    """From standard input, or asked twice; it never stands in the command line, where other users could read it."""
    if options.password_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    if not sys.stdin.isatty():
        raise BadInput("There is no terminal to ask for the password; give it on standard input with --password-stdin.")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise BadInput("The two passwords are not the same; nothing was changed.")
    return password


COMMAND = Command("access_add", "add somebody who may sign in, with a role and a password", run, arguments)

"""``python -m geodata COMMAND``: build, import, export, refresh, status, new … one file a command in geodata/cli.

Exit codes: 0 done, 1 failure, 2 input that cannot be used, 3 something must be installed, 130 stopped by Ctrl-C.
Tables and JSON go to stdout; progress, notes of failure and logs to stderr.
"""

import importlib
import logging
import os
import pkgutil
import sys
from argparse import SUPPRESS, ArgumentParser, Namespace
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import geodata.cli
from geodata.cli import _screen
from geodata.command import Command
from geodata.errors import BadInput, SijangsilError
from geodata.extensions import scan
from geodata.settings import Settings, from_environment

PROGRAM = "python -m geodata"


class Parser(ArgumentParser):
    """An argument parser that reports a wrong option as one sentence instead of leaving by itself."""

    def error(self, message: str) -> NoReturn:
        raise BadInput(f"{message[:1].upper()}{message[1:]}; type {self.prog} --help to see what it takes.")


def common_options() -> ArgumentParser:
    """The options of every command; they may stand before or after the command's words."""
    parser = Parser(prog=PROGRAM, add_help=False, allow_abbrev=False)
    parser.add_argument("--city", metavar="PACK", help="city pack: a name or a pack folder (default: SIJANGSIL_CITY)")
    parser.add_argument("--home", metavar="FOLDER", help="folder for everything written (default: SIJANGSIL_HOME)")
    parser.add_argument("--json", action="store_true", help="print the outcome as JSON")
    parser.add_argument("--trace", action="store_true", help=SUPPRESS)
    return parser


def words_of(command_id: str) -> tuple[str, ...]:
    """The words typed for a command file: ``import_places`` is ``import places``."""
    return tuple(command_id.split("_"))


def command_ids() -> list[str]:
    """Ids of all commands, without importing them (a start must not pay for commands nobody typed)."""
    return sorted(m.name for m in pkgutil.iter_modules(geodata.cli.__path__) if not m.name.startswith("_"))


def find(typed: Sequence[str], ids: Sequence[str]) -> str | None:
    """The command with the most words that ``typed`` begins with, or None."""
    fitting = [i for i in ids if tuple(typed[: len(words_of(i))]) == words_of(i)]
    return max(fitting, key=lambda i: len(words_of(i)), default=None)


def listing(prefix: Sequence[str]) -> list[tuple[str, str]]:
    """(words, one line) of every command that begins with ``prefix``; at the top a group such as ``import`` is one line."""
    groups: dict[str, list[Command]] = {}
    for command in scan(geodata.cli, "COMMAND").values():
        words = words_of(command.id)
        if words[: len(prefix)] == tuple(prefix):
            groups.setdefault(" ".join(words if prefix else words[:1]), []).append(command)
    return [(words, _line(words, commands)) for words, commands in groups.items()]


def _line(words: str, commands: Sequence[Command]) -> str:
    rest = [" ".join(words_of(command.id))[len(words) :].strip() for command in commands]
    if len(commands) == 1:
        return f"{rest[0]}: {commands[0].help}" if rest[0] else commands[0].help
    return f"{', '.join(rest[:-1])} or {rest[-1]}; {PROGRAM} {words} --help says more"


def settings_of(options: Namespace) -> Settings:
    """Settings of the environment, with what the command line says instead (paths: relative to the current folder)."""
    settings = from_environment()
    if options.home:
        settings = replace(settings, home=Path(options.home).expanduser().resolve())
    if options.city:
        settings = replace(settings, city=options.city)
    return settings


def load(command_id: str) -> Command:
    """The command of one file; raises SijangsilError when the file does not keep to geodata/command.py."""
    module = importlib.import_module(f"geodata.cli.{command_id}")
    command = getattr(module, "COMMAND", None)
    if not isinstance(command, Command) or command.id != command_id:
        raise SijangsilError(f"{module.__file__} offers no COMMAND with id {command_id!r}; it must equal the file name.")
    return command


def run(typed: Sequence[str], options: Namespace) -> int:
    """Run the command that ``typed`` (without the common options) names; returns its exit code."""
    command_id = find(typed, command_ids())
    if command_id is None:
        return explain(typed, as_json=options.json)
    command = load(command_id)
    program = f"{PROGRAM} {' '.join(words_of(command_id))}"
    parser = Parser(prog=program, description=command.help, parents=[common_options()], allow_abbrev=False)
    command.arguments(parser)
    arguments = parser.parse_args(list(typed[len(words_of(command_id)) :]), namespace=options)
    with _screen.progress() as progress:
        outcome = command.run(arguments, settings_of(arguments), progress)
    _screen.show_outcome(outcome, as_json=arguments.json)
    return outcome.exit_code


def explain(typed: Sequence[str], *, as_json: bool = False) -> int:
    """List the commands when no command was typed (or only the first word of several, such as ``import``); raises
    BadInput for an unknown one, and ``as_json`` for a missing word, which is a failure to a script. Returns 0 when the list was asked for, else 2."""
    words = [word for word in typed if word not in ("-h", "--help")]
    asked = len(words) < len(typed)
    group = [words_of(i) for i in command_ids() if words and words_of(i)[0] == words[0]]
    if words and not group:
        raise BadInput(f"There is no command {words[0]!r}; there are: {', '.join(dict.fromkeys(words_of(i)[0] for i in command_ids()))}.")
    if len(words) > 1:
        raise BadInput(f"There is no command {' '.join(words[:2])!r}; there are: {', '.join(' '.join(known) for known in group)}.")
    if as_json and words and not asked:
        raise BadInput(f"{words[0]!r} is not a whole command; there are: {', '.join(' '.join(known) for known in group)}.")
    _screen.show_listing(PROGRAM, words, listing(words))
    return 0 if asked or not words else 2


def main(argv: Sequence[str]) -> int:
    """Run one command line; every failure becomes one sentence on stderr and an exit code."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(message)s")
    options = Namespace(trace="--trace" in argv, json="--json" in argv)
    try:
        options, typed = common_options().parse_known_args(list(argv))
        return run(typed, options)
    except SijangsilError as problem:
        _trace_if(options)
        return _screen.show_failure(problem.log, problem.exit_code, as_json=options.json)
    except KeyboardInterrupt:
        return _screen.show_failure("Stopped; nothing was half-written. Type the same command to go on.", 130, as_json=options.json)
    except BrokenPipeError:
        # The reader (head, less) left: not an error, but Python must not complain when it closes stdout.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as problem:
        _trace_if(options)
        sentence = f"{type(problem).__name__}: {problem}. This was not foreseen; add --trace to see where it happened."
        return _screen.show_failure(sentence, 1, as_json=options.json)


def _trace_if(options: Namespace) -> None:
    if options.trace:
        logging.exception("where it happened:")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

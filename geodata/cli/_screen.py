"""What the command line prints: one table or JSON on stdout; progress and failures on stderr."""

import json
import os
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table
from rich.text import Text

from geodata.command import Outcome
from geodata.command import Progress as Step

# A file or a pipe has no width: wide enough that no cell is folded.
_PIPE_WIDTH = 240
_LINE_EVERY_S = 1.0


class _Out(Console):
    """Stdout; a reader that leaves early (head, less) is told apart from a failure."""

    def on_broken_pipe(self) -> None:
        raise BrokenPipeError


def _stdout() -> Console:
    console = _Out()
    return console if console.is_terminal else _Out(width=_PIPE_WIDTH)


def say(sentence: str) -> None:
    """One sentence on stderr."""
    print(sentence, file=sys.stderr, flush=True)


def show_failure(sentence: str, exit_code: int, *, as_json: bool) -> int:
    """A failure: the sentence on stderr, for a script also {"error", "exit_code"} on stdout. Returns ``exit_code``."""
    say(sentence)
    if as_json:
        try:
            print(json.dumps({"error": sentence, "exit_code": exit_code}, ensure_ascii=False, indent=1), flush=True)
        except BrokenPipeError:  # nobody reads: the sentence on stderr and the exit code remain
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return exit_code


@contextmanager
def progress() -> Iterator[Step]:
    """A progress function: a bar on a terminal, otherwise lines on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _lines()
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("", total=None, visible=False)

        def step(done: int, total: int, words: str = "") -> None:
            if words:
                bar.update(task, description=Text(words).markup)
            bar.update(task, completed=done, total=total or None, visible=True)

        yield step


def _lines() -> Step:
    """Words as lines, at most one a second: a log must not hold one line for each of hundreds of areas."""
    last, said_at_s = "", -_LINE_EVERY_S

    def step(done: int, total: int, words: str = "") -> None:
        nonlocal last, said_at_s
        now_s = time.monotonic()
        if words and words != last and now_s - said_at_s >= _LINE_EVERY_S:
            last, said_at_s = words, now_s
            say(words)

    return step


def show_outcome(outcome: Outcome, *, as_json: bool) -> None:
    """Print what a command did: its table and notes, or the same as one JSON object (title, rows, notes, facts)."""
    if as_json:
        body = {"title": outcome.title, "rows": outcome.rows, "notes": outcome.notes, "facts": outcome.facts}
        print(json.dumps(body, ensure_ascii=False, indent=1, default=str), flush=True)
        return
    console = _stdout()
    if outcome.rows:
        table = Table(title=Text(outcome.title), title_justify="left")
        for key in outcome.rows[0]:
            numeric = all(isinstance(row.get(key), int | float | None) for row in outcome.rows)
            table.add_column(Text(str(key).replace("_", " ")), justify="right" if numeric else "left")
        for row in outcome.rows:
            table.add_row(*(Text(_cell(row.get(key))) for key in outcome.rows[0]))
        console.print(table)
    else:
        console.print(Text(outcome.title))
    for note in outcome.notes:
        console.print(Text(note))


def _cell(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.2f}".rstrip("0").rstrip(".")
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    return str(value)


def show_listing(program: str, words: Sequence[str], lines: Sequence[tuple[str, str]]) -> None:
    """Print the commands under ``words``, a line each."""
    typed = " ".join((program, *words))
    console = _stdout()
    console.print(Text(f"usage: {typed} COMMAND [--city PACK] [--home FOLDER] [--json]\n"))
    table = Table.grid(padding=(0, 2))
    for name, line in lines:
        table.add_row(Text(f"  {name}"), Text(line))
    console.print(table)
    console.print(Text(f"\n{typed} COMMAND --help says what a command takes."))

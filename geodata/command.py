"""The shape of a command of ``python -m geodata``.

A file ``geodata/cli/WORDS.py`` offers ``COMMAND = Command(id="WORDS", ...)``; underscores separate the words typed:
``import_places.py`` is ``python -m geodata import places``. Every command says what it did in one table and takes --json.
"""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from geodata.settings import Settings


class Progress(Protocol):
    """A progress bar: ``step(done, total, words)``; a caller without a screen passes ``silent``."""

    def __call__(self, done: int, total: int, words: str = "") -> None: ...


def silent(done: int, total: int, words: str = "") -> None:
    """Progress nobody watches."""


@dataclass
class Outcome:
    """What a command did: one table (``rows`` are dicts with the same keys) and notes below it, one sentence each.
    ``facts`` are extra machine-readable values for --json."""

    title: str
    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)
    exit_code: int = 0


@dataclass(frozen=True)
class Command:
    """``arguments`` adds options to the parser; ``run`` does the work and returns its Outcome or raises SijangsilError."""

    id: str
    help: str
    run: Callable[[Namespace, Settings, Progress], Outcome]
    arguments: Callable[[ArgumentParser], None] = lambda parser: None

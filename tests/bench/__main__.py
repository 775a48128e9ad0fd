"""``python -m tests.bench [WORD ...]``: run the figures of tests/bench (or only the named files) and print one table.

Leaves with 1 when a floor is missed, so that a script can tell.
"""

import importlib
import json
import pkgutil
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.figure import Figure


def collect(words: list[str], console: Console) -> list[Figure]:
    """Figures of every file here that offers ``figures()``, in file-name order; only ``words`` when any are given."""
    measured: list[Figure] = []
    for module in sorted(pkgutil.iter_modules([str(Path(__file__).parent)]), key=lambda m: m.name):
        if module.name.startswith("_") or module.name == "figure" or (words and module.name not in words):
            continue
        offered = getattr(importlib.import_module(f"tests.bench.{module.name}"), "figures", None)
        if offered is not None:
            console.print(f"measuring {module.name} …", style="dim")
            measured += offered()
    return measured


def _shown(value: float | None) -> str:
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:,.3g}"


def _table(measured: list[Figure]) -> Table:
    table = Table(title="Figures, measured now")
    for heading in ("figure", "measured", "unit", "floor", "", "naive", "× better", "how"):
        table.add_column(heading, justify="right" if heading in ("measured", "floor", "naive", "× better") else "left")
    for figure in measured:
        verdict = {True: "reached", False: "MISSED", None: ""}[figure.reached]
        numbers = (_shown(figure.measured), figure.unit, _shown(figure.floor), verdict, _shown(figure.naive), _shown(figure.ratio))
        table.add_row(figure.name, *numbers, figure.note)
    return table


def main(argv: list[str]) -> int:
    """Print the table (or JSON with --json) and return the exit code."""
    as_json = "--json" in argv
    words = [word for word in argv if not word.startswith("-")]
    measured = collect(words, Console(stderr=True))
    if as_json:
        print(json.dumps([{**asdict(f), "reached": f.reached, "ratio": f.ratio} for f in measured], ensure_ascii=False, indent=1))
    else:
        console = Console()
        console.print(_table(measured)) if console.is_terminal else Console(width=180).print(_table(measured))
    return int(any(figure.reached is False for figure in measured))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

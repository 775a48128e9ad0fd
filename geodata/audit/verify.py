"""Proving the audit log: every row's hash, the chain between rows, and the head.

Finds a changed, missing, added or moved row, and a tail cut off (the head tells how long the log was). Whoever can write the
database file and knows this program could make a whole new chain with its head; against that the last verified head is also written to
``HOME/audit.head``: copy that line elsewhere (paper, another machine) and give it to ``verify`` again. What nobody wrote down
elsewhere, nobody can prove.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, select

from geodata.audit.chain import GENESIS, HEAD, digest
from geodata.db.audit import CUT, audit
from geodata.db.schema import setting
from geodata.errors import BadInput
from geodata.text import Text

ANCHOR = "audit.head"


@dataclass(frozen=True, slots=True)
class Verdict:
    """``good``: nothing wrong was found in ``rows`` rows from ``first`` to ``last``. ``hash``: of the last row. ``row``: number of the
    first wrong row, ``problem``: what is wrong there; None when good. ``cut``: number of the last row that retention removed, 0 if none."""

    good: bool
    rows: int
    first: int | None
    last: int | None
    hash: str
    cut: int = 0
    row: int | None = None
    problem: Text | None = None


@dataclass(frozen=True, slots=True)
class Anchor:
    """A head that was once true: row ``n`` had ``hash``."""

    n: int
    hash: str


def read_anchor(path: Path) -> Anchor | None:
    """The head written down at ``path`` ("N HASH"), None when there is no file; BadInput when it is none."""
    if not path.is_file():
        return None
    try:
        n, hash_ = path.read_text(encoding="utf-8").split()
        return Anchor(int(n), hash_)
    except (ValueError, OSError) as problem:
        raise BadInput(f"{path} is not the head of an audit log (a number and a hash): {problem}.") from problem


def write_anchor(path: Path, verdict: Verdict) -> None:
    """Write down the head of a good verdict (temporary file, then renamed)."""
    temporary = path.with_suffix(".head.new")
    temporary.write_text(f"{verdict.last or 0} {verdict.hash}\n", encoding="utf-8")
    temporary.replace(path)


def verify(engine: Engine, anchor: Anchor | None = None) -> Verdict:
    """Walk the whole log once (about 100,000 rows a second) and say what is wrong first. One snapshot: rows appended meanwhile do
    not matter."""
    with engine.connect() as connection:
        connection.exec_driver_sql("BEGIN")
        try:
            return _walk(connection, anchor)
        finally:
            connection.rollback()


def _walk(connection: Connection, anchor: Anchor | None) -> Verdict:
    head = connection.execute(select(setting.c.value).where(setting.c.key == HEAD)).scalar() or {"n": 0, "hash": GENESIS}
    cuts = connection.execute(select(audit.c.details).where(audit.c.action == CUT).order_by(audit.c.n)).scalars()
    cut = _last_cut(cuts)
    count, first, n, prev = 0, None, 0, GENESIS
    held = anchor is None or anchor.n in (0, cut["through"])

    def bad(row: int, ko: str, en: str) -> Verdict:
        return Verdict(False, count, first, n or None, prev, cut["through"], row, Text(ko=ko, en=en))

    for row in map(dict, connection.execution_options(yield_per=2000).execute(select(audit).order_by(audit.c.n)).mappings()):
        if first is None:
            first = row["n"]
            if first > 1:
                n, prev = cut["through"], cut["hash"]
        if row["n"] != n + 1:
            return bad(n + 1, f"{n + 1}번 기록이 없습니다.", f"Row {n + 1} is missing.")
        if row["hash"] != digest(row):
            return bad(row["n"], f"{row['n']}번 기록이 바뀌었습니다.", f"Row {row['n']} was changed.")
        if row["prev"] != prev:
            return bad(
                row["n"],
                f"{row['n']}번 기록이 앞 기록과 이어지지 않습니다.",
                f"Row {row['n']} does not follow the row before it: rows were exchanged or replaced.",
            )
        count, n, prev = count + 1, row["n"], row["hash"]
        if anchor and n == anchor.n:
            if prev != anchor.hash:
                return bad(n, f"{n}번 기록이 적어 둔 값과 다릅니다.", f"Row {n} is not the one whose hash was written down.")
            held = True
    if (n, prev) != (head["n"], head["hash"]):
        return bad(
            n + 1, f"{n + 1}번부터 {head['n']}번까지의 기록이 없습니다.", f"Rows {n + 1} to {head['n']} are missing: the end was cut off."
        )
    if anchor and not held and anchor.n > cut["through"]:
        return bad(n + 1, f"적어 둔 {anchor.n}번 기록이 없습니다.", f"Row {anchor.n}, whose hash was written down, is missing.")
    return Verdict(True, count, first, n or None, prev, cut["through"])


def _last_cut(details: Any) -> dict[str, Any]:
    """The newest of the rows that tell of a cut, {"through": 0} without any."""
    found: dict[str, Any] = {"through": 0, "hash": GENESIS}
    for text in details:
        try:
            told = json.loads(text)
        except ValueError:  # a changed row: the walk names it
            continue
        if isinstance(told, dict) and isinstance(told.get("through"), int) and told["through"] > found["through"]:
            found = {"through": told["through"], "hash": str(told.get("hash"))}
    return found

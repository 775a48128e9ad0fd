"""The audit log: one chain whoever writes, and nothing wrong with it stays unseen."""

import json
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from geodata.audit.chain import GENESIS, canonical, digest
from geodata.audit.log import append, rows, verify
from geodata.audit.verify import read_anchor, write_anchor
from geodata.errors import BadInput, SijangsilError
from geodata.settings import PROJECT, Settings

NOW = datetime(2026, 11, 24, 1, 2, 3, tzinfo=UTC)


def write(engine: Engine, count: int, *, who: str = "kim", action: str = "camera.view", at: datetime = NOW) -> list[int]:
    numbers = []
    for n in range(count):
        with engine.begin() as connection:
            numbers.append(
                append(
                    connection, "mirae", at=at, who=who, role="duty", action=action, subject=f"cctv:{n}", details={"ground": "fire", "n": n}
                )
            )
    return numbers


def vandalise(settings: Settings, *statements: str) -> None:
    """What somebody with the database file can do: the triggers are gone first."""
    with sqlite3.connect(settings.database) as raw:
        raw.execute("DROP TRIGGER audit_no_update")
        raw.execute("DROP TRIGGER audit_no_delete")
        for statement in statements:
            raw.execute(statement)
    raw.close()


def test_rows_are_numbered_and_chained(engine: Engine) -> None:
    assert write(engine, 3) == [1, 2, 3]
    found = rows(engine)
    assert [row["n"] for row in found.rows] == [3, 2, 1]
    third, second, first = found.rows
    assert (first["prev"], second["prev"], third["prev"]) == (GENESIS, first["hash"], second["hash"])
    assert second["details"] == {"ground": "fire", "n": 1}
    verdict = verify(engine)
    assert (verdict.good, verdict.rows, verdict.first, verdict.last, verdict.hash) == (True, 3, 1, 3, third["hash"])


def test_an_empty_log_is_good(engine: Engine) -> None:
    assert verify(engine).good


@pytest.mark.parametrize("statement", ["UPDATE audit SET who = 'lee' WHERE n = 2", "DELETE FROM audit WHERE n = 2", "DELETE FROM audit"])
def test_the_database_refuses_to_change_or_remove_a_row(engine: Engine, statement: str) -> None:
    write(engine, 3)
    with pytest.raises(IntegrityError, match="append-only"), engine.begin() as connection:
        connection.exec_driver_sql(statement)
    assert verify(engine).rows == 3


CHANGED = [f"UPDATE audit SET {column} = {value} WHERE n = 3" for column, value in (
    ("who", "'lee'"), ("role", "'official'"), ("action", "'camera.open'"), ("subject", "'x'"), ("details", "'{}'"),
    ("at", "'2020-01-01T00:00:00+00:00'"), ("city", "'x'"), ("hash", f"'{GENESIS}'"),
)]  # fmt: skip


@pytest.mark.parametrize("statement", CHANGED)
def test_a_changed_row_is_named(engine: Engine, settings: Settings, statement: str) -> None:
    write(engine, 5)
    vandalise(settings, statement)
    verdict = verify(engine)
    assert (verdict.good, verdict.row) == (False, 3)
    assert verdict.problem
    assert "3" in verdict.problem.en
    assert "3" in verdict.problem.ko


def test_a_missing_row_is_named(engine: Engine, settings: Settings) -> None:
    write(engine, 5)
    vandalise(settings, "DELETE FROM audit WHERE n = 3")
    assert (verify(engine).good, verify(engine).row) == (False, 3)


def test_missing_first_rows_are_named(engine: Engine, settings: Settings) -> None:
    write(engine, 5)
    vandalise(settings, "DELETE FROM audit WHERE n <= 2")
    assert (verify(engine).good, verify(engine).row) == (False, 1)


def test_a_tail_cut_off_is_named(engine: Engine, settings: Settings) -> None:
    write(engine, 5)
    vandalise(settings, "DELETE FROM audit WHERE n >= 4")
    assert (verify(engine).good, verify(engine).row) == (False, 4)


def test_exchanged_rows_are_named(engine: Engine, settings: Settings) -> None:
    write(engine, 5)
    vandalise(settings, "UPDATE audit SET n = 99 WHERE n = 2", "UPDATE audit SET n = 2 WHERE n = 3", "UPDATE audit SET n = 3 WHERE n = 99")
    assert (verify(engine).good, verify(engine).row) == (False, 2)


def test_a_row_rewritten_with_its_own_hash_breaks_the_next(engine: Engine, settings: Settings) -> None:
    write(engine, 5)
    third = next(row for row in rows(engine).rows if row["n"] == 3) | {"who": "lee"}
    forged = digest(third | {"details": canonical(third["details"])})
    vandalise(settings, f"UPDATE audit SET who = 'lee', hash = '{forged}' WHERE n = 3")
    assert (verify(engine).good, verify(engine).row) == (False, 4)


def test_a_tail_and_head_cut_together_are_found_by_the_head_written_down(engine: Engine, settings: Settings) -> None:
    write(engine, 5)
    path = settings.home / "audit.head"
    write_anchor(path, verify(engine))
    third = next(row for row in rows(engine).rows if row["n"] == 3)
    head = json.dumps({"n": 3, "hash": third["hash"]})
    vandalise(settings, "DELETE FROM audit WHERE n >= 4", f"UPDATE setting SET value = '{head}' WHERE key = 'audit:head'")
    assert verify(engine).good  # nobody could know
    verdict = verify(engine, read_anchor(path))
    assert (verdict.good, verdict.row) == (False, 4)


def test_a_whole_new_chain_is_found_by_the_head_written_down(engine: Engine, settings: Settings) -> None:
    write(engine, 3)
    path = settings.home / "audit.head"
    write_anchor(path, verify(engine))
    vandalise(settings, "DELETE FROM audit", "DELETE FROM setting WHERE key = 'audit:head'")
    write(engine, 4, who="lee")
    assert verify(engine).good
    assert (verify(engine, read_anchor(path)).good, verify(engine, read_anchor(path)).row) == (False, 3)


def test_a_head_that_is_none_is_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "head").write_text("what")
    with pytest.raises(BadInput, match="not the head"):
        read_anchor(tmp_path / "head")
    assert read_anchor(tmp_path / "none") is None


def test_a_transaction_that_fails_leaves_no_row(engine: Engine) -> None:
    write(engine, 1)
    with engine.connect() as connection:
        append(connection, "mirae", at=NOW, who="kim", role="duty", action="order.give")
        connection.rollback()
    write(engine, 1)
    assert (verify(engine).good, verify(engine).rows) == (True, 2)


@pytest.mark.parametrize("details", [{"x": object()}, {"x": float("nan")}, {"x": "a" * 30_000}])
def test_details_that_are_no_small_json_are_refused(engine: Engine, details: dict) -> None:
    with pytest.raises(SijangsilError), engine.begin() as connection:
        append(connection, "mirae", at=NOW, who="kim", role="duty", action="x", details=details)


WRITER = """
import sys
from datetime import UTC, datetime
from geodata.audit.log import append
from geodata.db.engine import open_engine
from geodata.settings import from_environment
engine = open_engine(from_environment())
for n in range(50):
    with engine.begin() as connection:
        append(connection, "mirae", at=datetime.now(UTC), who=sys.argv[1], role="duty", action="camera.view", details={"n": n})
"""


def test_four_processes_write_one_chain(engine: Engine, settings: Settings) -> None:
    env = {"SIJANGSIL_HOME": str(settings.home), "SIJANGSIL_CITY": settings.city, "PATH": "/usr/bin:/bin"}
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, f"p{n}"], cwd=PROJECT, env=env) for n in range(4)]
    assert [writer.wait(60) for writer in writers] == [0, 0, 0, 0]
    verdict = verify(engine)
    assert (verdict.good, verdict.rows, verdict.problem) == (True, 200, None)
    assert all(rows(engine, who=f"p{n}").total == 50 for n in range(4))


def test_threads_write_one_chain(engine: Engine) -> None:
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda n: write(engine, 10, who=f"t{n}"), range(6)))
    assert (verify(engine).good, verify(engine).rows) == (True, 60)


def test_rows_are_found_by_who_action_subject_and_day(engine: Engine) -> None:
    write(engine, 3)
    write(engine, 2, who="lee", action="order.give", at=NOW + timedelta(days=1))
    cases: list[tuple[dict, int]] = [
        ({"who": "lee"}, 2), ({"who": "le"}, 0), ({"action": "camera"}, 3), ({"action": "order.give"}, 2), ({"action": "%"}, 0),
        ({"subject": "cctv:1"}, 2), ({"since": NOW + timedelta(hours=1)}, 2), ({"until": NOW}, 0), ({"until": NOW + timedelta(hours=1)}, 3),
        ({"who": "lee", "action": "camera"}, 0),
    ]  # fmt: skip
    assert [(wanted, rows(engine, **wanted).total) for wanted, _ in cases] == cases
    page = rows(engine, limit=2, offset=2)
    assert (page.total, [row["n"] for row in page.rows]) == (5, [3, 2])
    assert rows(engine, "elsewhere").total == 0


@hypothesis_settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.dictionaries(st.text(max_size=8), st.none() | st.integers() | st.text(max_size=20) | st.booleans(), max_size=4), st.text(max_size=12)
)
def test_whatever_is_written_verifies(engine: Engine, details: dict, who: str) -> None:
    clean: Callable[[str], str] = lambda text: text.encode("utf-8", "replace").decode()  # noqa: E731  a lone surrogate is no text
    with engine.begin() as connection:
        append(
            connection, "mirae", at=NOW, who=clean(who), role="duty", action="x", details={clean(k): clean(v) if isinstance(v, str) else v for k, v in details.items()}
        )  # fmt: skip
    assert verify(engine).good

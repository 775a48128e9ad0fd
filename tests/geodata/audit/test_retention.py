"""Exporting and cutting: nothing leaves the log without standing in a file, and what remains still proves itself."""

import csv
import json
import stat
from argparse import Namespace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, insert
from sqlalchemy.exc import IntegrityError

from geodata.__main__ import main
from geodata.audit.log import append, rows, verify
from geodata.audit.retention import cut, export
from geodata.cli import audit_export
from geodata.command import silent
from geodata.db.schema import setting
from geodata.errors import BadInput, SijangsilError
from geodata.settings import Settings
from tests.geodata.audit.test_log import vandalise

TODAY = datetime.now(UTC)


@pytest.fixture
def old(engine: Engine) -> Engine:
    """Four rows of four years ago, two of today."""
    for n in range(6):
        at = TODAY - timedelta(days=1500 - n) if n < 4 else TODAY
        with engine.begin() as connection:
            append(
                connection,
                "mirae",
                at=at,
                who="=cmd()" if n == 1 else "kim",
                role="duty",
                action="camera.view",
                details={"n": n, "말": "값"},
            )
    return engine


def run(settings: Settings, file: Path, **options: Any) -> Any:
    return audit_export.run(Namespace(file=str(file), **{"since": None, "until": None, "cut": False, **options}), settings, silent)


def test_csv_is_for_spreadsheets_and_runs_no_formula(old: Engine, tmp_path: Path) -> None:
    assert export(old, tmp_path / "log.csv")[:2] == (6, 6)
    raw = (tmp_path / "log.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    lines = list(csv.DictReader(raw.decode("utf-8-sig").splitlines()))
    assert [line["n"] for line in lines] == ["1", "2", "3", "4", "5", "6"]
    assert lines[1]["who"] == "'=cmd()"
    assert json.loads(lines[0]["details"]) == {"n": 0, "말": "값"}
    assert stat.S_IMODE((tmp_path / "log.csv").stat().st_mode) == 0o600


def test_json_holds_every_field(old: Engine, tmp_path: Path) -> None:
    export(old, tmp_path / "log.json", who="kim")
    told = json.loads((tmp_path / "log.json").read_text(encoding="utf-8"))
    newest_first = rows(old, who="kim").rows
    assert told == list(reversed(newest_first))


def test_days_bound_an_export(old: Engine, settings: Settings, tmp_path: Path) -> None:
    day = (TODAY - timedelta(days=1499)).date().isoformat()
    assert run(settings, tmp_path / "a.csv", since=day, until=day).rows[0]["rows"] == 1
    with pytest.raises(BadInput, match="--since 'x'"):
        run(settings, tmp_path / "a.csv", since="x")


def test_a_cut_exports_removes_and_verifies(old: Engine, settings: Settings, tmp_path: Path) -> None:
    file = tmp_path / "old.json"
    outcome = run(settings, file, cut=True)
    assert outcome.rows[0]["removed"] == 4
    told = json.loads(file.read_text(encoding="utf-8"))
    assert [row["n"] for row in told] == [1, 2, 3, 4]
    verdict = verify(old)
    assert (verdict.good, verdict.first, verdict.last, verdict.rows, verdict.cut) == (True, 5, 7, 3, 4)
    newest = rows(old).rows[0]
    assert (newest["action"], newest["details"]["hash"]) == ("audit.cut", told[-1]["hash"])
    with pytest.raises(IntegrityError, match="append-only"), old.begin() as connection:
        connection.exec_driver_sql("DELETE FROM audit WHERE n = 5")


def test_more_than_the_cut_tells_is_noticed(old: Engine, settings: Settings, tmp_path: Path) -> None:
    run(settings, tmp_path / "old.csv", cut=True)
    vandalise(settings, "DELETE FROM audit WHERE n = 5")
    assert (verify(old).good, verify(old).row) == (False, 5)


def test_nothing_old_nothing_cut(engine: Engine, settings: Settings, tmp_path: Path) -> None:
    with engine.begin() as connection:
        append(connection, "mirae", at=TODAY, who="kim", role="duty", action="x")
    assert run(settings, tmp_path / "old.csv", cut=True).rows == []
    assert not (tmp_path / "old.csv").exists()


def test_the_office_says_how_long(old: Engine, settings: Settings, tmp_path: Path) -> None:
    (settings.home / "office.toml").write_text("[audit]\nkeep_days = 3650\n")
    assert run(settings, tmp_path / "old.csv", cut=True).rows == []
    (settings.home / "office.toml").write_text('[audit]\nkeep_days = "long"\n')
    with pytest.raises(BadInput, match="keep_days"):
        run(settings, tmp_path / "old.csv", cut=True)


def test_a_log_that_is_not_good_is_not_cut(old: Engine, settings: Settings, tmp_path: Path) -> None:
    vandalise(settings, "UPDATE audit SET who = 'lee' WHERE n = 6")
    with pytest.raises(SijangsilError, match="Row 6 was changed"):
        run(settings, tmp_path / "old.csv", cut=True)
    assert rows(old).total == 6


def test_a_cut_of_what_was_not_exported_is_refused_whole(old: Engine) -> None:
    with pytest.raises(SijangsilError, match="nothing was removed"):
        cut(old, "mirae", 4, "f" * 64, TODAY)
    assert (rows(old).total, verify(old).good) == (6, True)


@pytest.mark.parametrize("name", ["log.txt", "nowhere/log.csv"])
def test_a_file_that_cannot_be_is_a_sentence(old: Engine, tmp_path: Path, name: str) -> None:
    with pytest.raises(BadInput):
        export(old, tmp_path / name)


def test_an_earlier_export_is_not_overwritten_by_a_cut(old: Engine, settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "old.csv").write_text("earlier")
    with pytest.raises(BadInput, match="there already"):
        run(settings, tmp_path / "old.csv", cut=True)
    assert rows(old).total == 6


def test_verify_says_the_row_and_exits_1(
    old: Engine, settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    typed = ["audit", "verify", "--json", "--home", str(settings.home), "--city", settings.city]
    assert main(typed) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["facts"]["good"], told["facts"]["rows"]) == (True, 6)
    assert (settings.home / "audit.head").read_text().split() == ["6", told["facts"]["head"][1]]
    vandalise(settings, "DELETE FROM audit WHERE n = 3")
    assert main(typed) == 1
    told = json.loads(capsys.readouterr().out)
    assert (told["facts"]["good"], told["facts"]["row"]) == (False, 3)


def test_other_settings_do_not_disturb_the_head(old: Engine) -> None:
    with old.begin() as connection:
        connection.execute(insert(setting).values(key="other", value={"n": 1}))
    assert verify(old).good

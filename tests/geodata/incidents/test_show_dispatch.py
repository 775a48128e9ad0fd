"""``show dispatch``: the statistics as a table and as JSON."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from geodata.__main__ import main
from geodata.city import City
from geodata.settings import Settings
from tests.geodata.incidents.calls import call, store


@pytest.fixture
def filled(engine: Engine, tiny: City) -> Engine:
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(days=2)
    store(
        engine,
        [call(tiny, i, 300 + 40 * i, at=at) for i in range(8)]
        + [call(tiny, 20 + i, 300, at=at, area="M201", kind="fire") for i in range(6)],
    )
    return engine


def show(settings: Settings, capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> Any:
    assert main(["show", "dispatch", *words, "--json", "--city", settings.city, "--home", str(settings.home)]) == code
    return json.loads(capsys.readouterr().out)


def test_by_kind_without_being_asked(filled: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    found = show(settings, capsys)
    assert {row["kind"]: row["calls"] for row in found["rows"]} == {"fire": 6, "medical": 8}
    assert (found["facts"]["whole"]["n"], found["facts"]["target_s"], found["facts"]["demo"]) == (14, 420, True)
    assert any("Made-up" in note for note in found["notes"])


def test_by_area(filled: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    rows = show(settings, capsys, "--level", "district")["rows"]
    assert [(row["area"], row["calls"], row["median_s"]) for row in rows] == [("M1", 8, 440), ("M2", 6, 300), ("M3", 0, None)]
    assert main(["show", "dispatch", "--level", "district", "--city", settings.city, "--home", str(settings.home)]) == 0
    assert "가람구" in capsys.readouterr().out


def test_the_target_is_the_offices(filled: Engine, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    (settings.home / "office.toml").write_text("[dispatch]\ntarget_s = 310\n", encoding="utf-8")
    facts = show(settings, capsys)["facts"]
    assert (facts["target_s"], facts["whole"]["within"]) == (310, 7)


@pytest.mark.parametrize("words", [("--days", "0"), ("--level", "street"), ("--by", "day"), ("--area", "X")])
def test_what_cannot_be_used_is_one_sentence(
    filled: Engine, settings: Settings, capsys: pytest.CaptureFixture[str], words: tuple[str, ...]
) -> None:
    assert show(settings, capsys, *words, code=2)["exit_code"] == 2

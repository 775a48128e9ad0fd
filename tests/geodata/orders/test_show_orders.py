"""``show orders``: open ones with what is overdue, closed ones on demand, the steps of one."""

import json
from datetime import UTC, datetime

import pytest
from sqlalchemy import Engine

from geodata.__main__ import main
from geodata.city import City
from geodata.orders import Due, withdraw
from geodata.settings import Settings
from tests.geodata.orders.made_up import GIVER, ordered


def told(capsys: pytest.CaptureFixture[str], settings: Settings, *words: str) -> dict:
    """What the command prints as JSON."""
    assert main(["show", "orders", *words, "--json", "--city", settings.city, "--home", str(settings.home)]) == 0
    return json.loads(capsys.readouterr().out)


def test_orders_and_steps_are_listed(fire: Engine, tiny: City, settings: Settings, capsys: pytest.CaptureFixture[str]) -> None:
    assert told(capsys, settings)["title"] == "No orders"
    late = ordered(fire, tiny, now=datetime(2020, 1, 1, tzinfo=UTC)).order
    ordered(fire, tiny, now=datetime.now(UTC), due=Due(in_s=7200))
    gone = ordered(fire, tiny, now=datetime.now(UTC)).order
    withdraw(fire, tiny, GIVER, gone["id"], "잘못 보냄", datetime.now(UTC))
    found = told(capsys, settings)
    assert found["title"] == "2 open orders, 1 overdue"
    assert [(row["id"] == late["id"], row["overdue"], row["about"]) for row in found["rows"]] == [
        (True, True, "건물 화재"),
        (False, False, "건물 화재"),
    ]
    assert len(told(capsys, settings, "--all")["rows"]) == 3
    steps = told(capsys, settings, "--steps", gone["id"])["rows"]
    assert [(s["step"], s["by"], s["note"]) for s in steps] == [("give", "kim", None), ("withdraw", "kim", "잘못 보냄")]
    assert main(["show", "orders", "--steps", "x", "--city", settings.city, "--home", str(settings.home)]) == 2

"""The registry of sources: feeds without a key stand in it as not linked, failures are counted by kind, quota by the provider's day."""

import json
from datetime import timedelta
from pathlib import Path

import pytest

from geodata.__main__ import main
from geodata.feeds import read
from geodata.feeds.choice import connectors
from geodata.feeds.refresh import Tools
from geodata.settings import Settings
from geodata.sources import LinkedSource, registry, summary
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock, runner_of


def of(tools: Tools, clock: Clock) -> dict[str, LinkedSource]:
    return {s.id: s for s in registry(tools.engine, tools.city, clock())}


def test_without_a_key_a_source_is_known_but_not_linked(tools: Tools, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SEOUL_OPENAPI_KEY", raising=False)
    found = of(tools, clock)
    assert {c.id for c in connectors().values()} <= set(found)
    assert (found["seoul_air"].state, found["seoul_air"].off, found["seoul_air"].quota_per_day) == ("off", "no_key", 60)
    assert (found["demo_air"].state, found["demo_air"].off) == ("missing", None)
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", "k")
    found = of(tools, clock)
    assert (found["seoul_air"].state, found["demo_air"].state, found["demo_air"].off) == ("missing", "off", "replaced")


def test_success_failure_and_calls_are_told(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    runner = runner_of(tools, settings, "seoul_air")
    runner.refresh("seoul_air")
    good = of(tools, clock)["seoul_air"]
    assert (good.state, good.rows, good.quota_used, good.errors, good.error) == ("fresh", 2, 1, {}, None)
    assert good.observed_at == "2026-07-20T04:00:00+00:00"
    assert good.last_success == good.last_try == clock().isoformat()

    fake.trouble = "html"
    clock.pass_(60)
    runner.refresh("seoul_air")
    fake.trouble = "renamed"
    runner.refresh("seoul_air")
    bad = of(tools, clock)["seoul_air"]
    assert (bad.errors, bad.errors_n, bad.failures, bad.quota_used) == ({"not_the_service": 1, "shape": 1}, 2, 2, 3)
    assert (bad.last_success, bad.last_try) == (good.last_success, clock().isoformat())
    assert "renamed" in str(bad.error)

    clock.pass_(24 * 3600)  # the provider's next day
    later = of(tools, clock)["seoul_air"]
    assert (later.state, later.quota_used, later.errors_n) == ("stale", 0, 2)
    assert read.status(tools.engine, tools.city, clock(), runner.known)[0].quota_used == 0
    clock.at += timedelta(days=7)
    assert of(tools, clock)["seoul_air"].errors == {}


def test_a_composite_leaves_out_what_is_not_linked(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    runner_of(tools, settings, "seoul_air").refresh("seoul_air")
    known = {"seoul_air": connectors()["seoul_air"], "demo_air": connectors()["demo_air"]}
    found = [s for s in registry(tools.engine, tools.city, clock(), known) if s.kind == "feed"]
    told = summary(found)
    assert (told["n"], told["by_state"], told["by_kind"]) == (2, {"fresh": 1, "off": 1}, {"feed": 2})
    assert told["freshness"] == {"state": "fresh", "observed_at": "2026-07-20T04:00:00+00:00"}


def test_the_command_lists_every_source(home: Path, tiny_pack: Path, capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--home", str(home), "--city", str(tiny_pack)]
    assert main(["build", *options]) == 0
    capsys.readouterr()
    assert main(["show", "sources", *options, "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert len(body["rows"]) == body["facts"]["summary"]["n"] == len(body["facts"]["sources"])
    by_id = {s["id"]: s for s in body["facts"]["sources"]}
    assert by_id["places:fire_stations"]["last_success"]
    assert by_id["figures:population"]["indicators"]["population"]["ko"]
    assert by_id["outlines:2020-01-01:district"]["rows"] == 3
    assert by_id["register:2020-01-01"]["rows"] == 11
    assert main(["show", "sources", "--kind", "feed", *options]) == 0
    assert "demo_air" in capsys.readouterr().out

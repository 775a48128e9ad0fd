"""``python -m geodata refresh``."""

from argparse import ArgumentParser, Namespace
from collections.abc import Callable
from dataclasses import replace

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.cli.refresh import COMMAND
from geodata.command import Outcome, silent
from geodata.errors import BadInput
from geodata.feeds.choice import connectors
from geodata.settings import Settings
from tests.geodata.feeds.conftest import KEY, save_outlines


@pytest.fixture
def typed(engine: Engine, settings: Settings, tiny: City, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Outcome]:
    """The command as typed, over the made-up city with its outlines."""
    monkeypatch.delenv("SEOUL_OPENAPI_KEY", raising=False)
    save_outlines(engine, settings, tiny)

    def run(*words: str) -> Outcome:
        parser = ArgumentParser()
        COMMAND.arguments(parser)
        return COMMAND.run(parser.parse_args(words), settings, silent)

    return run


def test_one_feed_or_all_of_them_as_one_table(typed: Callable[..., Outcome]) -> None:
    one = typed("demo_air")
    assert [(r["feed"], r["result"], r["rows"]) for r in one.rows] == [("demo_air", "ok", 3)]
    both = typed("--all")
    assert [r["feed"] for r in both.rows] == sorted(c.id for c in connectors().values() if c.demo)
    assert both.exit_code == 0
    assert [(r["error"], r["calls"]) for r in both.rows] == [(None, 0)] * len(both.rows)
    assert both.rows[0]["new"] == 0, "the same hour again changes nothing"


def test_nothing_named_or_an_unknown_feed_is_bad_input(typed: Callable[..., Outcome]) -> None:
    for words in ([], ["nonsense"]):
        with pytest.raises(BadInput, match="demo_air"):
            typed(*words)


def test_a_failed_feed_is_told_without_the_key(settings: Settings, engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", KEY)
    monkeypatch.setenv("SEOUL_OPENAPI_URL", "http://127.0.0.1:1")  # nobody listens there
    outcome = COMMAND.run(Namespace(feeds=["seoul_air"], all=False), replace(settings, city="seoul"), silent)
    assert outcome.exit_code == 1
    assert outcome.rows[0]["result"] == "failed"
    assert "could not be reached (ConnectError)" in outcome.notes[0]
    assert "could not be reached (ConnectError)" in str(outcome.rows[0]["error"])
    assert outcome.rows[0]["calls"] == 1, "a call that failed was made all the same"
    assert KEY not in str(outcome)

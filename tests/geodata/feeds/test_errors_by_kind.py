"""Every failure is counted by feed, day and kind, together with the failure itself; old counts go."""

import socket
from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine, select

from geodata.db.sources import feed_error
from geodata.dialect import ProviderError
from geodata.feeds import ledger
from geodata.feeds.fetch import Limits, read_body
from geodata.feeds.refresh import Tools
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock, runner_of

KINDS = {
    "info_100": "refused", "info_200": "empty", "error_336": "refused", "error_500": "http", "quota": "quota", "html": "not_the_service",
    "truncated": "cut_off", "timeout": "timeout", "renamed": "shape", "http_500": "http", "reset": "unreachable", "too_long": "cut_off",
    "too_short": "cut_off", "huge": "too_large", "garbage": "cut_off", "redirect": "http",
}  # fmt: skip


@pytest.mark.parametrize(("trouble", "kind"), KINDS.items())
def test_a_failure_is_counted_by_its_kind(trouble: str, kind: str, fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    runner = runner_of(tools, settings, "seoul_air")
    fake.trouble = trouble
    failed = runner.refresh("seoul_air")
    again = runner.refresh("seoul_air")
    assert not failed.ok
    with tools.engine.connect() as connection:
        rows = connection.execute(select(feed_error)).mappings().all()
    assert [(r["city"], r["feed"], r["day"], r["kind"], r["n"]) for r in rows] == [("seoul", "seoul_air", "2026-07-20", kind, 2)]
    assert rows[0]["last_sentence"] == again.error
    assert ledger.errors(tools.engine, tools.city, clock()) == {"seoul_air": {kind: 2}}


def test_a_fault_of_our_own_is_counted_as_such(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    def broken(page: object, request: object) -> None:
        raise KeyError("a bug")

    runner_of(tools, settings, "seoul_air", parse=broken).refresh("seoul_air")
    assert ledger.errors(tools.engine, tools.city, clock()) == {"seoul_air": {"program": 1}}


def test_a_refused_connection_is_unreachable() -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        port = nobody.getsockname()[1]
    with httpx.Client() as client, pytest.raises(ProviderError) as met:
        read_body(client, f"http://127.0.0.1:{port}/", Limits())
    assert met.value.kind == "unreachable"


def test_old_counts_leave_the_week_and_then_the_database(
    fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock, engine: Engine
) -> None:
    runner = runner_of(tools, settings, "seoul_air")
    fake.trouble = "html"
    runner.refresh("seoul_air")
    day = clock.at
    clock.at = day + timedelta(days=6)
    assert ledger.errors(engine, tools.city, clock()) == {"seoul_air": {"not_the_service": 1}}
    clock.at = day + timedelta(days=7)
    assert ledger.errors(engine, tools.city, clock()) == {}
    fake.trouble = None
    for days, kept in ((90, 1), (91, 0)):
        clock.at = day + timedelta(days=days)
        runner._prune_at = None
        runner.step()
        with engine.connect() as connection:
            assert len(connection.execute(select(feed_error).where(feed_error.c.day == day.date().isoformat())).all()) == kept

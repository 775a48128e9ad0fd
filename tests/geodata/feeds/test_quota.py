"""A day's allowance of calls is never exceeded: not by a restart, not by several processes, not by retries."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from geodata.dialect import ProviderError
from geodata.feeds import ledger, read
from geodata.feeds.choice import connectors
from geodata.feeds.refresh import Tools
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock, runner_of


@pytest.mark.parametrize("trouble", [None, "http_500", "quota"])
def test_the_server_never_sees_more_calls_than_allowed_in_its_day(
    trouble: str | None, fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock
) -> None:
    clock.at = datetime(2026, 7, 20, 14, 0, tzinfo=UTC)  # 23:00 at the provider
    fake.trouble = trouble
    calls: Counter[str] = Counter()
    for turn in range(400):
        if turn % 50 == 0:  # a restart: only what is in the database is known
            runner = runner_of(tools, settings, "seoul_air", quota_per_day=7, cadence_s=300)
        before = len(fake.hits)
        runner.step()
        day = "first" if clock() < datetime(2026, 7, 20, 15, 0, tzinfo=UTC) else "second"
        calls[day] += len(fake.hits) - before
        clock.pass_(120)
    assert max(calls.values()) <= 7
    assert calls["second"] == (1 if trouble == "quota" else 7), "the day begins anew at the provider's midnight"


def test_several_threads_together_do_not_exceed_it(tools: Tools) -> None:
    ledger.open_row(tools.engine, connectors()["seoul_air"], tools.city, "seoul_air")

    def spend(_: int) -> bool:
        try:
            ledger.spend(tools.engine, "seoul_air", "2026-07-20", 10)
        except ProviderError as problem:
            refusals.append(problem.retry)
            return False
        return True

    refusals: list[str] = []
    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(spend, range(40))) == 10
    assert refusals == ["tomorrow"] * 30


def test_the_provider_saying_so_ends_the_day(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    fake.trouble = "quota"
    runner = runner_of(tools, settings, "seoul_air")
    for _ in range(100):
        runner.step()
        clock.pass_(300)
    assert len(fake.hits) == 1
    status = read.status(tools.engine, tools.city, clock(), runner.known)[0]
    assert "ERROR-337" in str(status.error)
    assert status.quota_used == 1


def test_the_shares_of_one_key_fit_in_its_day_and_carry_the_cadence() -> None:
    of_key = [c for c in connectors().values() if c.key_env == "SEOUL_OPENAPI_KEY"]
    assert len(of_key) == 10
    assert sum(c.quota_per_day or 10_000 for c in of_key) <= 1000
    pages = {"seoul_bikes": 3, "seoul_wifi": 26, "seoul_cctv": 131}
    for c in of_key:
        assert c.requests
        assert c.quota_per_day
        a_day = max(1.0, 86400 / c.cadence_s) * len(c.requests()) * pages.get(c.id, 1)
        assert a_day <= c.quota_per_day, c.id

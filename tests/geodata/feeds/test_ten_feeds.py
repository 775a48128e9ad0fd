"""One of ten feeds freezes: it alone turns stale within its own limit, is told once, and told once more when it recovers."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from geodata.connector import Connector, Parsed
from geodata.dialect import ProviderError
from geodata.feeds import read
from geodata.feeds.choice import connectors
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock

LIMITS_S = [60, 90, 120, 60, 45, 60, 300, 60, 75, 60]
FROZEN = "feed_4"


class Ten:
    """Ten connectors that ask the fake service over HTTP. ``frozen``: None, 'repeats' (rows of an old hour) or 'silent' (it fails)."""

    def __init__(self, clock: Clock):
        self.clock, self.frozen, self.stopped = clock, "", clock()
        self.known: dict[str, Connector] = {f"feed_{n}": self.connector(n, limit_s) for n, limit_s in enumerate(LIMITS_S)}

    def connector(self, n: int, limit_s: float) -> Connector:
        card = connectors()["seoul_air"]
        return replace(
            card, id=f"feed_{n}", topic=f"topic_{n}", cadence_s=10, stale_after_s=limit_s, quota_per_day=None, parse=self.parse(n, card)
        )

    def parse(self, n: int, card: Connector) -> Callable[[Any, Any], Parsed]:
        def parsed(page: Any, request: Any) -> Parsed:
            assert card.parse
            found = card.parse(page, request)
            if f"feed_{n}" == FROZEN and self.frozen:
                if self.frozen == "silent":
                    raise ProviderError("The provider is silent.", kind="timeout")
                return replace(found, observed_at=self.stopped)
            return replace(found, observed_at=self.clock())

        return parsed


@pytest.mark.parametrize("how", ["repeats", "silent"])
def test_one_of_ten_freezes_and_recovers(how: str, fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    clock.at = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    ten = Ten(clock)
    runner = FeedRunner(tools.engine, tools.city, settings, known=ten.known, tools=tools)

    def states() -> dict[str, str]:
        return {s.id: s.state for s in read.status(tools.engine, tools.city, clock(), ten.known)}

    def told_since(event_id: int) -> list[tuple[str, str]]:
        found = read.events_since(tools.engine, event_id, 10_000)
        return [(e["body"]["id"], e["body"]["state"]) for e in found if e["kind"] == "feed"]

    def run(seconds: int, until: str | None = None) -> int:
        for second in range(1, seconds + 1):
            clock.pass_(1)
            runner.step()
            if until and states()[FROZEN] == until:
                return second
        assert until is None, f"{FROZEN} did not turn {until} within {seconds} s"
        return seconds

    run(30)
    assert set(states().values()) == {"fresh"}
    assert sorted(told_since(0)) == [(f"feed_{n}", "fresh") for n in range(10)], "each is told once when it begins"

    start = read.latest_event(tools.engine)
    ten.frozen, ten.stopped = how, clock()
    took_s = run(LIMITS_S[4] + 3, until="stale")
    assert took_s <= LIMITS_S[4] + 1
    run(60)
    assert states() == {f"feed_{n}": "stale" if f"feed_{n}" == FROZEN else "fresh" for n in range(10)}
    assert told_since(start) == [(FROZEN, "stale")]

    again = read.latest_event(tools.engine)
    ten.frozen = ""
    run(700, until="fresh")  # a silent provider is asked again after a growing pause
    run(60)
    assert set(states().values()) == {"fresh"}
    assert told_since(again) == [(FROZEN, "fresh")]

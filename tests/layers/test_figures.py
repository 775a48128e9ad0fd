"""How fresh a figure is: by its period, and a demonstration says so."""

from dataclasses import replace
from datetime import date

from geodata.source import Source
from geodata.text import Text
from layers.figures import freshness

MADE = Source(provider=Text("가", "A"), licence=Text("나", "B"), title=Text("다", "C"), demo=True)
TODAY = date(2026, 11, 24)


def test_a_demonstration_figure_says_so() -> None:
    assert freshness("2026-10", TODAY, "ko", MADE)["state"] == "demo"
    assert freshness("2026-10", TODAY, "ko", replace(MADE, demo=False))["state"] == "fresh"
    assert freshness(None, TODAY, "ko", MADE)["state"] == "missing"


def test_a_running_month_was_not_observed_in_the_future() -> None:
    assert freshness("2026-11", TODAY, "en")["observed_at"] == "2026-11-24"
    assert freshness("2026-10", TODAY, "en")["observed_at"] == "2026-10-31"

"""How old a set of stored points says it is, and what of it is not on the map."""

from dataclasses import replace
from datetime import date

import pytest

from geodata.connector import Feature
from geodata.places.read import active
from geodata.places.store import save_places

TODAY = date(2026, 11, 24)


@pytest.fixture
def row(placed, tiny):
    features = [Feature("in", 10.02, 50.02), Feature("out", 11.5, 50.02), Feature("nowhere", None, None), Feature("lost", None, None)]
    save_places(placed, tiny, "trees", features, {"title": {"ko": "시험", "en": "test"}}, report={"outside": 1})
    return active(placed, tiny, "trees")


@pytest.mark.parametrize(
    ("as_of", "state"),
    [(None, "stale"), ("2022-07-07", "stale"), ("2024", "stale"), ("2025-10-20", "fresh"), ("2025-10-19", "stale"), ("2026", "fresh"), ("soon", "stale")],
)  # fmt: skip
def test_a_set_is_as_fresh_as_its_date(row, as_of, state):
    dated = replace(row, source=row.source | ({"as_of": as_of} if as_of else {}))
    assert (dated.as_of, dated.freshness(TODAY)) == (as_of, state)
    assert replace(dated, demo=True).freshness(TODAY) == "demo"


def test_a_set_without_a_date_of_its_source_goes_by_when_it_was_observed(row):
    seen = replace(row, observed_at="2026-11-01T03:00:00+00:00")
    assert (seen.as_of, seen.freshness(TODAY)) == ("2026-11-01", "fresh")


def test_rows_that_are_not_on_the_map_are_counted(row):
    assert (row.rows, row.placed, row.unplaced) == (4, 1, 3)
    assert row.position_unknown == 2  # one lies outside the city

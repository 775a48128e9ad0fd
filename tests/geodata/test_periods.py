"""When a period ends."""

from datetime import date

import pytest

from geodata.periods import end_of, years_before


@pytest.mark.parametrize(
    ("period", "end"),
    [
        ("2024", date(2024, 12, 31)), ("2024H1", date(2024, 6, 30)), ("2024H2", date(2024, 12, 31)), ("2024Q3", date(2024, 9, 30)),
        ("2024-02", date(2024, 2, 29)), ("2024-05-31", date(2024, 5, 31)), ("2024-05-31T14", date(2024, 5, 31)),
        ("2024-05-31T14:00:00+00:00", date(2024, 5, 31)), ("9999", date(9999, 12, 31)),
        (None, None), ("", None), ("2024-13", None), ("2024-00", None), ("2024-00-01", None), ("2024-02-30", None), ("soon", None), ("20244", None),
    ],
)  # fmt: skip
def test_a_period_ends_on_its_last_day(period: str | None, end: date | None) -> None:
    assert end_of(period) == end


def test_years_before_a_leap_day() -> None:
    assert years_before(date(2024, 2, 29), 2) == date(2022, 2, 28)
    assert years_before(date(2026, 11, 24), 2) == date(2024, 11, 24)

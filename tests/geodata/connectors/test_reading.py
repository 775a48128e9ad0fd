"""Fields as providers write them."""

from datetime import UTC, datetime

import pytest

from geodata.connectors import _reading as read


@pytest.mark.parametrize(
    ("written", "number"),
    [("1,234.5", 1234.5), (7, 7.0), ("0", 0.0), ("", None), ("-", None), (None, None), ("nan", None), ("inf", None), ("점검", None)],
)
def test_numbers(written: object, number: float | None) -> None:
    assert read.number({"a": written}, "a") == number


def test_the_first_name_that_holds_something_is_read() -> None:
    assert read.text({"new": "", "old": " x "}, "new", "old") == "x"
    assert read.count({"n": "3.0"}, "n") == 3


@pytest.mark.parametrize(
    ("written", "moment"),
    [
        ("202607201300", datetime(2026, 7, 20, 4, 0, tzinfo=UTC)),
        ("20260720", datetime(2026, 7, 19, 15, 0, tzinfo=UTC)),
        ("2026-07-20 13:00", datetime(2026, 7, 20, 4, 0, tzinfo=UTC)),
        ("2024-03-12 11:12:43.0", datetime(2024, 3, 12, 2, 12, 43, tzinfo=UTC)),
        ("202607202400", datetime(2026, 7, 20, 15, 0, tzinfo=UTC)),
        ("20261331", None),
        ("soon", None),
        ("", None),
        (None, None),
    ],
)
def test_local_times(written: str | None, moment: datetime | None) -> None:
    assert read.local_time(written, "Asia/Seoul") == moment


def test_positions_of_another_crs() -> None:
    assert read.lonlat(5181, 206076.7132692197, 446245.6950463236) == (
        pytest.approx(127.06874, abs=1e-5),
        pytest.approx(37.51567, abs=1e-5),
    )
    assert read.lonlat(5181, None, 1.0) == (None, None)
    assert read.lonlat(5181, 1e300, 1e300) == (None, None)


def test_one_happening_told_with_other_punctuation_is_the_same() -> None:
    at = datetime(2026, 6, 3, 12, 0, tzinfo=UTC)
    assert read.same_happening(at, "소공로 공사(차로축소, 확장)\r-일시") == read.same_happening(at, "소공로 공사(차로축소| 확장) 일시")
    assert read.same_happening(at, None) is None
    assert read.same_happening(None, "소공로") is None

"""Numbers, changes and times against values written by hand."""

from datetime import UTC, datetime

import pytest

from geodata.text import Text
from layers import numbers


@pytest.mark.parametrize(
    ("value", "decimals", "ko", "en"),
    [
        (9_386_034, 0, "938.6만", "9.39M"),
        (34_000_000_000_000, 0, "34조", "34T"),
        (47_200_000_000_000, 0, "47.2조", "47.2T"),
        (150_000_000, 0, "1.5억", "150M"),
        (99_999_999, 0, "1억", "100M"),
        (23_050_000, 0, "2,305만", "23.05M"),
        (999_950, 0, "100만", "1M"),
        (12_345, 0, "1.2만", "12.3K"),
        (10_000, 0, "1만", "10K"),
        (9_999, 0, "9,999", "9,999"),
        (61.25, 1, "61.3", "61.3"),
        (0, 0, "0", "0"),
        (-0.04, 1, "0.0", "0.0"),
        (-123_456, 0, "−12.3만", "−123.5K"),
        (None, 0, "자료 없음", "No data"),
    ],
)
def test_short(value: float | None, decimals: int, ko: str, en: str) -> None:
    assert (numbers.short(value, decimals, "ko"), numbers.short(value, decimals, "en")) == (ko, en)


@pytest.mark.parametrize(
    ("value", "decimals", "shown"),
    [
        (9_386_034, 0, "9,386,034"),
        (2.5, 0, "3"),
        (1234.567, 2, "1,234.57"),
        (-5, 0, "−5"),
        (1e15, 0, "1,000,000,000,000,000"),
        (None, 0, "자료 없음"),
    ],
)
def test_full(value: float | None, decimals: int, shown: str) -> None:
    assert numbers.full(value, decimals) == shown


@pytest.mark.parametrize(
    ("value", "previous", "kind", "ko", "en", "direction"),
    [
        (101.2, 100, "count", "▲ 1.2% 증가", "▲ 1.2% up", "up"),
        (60.0, 60.3, "percent", "▼ 0.3%p 감소", "▼ 0.3%p down", "down"),
        (130.6, 111.0, "index", "▲ 19.6p 증가", "▲ 19.6 pts up", "up"),
        (100, 100, "count", "= 변화 없음", "= no change", "same"),
        (-50, -100, "amount", "▲ 50.0% 증가", "▲ 50.0% up", "up"),
        (5, 0, "count", "자료 없음", "No data", None),
        (5, 0, "percent", "▲ 5.0%p 증가", "▲ 5.0%p up", "up"),
        (None, 3, "count", "자료 없음", "No data", None),
        (3, None, "count", "자료 없음", "No data", None),
    ],
)
def test_change(value: float | None, previous: float | None, kind: str, ko: str, en: str, direction: str | None) -> None:
    assert numbers.change(value, previous, kind, "ko") == (ko, direction)
    assert numbers.change(value, previous, kind, "en") == (en, direction)


def test_times_are_in_the_zone_of_the_city() -> None:
    at = datetime(2026, 11, 23, 5, 5, tzinfo=UTC)
    assert numbers.time(at, "Asia/Seoul", "ko") == "2026. 11. 23.(월) 14:05"
    assert numbers.time(at, "Asia/Seoul", "en") == "Mon 23 Nov 2026, 14:05 KST"
    assert numbers.time(at, "Europe/Berlin", "en") == "Mon 23 Nov 2026, 06:05 CET"
    with pytest.raises(ValueError, match="time zone"):
        numbers.time(datetime(2026, 11, 23), "Asia/Seoul", "ko")


@pytest.mark.parametrize(
    ("seconds", "ko", "en"),
    [
        (-5, "방금", "just now"),
        (59, "방금", "just now"),
        (185, "3분 전", "3 min ago"),
        (7300, "2시간 전", "2 h ago"),
        (5 * 86400, "5일 전", "5 d ago"),
        (None, "자료 없음", "No data"),
    ],
)
def test_ages(seconds: float | None, ko: str, en: str) -> None:
    assert (numbers.age(seconds, "ko"), numbers.age(seconds, "en")) == (ko, en)


@pytest.mark.parametrize(("metres", "shown"), [(4, "0 m"), (237, "240 m"), (996, "1.0 km"), (1234, "1.2 km"), (None, "자료 없음")])
def test_distances(metres: float | None, shown: str) -> None:
    assert numbers.distance(metres, "ko") == shown


@pytest.mark.parametrize(
    ("code", "ko", "en"),
    [
        ("2024", "2024년", "2024"),
        ("2024H1", "2024년 상반기", "first half of 2024"),
        ("2024Q3", "2024년 3분기", "Q3 2024"),
        ("2024-05", "2024년 5월", "May 2024"),
        ("2024-05-01", "2024. 5. 1.", "1 May 2024"),
        ("2024-05-01T14", "2024. 5. 1. 14시", "1 May 2024, 14:00"),
        (None, "자료 없음", "No data"),
    ],
)
def test_periods(code: str | None, ko: str, en: str) -> None:
    assert (numbers.period(code, "ko"), numbers.period(code, "en")) == (ko, en)


def test_units_stand_as_each_language_writes_them() -> None:
    people, share, dust = Text("명", "people"), Text("%", "%"), Text("㎍/㎥", "µg/m³")
    assert numbers.with_unit("938.6만", people, "ko") == "938.6만 명"
    assert numbers.with_unit("1,234", people, "ko") == "1,234명"
    assert numbers.with_unit("9.4M", people, "en") == "9.4M people"
    assert numbers.with_unit("61.3", share, "en") == "61.3%"
    assert numbers.with_unit("12", dust, "ko") == "12 ㎍/㎥"
    assert numbers.with_unit("자료 없음", people, "ko") == "자료 없음"
    assert numbers.percent(12.34) == "12.3%"


@pytest.mark.parametrize(
    ("seconds", "ko", "en"),
    [
        (0, "0초", "0 s"),
        (380, "6분 20초", "6 min 20 s"),
        (3600, "1시간", "1 h"),
        (7500, "2시간 5분", "2 h 5 min"),
        (273600, "3일 4시간", "3 d 4 h"),
    ],
)
def test_lengths_of_time(seconds: float, ko: str, en: str) -> None:
    assert (numbers.elapsed(seconds, "ko"), numbers.elapsed(seconds, "en")) == (ko, en)

"""The registry in words: only a feed can be delayed, a source without a key says what plays instead, unknown stays unknown."""

from typing import Any

import pytest

from geodata.dialect import ErrorKind
from geodata.sources import KINDS, STATES, LinkedSource
from geodata.text import Text
from layers.registry import SIGNS, SORTS, cadence_words, chosen, shown, state_words
from layers.strings import text


def source(id_: str = "one", **more: Any) -> LinkedSource:
    facts: dict[str, Any] = {"kind": "feed", "state": "fresh", "title": Text("대기질", "Air"), "provider": Text("연구원", "Institute")}
    return LinkedSource(id=id_, licence=Text("공공누리", "KOGL"), **{**facts, **more})


def test_only_a_feed_is_delayed() -> None:
    assert state_words(source(state="stale", observed_at="2026-01-01T00:00:00+00:00"), "ko") == "지연"
    assert state_words(source(kind="places", state="stale", observed_at="2024-12-31"), "ko") == "2024. 12. 31. 기준"
    assert state_words(source(kind="places", state="stale", observed_at="2024-12-31"), "en") == "as of 31 Dec 2024"
    assert state_words(source(kind="picture", state="stale"), "ko") == "기준일 모름"
    assert state_words(source(state="off", off="no_key"), "ko") == "연결 안 됨"


def test_a_source_without_a_key_says_what_plays_instead() -> None:
    real, demo = source("real", topic="air", state="off", off="no_key"), source("demo", topic="air", state="demo", demo=True)
    alone = source("alone", topic="noise", state="off", off="no_key")
    rows = {r["id"]: r for r in shown([real, alone], [real, demo, alone], "Asia/Seoul", "ko")}
    assert rows["real"]["note"] == "인증키 없음: 시연 자료를 대신 보여 줍니다."
    assert rows["alone"]["note"] == "인증키가 없어 받지 않습니다."
    assert rows["real"]["feeds"] == "대기질"  # the layer of its topic


def test_a_row_says_everything_in_words() -> None:
    feed = source(
        observed_at="2026-07-20T04:00:00+00:00", rows=12345, cadence_s=1800, stale_after_s=9000, errors={"timeout": 3}, failures=2,
        quota_used=12, quota_per_day=60, url="javascript:alert(1)",
    )  # fmt: skip
    (row,) = shown([feed], [feed], "Asia/Seoul", "ko")
    assert (row["observed"], row["rows"], row["cadence"], row["stale_after"]) == (
        "2026. 7. 20.(월) 13:00",
        "12,345",
        "30분마다",
        "2시간 30분",
    )
    assert (row["errors"], row["quota"], row["url"], row["success"]) == (["시간 초과 3건"], "12 / 60", None, "알 수 없음")
    assert "2번" in row["failing"]
    assert cadence_words(source(kind="figures", cadence=Text("매년", "Every year")), "en") == "Every year"
    (unknown,) = shown([source(rows=None)], [], "Asia/Seoul", "en")
    assert (unknown["rows"], unknown["observed"], unknown["quota"]) == ("–", "unknown", "–")


def test_words_in_either_language_find_a_source_and_unknown_sorts_last() -> None:
    some = [source("a", rows=None), source("b", rows=5, title=Text("소음", "Noise")), source("c", rows=50)]
    assert [s.id for s in chosen(some, {"q": "noise"})] == ["b"]
    assert [s.id for s in chosen(some, {"q": "소음 연구원"})] == ["b"]
    assert [s.id for s in chosen(some, {"sort": "rows"})] == ["b", "c", "a"]
    assert [s.id for s in chosen(some, {"sort": "-rows"})] == ["c", "b", "a"]
    assert [s.id for s in chosen(some, {})] == ["a", "b", "c"]


@pytest.mark.parametrize("sort", SORTS)
def test_everything_can_be_sorted(sort: str) -> None:
    some = [source("a"), source("b", state="off", rows=1, quota_per_day=5, observed_at="2024", last_success="2025", cadence_s=3)]
    assert {s.id for s in chosen(some, {"sort": sort})} == {"a", "b"}


def test_every_kind_and_state_has_its_word_and_shape() -> None:
    assert set(SIGNS) == set(STATES)
    assert len(set(SIGNS.values())) == len(STATES)
    for kind in KINDS:
        assert text(f"sources.kind.{kind}").ko
    for error in ErrorKind.__args__:
        assert text(f"sources.error.{error}").en
    for sort in SORTS:
        assert text(f"sources.column.{sort}").ko

"""Dispatch statistics in words: times as people read them, nothing withheld in any text, both languages."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from geodata.city import City
from geodata.incidents.model import KINDS
from geodata.incidents.statistics import Group, Sample, Table
from geodata.text import Text
from layers.dispatch import dispatch_words, kind_words

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WHOLE = Group(None, None, None, 1234, 1200, 0, 368.4, 571.0, 70.0, 290.0, 800, 100 * 800 / 1200, False)
NONE: dict[str, Any] = dict.fromkeys(
    ("n", "n_with_times", "n_truncated", "median_s", "p90_s", "dispatch_median_s", "travel_median_s", "within", "share_pct")
)
SMALL = replace(WHOLE, hour=3, withheld=True, **NONE)
TABLE = Table(
    (replace(WHOLE, hour=9), SMALL, replace(WHOLE, hour=5, n=0, n_with_times=0, median_s=None, p90_s=None, within=None, share_pct=None)),
    WHOLE, None, "hour", None, None, 420, NOW - timedelta(days=30), NOW, True, "2026-11-20T11:00:00+00:00",
)  # fmt: skip


def words(city: City, table: Table = TABLE, lang: str = "ko") -> dict[str, Any]:
    return dispatch_words(table, city, lang, 30, NOW)


def test_the_summary_says_everything_in_both_languages(tiny: City) -> None:
    assert words(tiny)["summary"] == (
        "최근 30일 동안 미래시의 신고는 1,234건입니다. 절반은 6분 8초 안에, 열 건 가운데 아홉 건은 9분 31초 안에 도착했고, "
        "800건(66.7%)이 목표 7분 안에 도착했습니다. 신고부터 출동까지는 중앙값 1분 10초, 출동부터 도착까지는 4분 50초입니다."
    )
    said = words(tiny, lang="en")["summary"]
    assert "1,234" in said
    assert "6 min 8 s" in said
    assert "target of 7 min" in said


def test_a_withheld_row_carries_no_figure(tiny: City) -> None:
    row = words(tiny)["rows"][1]
    assert row["withheld"]
    assert {row[name] for name in ("n", "median_s", "p90_s", "share_pct", "within", "n_with_times")} == {None}
    assert "비공개" in row["text"]["n"]
    assert "1칸" in words(tiny)["notes"][1] or "칸 1개" in words(tiny)["notes"][1]


def test_nothing_is_no_figure(tiny: City) -> None:
    row = words(tiny)["rows"][2]
    assert (row["label"], row["text"]["n"], row["text"]["median"]) == ("5시", "0건", "자료 없음")
    empty = replace(TABLE, rows=(), whole=replace(WHOLE, n=0, n_with_times=0), demo=False, observed_at=None)
    assert "기록이 없습니다" in words(tiny, empty)["summary"]
    assert words(tiny, empty)["freshness"] == {"state": "missing", "observed_at": None}


def test_a_withheld_whole_says_so_and_tells_no_number(tiny: City) -> None:
    said = words(tiny, replace(TABLE, whole=replace(SMALL, hour=None)))["summary"]
    assert "공개하지 않습니다" in said


def test_a_truncated_history_is_named_in_words(tiny: City) -> None:
    sample = Sample("import:late.csv", 905, 420.0, None, Text(ko="잘린 표본입니다.", en="A truncated sample."))
    table = replace(TABLE, samples=(sample,), whole=replace(WHOLE, n_with_times=0, median_s=None, p90_s=None, within=None, share_pct=None))
    assert any("late.csv: 잘린 표본입니다." in note for note in words(tiny, table)["notes"])
    assert any("late.csv: A truncated sample." in note for note in words(tiny, table, "en")["notes"])
    assert "도착 시각이 없습니다" in words(tiny, table)["summary"]


@pytest.mark.parametrize(("demo", "at", "state"), [(True, "2026-11-20T11:00:00+00:00", "demo"), (False, "2026-11-20T11:00:00+00:00", "fresh"),
                                                   (False, "2026-11-18T11:00:00+00:00", "stale")])  # fmt: skip
def test_freshness(tiny: City, demo: bool, at: str, state: str) -> None:
    found = words(tiny, replace(TABLE, demo=demo, observed_at=at))
    assert found["freshness"] == {"state": state, "observed_at": at}
    assert any("시연" in note for note in found["notes"]) is demo


def test_every_kind_has_a_name_and_the_answer_is_json(tiny: City) -> None:
    assert len({kind_words(kind, lang) for kind in KINDS for lang in ("ko", "en")}) == 2 * len(KINDS)
    assert json.loads(json.dumps(words(tiny)))["by"] == "hour"


def test_labels_of_areas_and_hours(tiny: City) -> None:
    group = replace(WHOLE, area="M1", hour=7, kind="fire")
    assert words(tiny, replace(TABLE, rows=(group,), level="district"))["rows"][0]["label"] == "가람구 · 7시 · 화재"
    assert words(tiny, replace(TABLE, rows=(group,), level="district"), "en")["rows"][0]["label"] == "Garam-gu · 07:00 · Fire"
    assert words(tiny, replace(TABLE, rows=(group,), area="M1"))["rows"][0]["label"] == "7시 · 화재"  # the title names the area

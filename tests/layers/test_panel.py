"""Legend, table, summary and cards, on the made-up city with figures written by hand."""

import json
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import pytest

from geodata.city import load_city
from geodata.indicator import Indicator, Level
from geodata.source import Source
from geodata.text import Text
from layers import catalogue
from layers.card import area_card, breadcrumb
from layers.classify import classify
from layers.figures import Reading, place_name, source_line
from layers.legend import labels, legend
from layers.summary import LayerState, count_words, summary
from layers.table import table

CITY = load_city(str(Path(__file__).parents[1] / "tinycity"))
FIRST, SECOND, THIRD = (district.id for district in CITY.districts)
DONG = CITY.children(FIRST)[0].id
TODAY = date(2026, 11, 24)
SOURCE = Source(Text("통계국", "Statistics office"), Text("출처 표시", "Attribution"), Text("인구", "Population"), as_of="2024-12-31")
PEOPLE = Indicator(
    "people", Text("인구", "Population"), Text("명", "people"), "count", Text("설명", "Meaning"), SOURCE, "people", direction="higher"
)


@dataclass(frozen=True)
class Given:
    """What geodata.indicators.read.values returns, by hand."""

    indicator: Indicator
    level: Level
    period: str | None
    values: dict[str, float | None]
    flags: dict[str, str] = field(default_factory=dict)
    previous_period: str | None = None
    previous: dict[str, float | None] = field(default_factory=dict)


DISTRICTS = Given(
    PEOPLE, "district", "2024", {FIRST: 938_612, SECOND: 1234, THIRD: None}, {SECOND: "provisional"}, "2023", {FIRST: 900_000, SECOND: 1300}
)
RANKS = {FIRST: (1, 2), SECOND: (2, 2)}


def plain(value: object) -> None:
    assert json.loads(json.dumps(value, allow_nan=False)) == value


def test_legend_rows_and_the_row_for_no_data() -> None:
    found = legend(classify(DISTRICTS.values, "quantile", 5), PEOPLE, "2024", "ko", today=TODAY)
    assert [(row["label"], row["count"]) for row in found["rows"]] == [("1,234", 1), ("938,612", 1)]
    assert (found["nodata"]["label"], found["nodata"]["count"]) == ("자료 없음", 1)
    assert (found["unit"], found["period"]) == ("명", "2024년")
    assert found["source"] == "출처: 통계국, 인구 (2024-12-31). 출처 표시"
    assert any("건수" in note for note in found["notes"])
    assert found["freshness"] == {"state": "fresh", "observed_at": "2024-12-31", "as_of": "2024년"}
    plain(found)


@pytest.mark.parametrize(
    ("period", "state"),
    [
        ("2010", "stale"),
        ("2023", "stale"),
        ("2024", "fresh"),
        ("2024H2", "stale"),
        ("2025H1", "fresh"),
        ("2026-04", "stale"),
        ("2026-05", "fresh"),
        (None, "missing"),
    ],
)
def test_a_figure_whose_period_ended_long_ago_for_its_periodicity_does_not_look_current(period: str | None, state: str) -> None:
    assert legend(classify({FIRST: 1.0}), PEOPLE, period, "en", today=TODAY)["freshness"]["state"] == state
    card = area_card(CITY, FIRST, "en", today=TODAY, readings=[Reading(replace(DISTRICTS, period=period), RANKS)])
    assert card["figures"][0]["freshness"]["state"] == state


@pytest.mark.parametrize(
    ("direction", "ko", "en"),
    [("lower", "낮은 순", "lowest first"), ("higher", "높은 순", "highest first"), ("none", "높은 순", "highest first")],
)
def test_a_rank_says_where_it_begins(direction: str, ko: str, en: str) -> None:
    figures = replace(DISTRICTS, indicator=replace(PEOPLE, direction=direction))
    figure = area_card(CITY, SECOND, "ko", today=TODAY, readings=[Reading(figures, RANKS)])["figures"][0]
    assert (figure["order"], figure["rank_text"]) == (ko, f"2곳 중 2위({ko})")
    figure = area_card(CITY, SECOND, "en", today=TODAY, readings=[Reading(figures, RANKS)])["figures"][0]
    assert (figure["order"], figure["rank_text"]) == (en, f"rank 2 of 2 ({en})")


def test_legend_of_nothing_is_still_a_legend() -> None:
    found = legend(classify({FIRST: None}), PEOPLE, None, "en", "dark", today=TODAY)
    assert (found["rows"], found["nodata"]["count"], found["period"]) == ([], 1, "No data")


def test_different_bounds_read_differently() -> None:
    close = classify({"a": 1.01, "b": 1.02, "c": 1.03}, "quantile", 3)
    assert labels(close, 0, "en") == ["1.01", "1.02", "1.03"]
    assert labels(classify({"a": 1e12, "b": 2.5e12}, "quantile", 3), 0, "ko") == ["1조", "2.5조"]
    assert labels(classify({"a": 0.0, "b": 5.0, "c": 10.0, "d": 2.0}, "equal", 2), 0, "en") == ["0 – 5", "5 – 10"]


def test_table_has_full_digits_ranks_and_changes() -> None:
    found = table(CITY, DISTRICTS, classify(DISTRICTS.values, k=3), RANKS, "ko")
    first, second, third = found["rows"]
    assert (first["text"], first["rank"], first["class"], first["change_text"]) == ("938,612", 1, 2, "▲ 4.3% 증가")
    assert first["change"] == pytest.approx(4.29, abs=0.01)
    assert second["direction"] == "down"
    assert (third["value"], third["text"], third["rank"], third["class"], third["change"]) == (None, "자료 없음", None, None, None)
    assert "district" not in [column["key"] for column in found["columns"]]
    plain(found)


def test_table_of_an_open_district_lists_its_neighbourhoods_only() -> None:
    dongs = Given(PEOPLE, "neighbourhood", "2024", {area.id: 10.0 for area in CITY.neighbourhoods})
    found = table(CITY, dongs, classify(dongs.values), {}, "en", DONG)
    assert [row["id"] for row in found["rows"]] == [area.id for area in CITY.children(FIRST)]
    assert {row["district"] for row in found["rows"]} == {CITY.areas[FIRST].name.en}


def test_summary_says_what_the_map_shows() -> None:
    layer = catalogue.layers()["road_incidents"]
    said = summary(CITY, "ko", figures=DISTRICTS, city_value=939_846, layers=[LayerState(layer, 12, "demo")])
    names = {area.id: area.name.ko for area in CITY.districts}
    assert f"{names[FIRST]} 938,612명, {names[SECOND]} 1,234명" in said
    assert f"자료가 없는 곳: 1곳({names[THIRD]})." in said
    assert "94만 명" in said
    assert "도로 돌발상황 12건 (시연)" in said
    assert "2024년 기준" in said


def test_places_say_how_many_are_not_on_the_map_and_that_their_date_is_unknown() -> None:
    police = LayerState(catalogue.layers()["police"], 149, "stale", dated=False, position_unknown=15)
    assert "치안센터 149곳 (위치 모름 15곳, 기준일 모름)." in summary(CITY, "ko", figures=None, layers=[police])
    assert count_words(police, "ko") == "149곳 (위치 모름 15곳)"
    assert count_words(replace(police, count=3, whole_city=False), "ko") == "3곳 (도시 전체에 위치 모름 15곳)"
    assert count_words(replace(police, position_unknown=0), "en") == "149"
    assert "(지연)" in summary(CITY, "ko", figures=None, layers=[replace(police, dated=True, position_unknown=0)])


def test_summary_names_three_at_either_end() -> None:
    values: dict[str, float | None] = {area.id: float(n) for n, area in enumerate(CITY.neighbourhoods)}
    said = summary(CITY, "en", figures=Given(PEOPLE, "neighbourhood", "2024", values))
    order = [area.name.en for area in CITY.neighbourhoods]
    assert f"Highest: {order[-1]} {len(order) - 1} people; " in said
    assert f"Lowest: {order[0]} 0 people; {order[1]} 1 people; " in said
    assert order[3] not in said
    assert "No layers are shown." in said


def test_summary_without_figures_or_values() -> None:
    assert summary(CITY, "en", figures=None).startswith("No indicator is coloured.")
    assert "has no values" in summary(CITY, "en", figures=replace(DISTRICTS, values={}))


def test_card_of_a_district() -> None:
    found = area_card(
        CITY,
        SECOND,
        "ko",
        today=TODAY,
        readings=[Reading(DISTRICTS, RANKS, city_value=939_846)],
        chosen="people",
        trend=[("2023", 1300), ("2024", 1234)],
    )
    figure = found["figures"][0]
    assert (figure["text"], figure["full"], figure["rank_text"], figure["change"], figure["better"]) == (
        "1,234명",
        "1,234",
        "2곳 중 2위(높은 순)",
        "▼ 5.1% 감소",
        False,
    )
    assert (figure["flag"], figure["freshness"], figure["city"], figure["since"]) == (
        "잠정치입니다.",
        {"state": "fresh", "observed_at": "2024-12-31", "as_of": "2024년"},
        "94만 명",
        "2023년 대비",
    )
    assert [point["value"] for point in found["trend"]["points"]] == [1300, 1234]
    assert found["trend"]["spoken"] == "인구: 2023년 1,300, 2024년 1,234"
    assert [step["id"] for step in found["breadcrumb"]] == [None, SECOND]
    assert found["notes"] == []
    plain(found)


def test_card_of_the_city_has_the_citys_own_value() -> None:
    figure = area_card(CITY, None, "en", today=TODAY, readings=[Reading(DISTRICTS, RANKS, city_value=939_846, city_previous=939_846)])[
        "figures"
    ][0]
    assert (figure["text"], figure["change"], figure["rank"], figure["better"], figure["city"]) == (
        "939.8K people",
        "= no change",
        None,
        None,
        None,
    )


def test_a_neighbourhood_without_a_figure_says_why() -> None:
    nothing = Given(PEOPLE, "neighbourhood", None, {})
    found = area_card(CITY, DONG, "en", today=TODAY, readings=[Reading(nothing, district=DISTRICTS, published=("district",))])
    figure = found["figures"][0]
    assert found["notes"] == ["Published by district only."]
    assert (figure["text"], figure["number"], figure["note"]) == ("No data", None, "Published by district only.")
    assert (figure["period"], figure["freshness"]) == (
        "2024",
        {"state": "fresh", "observed_at": "2024-12-31", "as_of": "2024"},
    )  # its district's
    assert figure["district"] == {"label": f"Value of {CITY.areas[FIRST].name.en}", "text": "938.6K people"}
    gap = area_card(CITY, THIRD, "en", today=TODAY, readings=[Reading(DISTRICTS, RANKS)])
    assert gap["notes"] == ["Not published or not arrived yet. This does not mean zero."]


def test_names_and_breadcrumbs() -> None:
    district, dong = CITY.areas[FIRST].name, CITY.areas[DONG].name
    assert place_name(CITY, DONG, "ko") == f"{district.ko} {dong.ko}"
    assert place_name(CITY, DONG, "en") == f"{dong.en}, {district.en}"
    assert place_name(CITY, "nowhere", "en") == CITY.name.en
    assert [step["name"] for step in breadcrumb(CITY, DONG, "ko")] == [CITY.name.ko, district.ko, dong.ko]


def test_a_stored_source_reads_like_a_declared_one() -> None:
    stored = {
        "title": {"ko": "인구", "en": "Population"},
        "provider": {"ko": "통계국", "en": "Statistics office"},
        "licence": {"ko": "출처 표시", "en": "Attribution"},
        "as_of": "2024-12-31",
    }
    assert source_line(stored, "en") == source_line(SOURCE, "en") == "Source: Statistics office, Population (2024-12-31). Attribution"
    assert source_line(None, "en") is None

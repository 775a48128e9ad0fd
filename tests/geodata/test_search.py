"""Search: every way of typing an area, on the made-up city and on the built-in one; ranking and cost."""

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geodata.city import City, load_city
from geodata.search import find

TINY = load_city(str(Path(__file__).parents[1] / "tinycity"))


@pytest.fixture(scope="module")
def seoul() -> City:
    return load_city("seoul")


def names(city: City, query: str, limit: int = 8) -> list[str]:
    return [f"{hit.context.ko} {hit.name.ko}" if hit.level == "neighbourhood" else hit.name.ko for hit in find(city, query, limit)]


@pytest.mark.parametrize(
    "query",
    [
        "역삼1동", "역삼1", "역삼제1동", "역삼 1동", "ㅇㅅ1ㄷ", "역ㅅ1ㄷ", "yeoksam1", "Yeoksam 1-dong", "YEOKSAM-1", "yeoksam1dong", "강남 역삼1",
        "강남구역삼1동", "서울 강남구 역삼1동", "서울특별시 강남구 역삼제1동", "ㄱㄴ ㅇㅅ1", "Yeoksam 1-dong, Gangnam-gu", "gangnam yeoksam1", "1168064000",
    ],
)  # fmt: skip
def test_every_way_to_type_one_neighbourhood(seoul: City, query: str) -> None:
    first = find(seoul, query)[0]
    assert (first.name.ko, first.context.ko.split(" ")[0]) == ("역삼1동", "강남구")


@pytest.mark.parametrize("query", ["강남", "강남구", "ㄱㄴㄱ", "gangnam", "Gangnam-gu", "강나", "강ㄴ", "11680"])
def test_a_district_comes_first(seoul: City, query: str) -> None:
    assert find(seoul, query)[0].name.ko == "강남구"


def test_two_areas_of_one_name_come_with_their_districts(seoul: City) -> None:
    assert names(seoul, "신사동")[:2] == ["관악구 신사동", "강남구 신사동"]
    assert names(seoul, "강남 신사") == ["강남구 신사동"]
    assert names(seoul, "sinsa-dong")[:2] == ["관악구 신사동", "강남구 신사동"]


def test_exact_before_beginning_before_part(seoul: City) -> None:
    found = names(seoul, "신사", 4)
    assert found == ["관악구 신사동", "강남구 신사동", "은평구 신사1동", "은평구 신사2동"]
    assert names(seoul, "남구", 2) == ["강남구"]
    ranked = names(seoul, "종로")
    assert ranked[0] == "종로구"


@pytest.mark.parametrize("query", ["종로1·2·3·4가동", "종로1.2.3.4가동", "종로1,2,3,4가동", "종로1234가", "종로3가"])
def test_dots_in_names_do_not_matter(seoul: City, query: str) -> None:
    assert "종로구 종로1·2·3·4가동" in names(seoul, query)


def test_the_name_without_its_number_finds_all_its_parts(seoul: City) -> None:
    assert set(names(seoul, "역삼동")) == {"강남구 역삼1동", "강남구 역삼2동"}
    assert set(names(seoul, "yeoksam-dong")) == {"강남구 역삼1동", "강남구 역삼2동"}


def test_a_code_never_travels_without_its_system(seoul: City) -> None:
    hits = {hit.context.en.split(" · ")[1]: hit.name.en for hit in find(seoul, "11110") if hit.level == "district"}
    assert hits == {"11110 (MOIS)": "Jongno-gu", "11110 (KOSTAT)": "Nowon-gu"}


@pytest.mark.parametrize("query", ["서울", "서울시", "서울특별시", "seoul", "Seoul"])
def test_the_citys_own_name_finds_the_city_first(seoul: City, query: str) -> None:
    first = find(seoul, query)[0]
    assert (first.id, first.level, first.name, first.context.en) == ("", "city", seoul.name, "Whole city")


def test_the_city_does_not_push_areas_aside_while_one_types(seoul: City) -> None:
    assert find(seoul, "seo")[0].level == "district"
    assert "city" in [hit.level for hit in find(seoul, "seou")]
    assert "city" not in [hit.level for hit in find(seoul, "서초")]
    assert find(TINY, "미래")[0].level == "city"


@pytest.mark.parametrize("query", ["", "   ", "·", "없는동네이름", "qqq", "[", "(.*)", "\\"])
def test_nothing_found_is_an_empty_list(seoul: City, query: str) -> None:
    assert find(seoul, query) == []


def test_letters_that_stick_together_on_the_keyboard(seoul: City) -> None:
    assert names(seoul, "ㄺㅈ") == names(seoul, "ㄹㄱㅈ")


def test_it_works_for_a_city_nobody_knows() -> None:
    assert names(TINY, "ㄱㄹㄱ") == ["가람구"]
    assert names(TINY, "garam1")[0] == "가람구 가람1동"
    assert find(TINY, "M101")[0].id == "M101"
    assert find(TINY, "9101")[0].context.en == "Garam-gu · 9101 (SURVEY)"
    assert len(find(TINY, "동", limit=3)) == 3


@given(st.text(max_size=100), st.integers(0, 10))
def test_any_text_is_answered(query: str, limit: int) -> None:
    assert len(find(TINY, query, limit)) <= limit


def test_every_area_finds_itself_by_either_name(seoul: City) -> None:
    for area in seoul.areas.values():
        for query in (area.name.ko, area.name.en):
            assert area.id in [hit.id for hit in find(seoul, query)], query


def test_an_answer_takes_five_milliseconds_at_most(seoul: City) -> None:
    find(seoul, "강남")
    worst = {}
    for query in ("강남", "ㅇㅅ1ㄷ", "gangnam yeoksam 1", "서울특별시 강남구 역삼1동", "동", "11680"):
        took = []
        for _ in range(9):
            started = time.perf_counter()
            find(seoul, query)
            took.append(time.perf_counter() - started)
        worst[query] = min(took)
    print({query: f"{seconds * 1000:.1f} ms" for query, seconds in worst.items()})
    assert max(worst.values()) < 0.005

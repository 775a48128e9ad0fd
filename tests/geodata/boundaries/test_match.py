"""Matching rows to the register: any column, any code system, any spelling."""

import numpy as np
import pandas as pd
import pytest

from geodata.boundaries.match import match_rows, settle
from geodata.boundaries.names import code_key, last_word, name_key, unpadded
from geodata.city import City, load_city


@pytest.fixture(scope="module")
def seoul() -> City:
    return load_city("seoul")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("제1동", "1동"),
        ("상일제1동", "상일1동"),
        ("종로1·2·3·4가동", "종로1.2.3.4가동"),
        ("종로1ㆍ2ㆍ3ㆍ4가동", "종로1,2,3,4가동"),
        ("홍제제1동", "홍제1동"),
        ("금호2·3가동", "금호2.3가동"),
        ("Yeoksam 1-dong", "yeoksam1dong"),
        ("사직동(社稷洞)", "사직동"),
    ],
)
def test_spellings_of_one_name(one: str, other: str) -> None:
    assert name_key(one) == name_key(other) != ""


def test_keys_of_codes_and_words() -> None:
    assert code_key(1101053.0) == code_key("1101053.0") == "1101053"
    assert code_key(None) == code_key(float("nan")) == ""
    assert unpadded("1168064000") == unpadded("11680640") == "1168064"
    assert unpadded("10") == "10"
    assert last_word("서울특별시 강남구 신사동") == "신사동"
    assert last_word("Yeoksam 1-dong") == "Yeoksam 1-dong"


def _table(city: City, **columns: str) -> pd.DataFrame:
    """A table of all neighbourhoods; each column is 'id', 'id8', 'kostat', 'kostat8', 'ko', 'district' or 'full'."""
    values = {
        "id": lambda a: a.id,
        "id8": lambda a: a.id[:8],
        "id_number": lambda a: float(a.id),
        "kostat": lambda a: a.codes["kostat"],
        "kostat8": lambda a: a.codes["kostat"] + "0",
        "ko": lambda a: a.name.ko,
        "dots": lambda a: a.name.ko.replace("·", "."),
        "district": lambda a: city.areas[a.parent].name.ko,
        "full": lambda a: f"어느나라 {city.areas[a.parent].name.ko} {a.name.ko}",
    }
    return pd.DataFrame({name: [values[kind](a) for a in city.neighbourhoods] for name, kind in columns.items()})


@pytest.mark.parametrize("kind", ["id", "id8", "id_number", "kostat", "kostat8", "full"])
def test_one_column_is_enough(seoul: City, kind: str) -> None:
    table = _table(seoul, 아무이름=kind)
    assert match_rows(table, seoul, "neighbourhood").ids == [a.id for a in seoul.neighbourhoods]


def test_a_name_that_occurs_twice_needs_its_district(seoul: City) -> None:
    alone = match_rows(_table(seoul, x="dots"), seoul, "neighbourhood")
    twice = [row for row, a in enumerate(seoul.neighbourhoods) if a.name.ko == "신사동"]
    assert list(alone.candidates) == twice
    assert alone.matched == len(seoul.neighbourhoods) - 2
    both = match_rows(_table(seoul, x="dots", y="district"), seoul, "neighbourhood")
    assert both.ids == [a.id for a in seoul.neighbourhoods]
    assert both.columns == {"name": "x", "district": "y"}


def test_a_name_that_occurs_twice_is_settled_by_place(tiny: City) -> None:
    table = pd.DataFrame({"name": ["새벽동", "가람1동", "새벽동"]})
    matching = match_rows(table, tiny, "neighbourhood")
    assert matching.ids == [None, "M101", None]
    order = [a.id for a in tiny.neighbourhoods]
    inside = {0: np.array([i == "M303" for i in order]), 2: np.array([i in ("M103", "M303") for i in order])}
    settle(matching, inside, tiny, "neighbourhood")
    assert matching.ids == ["M303", "M101", None]
    assert list(matching.candidates) == [2]


@pytest.mark.parametrize("system", ["kostat", "mois"])
def test_colliding_district_codes_stay_in_their_system(seoul: City, system: str) -> None:
    table = pd.DataFrame({"c": [a.codes[system] for a in seoul.districts]})
    matching = match_rows(table, seoul, "district")
    assert matching.system == system
    assert matching.ids == [a.id for a in seoul.districts]


def test_names_decide_between_colliding_systems(seoul: City) -> None:
    """11110 alone is 종로구 in one system and 노원구 in the other; the name says which."""
    table = pd.DataFrame({"c": ["11110", "11140"], "n": ["노원구", "마포구"]})
    matching = match_rows(table, seoul, "district")
    assert matching.system == "kostat"
    assert [seoul.areas[i].name.ko for i in matching.ids if i] == ["노원구", "마포구"]


def test_a_name_wins_over_a_renumbered_code(tiny: City) -> None:
    table = pd.DataFrame({"c": ["M101", "M101", "M103"], "n": ["가람1동", "가람2동", "옛이름동"]})
    matching = match_rows(table, tiny, "neighbourhood")
    assert matching.ids == ["M101", "M102", "M103"]
    assert len(matching.conflicts) == 1
    assert "row 2" in matching.conflicts[0]


def test_a_code_taken_over_by_another_area_is_left_out(tiny: City) -> None:
    table = pd.DataFrame({"c": ["M101", "M999"], "n": ["새이름동", "가람1동"]})
    matching = match_rows(table, tiny, "neighbourhood")
    assert matching.ids == [None, "M101"]
    assert "row 1" in matching.conflicts[0]


def test_running_numbers_are_no_codes(tiny: City) -> None:
    table = pd.DataFrame({"fid": range(3), "n": ["가람1동", "가람2동", "다솜동"]})
    matching = match_rows(table, tiny, "neighbourhood")
    assert matching.columns == {"name": "n"}
    assert matching.matched == 3


def test_nothing_matches(tiny: City) -> None:
    matching = match_rows(pd.DataFrame({"n": ["아무데", None, 3]}), tiny, "neighbourhood")
    assert matching.ids == [None, None, None]
    assert matching.columns == {}

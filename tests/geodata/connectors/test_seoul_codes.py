"""How grave a road incident of Seoul is, by its codes, and where it says it is."""

from typing import Any

import pytest

from geodata.connectors import _seoul as seoul
from tests.fake_seoul import incident_row
from tests.geodata.connectors.test_seoul import parse


@pytest.mark.parametrize(
    ("codes", "severity"),
    [
        (("A13", "13B01", None), 1),
        (("A01", "01B01", None), 2),
        (("A01", "01B03", None), 3),
        (("A08", "08B01", None), 4),
        (("A08", "08B01", "009"), 4),
        (("A04", "04B01", "009"), 2),
        (("A04", "04B01", "001"), 1),
        (("A01", "01B99", None), 2),
        (("A99", "", None), None),
        ((None, None, "009"), None),
    ],
)
def test_an_incident_is_as_grave_as_its_codes_and_graver_where_the_road_is_closed(codes: tuple[Any, ...], severity: int | None) -> None:
    assert seoul.severity(*codes) == severity
    main, sub, road = codes
    (f,) = parse("seoul_road_incidents", incident_row("1", acc_type=main or "", acc_dtype=sub or "", acc_road_code=road or "")).features
    assert (f.props["severity"], f.props["code_main"], f.props["code_sub"]) == (severity, main, sub or None)


def test_every_main_class_is_graded_and_every_grade_has_its_code() -> None:
    assert set(seoul.MAIN) <= set(seoul.SEVERITY)
    assert set(seoul.SEVERITY) <= set(seoul.MAIN) | set(seoul.SUB)
    assert set(seoul.SEVERITY.values()) == {1, 2, 3, 4}


def test_an_incident_says_where_when_its_text_does() -> None:
    words = "봉은교 구조개선공사\r-일시 : 26.4.7(화)10:00\r-장소 : 봉은교 \r-통제 : 양방향 전면통제"
    assert parse("seoul_road_incidents", incident_row("1", acc_info=words)).features[0].props["place"] == "봉은교"
    assert parse("seoul_road_incidents", incident_row("1")).features[0].props["place"] is None


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        (("공사", "도로보수"), ("A04", "04B04")),
        (("사고", "전복사고"), ("A01", "01B03")),
        (("공사", "처음 듣는 일"), ("A04", None)),
        (("", ""), (None, None)),
    ],
)
def test_codes_are_read_back_from_the_names_of_citydata(said: tuple[str, str], codes: tuple[str | None, str | None]) -> None:
    row = {
        "acdnt_occr_dt": "2026-06-03 21:00",
        "acdnt_type": said[0],
        "acdnt_dtype": said[1],
        "acdnt_info": "a",
        "acdnt_x": 127,
        "acdnt_y": 37.5,
    }
    (f,) = parse("seoul_citydata_incidents", {"ACDNT_CNTRL_STTS": [row]}).features
    assert (f.props["code_main"], f.props["code_sub"]) == codes
    assert f.props["severity"] == seoul.severity(*codes)

"""The services of Seoul (those of the real-time city data: test_seoul_citydata.py): rows of the recorded shape, and the recordings where they are at hand."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geodata.connector import Connector, Feature, Parsed
from geodata.dialect import Page, ProviderError
from geodata.dialects.seoul_openapi import decode
from geodata.feeds.choice import connectors
from tests.fake_seoul import air_row, bike_row, incident_row


def card(id_: str) -> Connector:
    return connectors()[id_]


def parse(id_: str, *rows: dict[str, Any], asked: int = 0) -> Parsed:
    connector = card(id_)
    assert connector.requests
    assert connector.parse
    return connector.parse(Page(tuple({k.lower(): v for k, v in row.items()} for row in rows)), connector.requests()[asked])


def recorded(id_: str, path: Path, asked: int = 0) -> tuple[Feature, ...]:
    connector = card(id_)
    assert connector.requests
    assert connector.parse
    return connector.parse(decode(path.read_bytes()), connector.requests()[asked]).features


def test_an_incident_lands_on_its_street_and_tells_its_times_in_utc() -> None:
    (f,) = parse("seoul_road_incidents", incident_row("593894")).features
    assert (f.lon, f.lat) == (pytest.approx(126.93689, abs=1e-5), pytest.approx(37.55759, abs=1e-5))
    assert (f.kind, f.props["type"], f.props["title_en"]) == ("works", "시설물보수", "Repair of facilities")
    assert (f.props["started_at"], f.props["expected_end"]) == ("2026-11-24T00:30:00+00:00", "2026-11-25T14:00:00+00:00")
    assert (f.name, f.props["text"]) == ("연세로 보수 593894", "연세로 보수 593894\r- 1개 차로 통제")


@pytest.mark.parametrize(
    ("code", "kind"),
    [("A01", "crash"), ("A02", "breakdown"), ("A05", "hazard"), ("A09", "weather"), ("A10", "event"), ("A99", "other"), ("", "other")],
)
def test_incident_codes_become_kinds_and_an_unknown_one_is_other(code: str, kind: str) -> None:
    assert parse("seoul_road_incidents", incident_row("1", acc_type=code)).features[0].kind == kind


def test_an_incident_without_position_text_or_end_has_none() -> None:
    (f,) = parse("seoul_road_incidents", incident_row("1", x="", y="", acc_info="", exp_clr_date="")).features
    assert (f.lon, f.lat, f.props["text"], f.props["expected_end"]) == (None, None, None, None)
    assert f.name == "시설물보수"


def test_a_text_with_markup_stays_raw() -> None:
    words = "<script>alert(1)</script>"
    assert parse("seoul_road_incidents", incident_row("1", acc_info=words)).features[0].props["text"] == words


def test_rows_without_an_id_are_reported_not_dropped_in_silence() -> None:
    assert len(parse("seoul_road_incidents", incident_row("")).problems) == 1
    assert len(parse("seoul_bikes", bike_row(1) | {"stationId": ""}).problems) == 1
    assert len(parse("seoul_air", air_row("")).problems) == 1


OLD_AIR = {
    "MSRDT": "202502041000", "MSRRGN_NM": "도심권", "MSRSTE_NM": "종로구", "PM10": "11", "PM25": "10", "O3": "0.033", "NO2": "0.014", "CO": "0.4",
    "SO2": "0.003", "IDEX_NM": "보통", "IDEX_MVL": "53", "ARPLT_MAIN": "O3",
}  # fmt: skip


@pytest.mark.parametrize("row", [air_row("종로구", hour="202502041000"), OLD_AIR])
def test_both_field_sets_of_air_give_the_same_reading(row: dict[str, Any]) -> None:
    read = parse("seoul_air", row)
    (f,) = read.features
    assert {k: f.props[k] for k in ("pm10", "pm25", "o3", "no2", "co", "so2", "index")} == {
        "pm10": 11.0, "pm25": 10.0, "o3": 0.033, "no2": 0.014, "co": 0.4, "so2": 0.003, "index": 53.0,
    }  # fmt: skip
    assert (f.area, f.kind, f.observed_at) == ("종로구", "moderate", datetime(2025, 2, 4, 1, 0, tzinfo=UTC))
    assert read.observed_at == f.observed_at


def test_a_station_that_is_down_is_missing_and_not_clean_air() -> None:
    (f,) = parse("seoul_air", air_row("중구", down=True)).features
    assert f.kind is None
    assert [f.props[k] for k in ("pm10", "pm25", "o3", "no2", "co", "so2", "index", "grade")] == [None] * 8


@pytest.mark.parametrize(("written", "kind"), [("좋음", "good"), ("나쁨", "bad"), ("매우나쁨", "very_bad"), ("매우 나쁨", "very_bad")])
def test_air_grades(written: str, kind: str) -> None:
    assert parse("seoul_air", air_row("중구", CAI_GRD=written)).features[0].kind == kind


def test_a_bicycle_station_with_text_numbers() -> None:
    (f,) = parse("seoul_bikes", bike_row(4, lat="37.55564880") | {"rackTotCnt": "-"}).features
    assert (f.id, f.lon, f.lat, f.props["parked"], f.props["racks"]) == ("ST-4", 126.91062927, 37.5556488, 16, None)


def test_a_camera_has_its_latitude_in_wgsxpt_and_upper_or_lower_case_names() -> None:
    row = {
        "SVCAREAID": "강남구",
        "ADDR": "역삼동 1",
        "CCTVUSE": "방범",
        "QTY": "2",
        "UPDTDATE": "2026-01-01",
        "WGSXPT": "37.5",
        "WGSYPT": "127.03",
    }
    (f,) = parse("seoul_cctv", row, {k.lower(): v for k, v in row.items()}).features
    assert (f.lon, f.lat, f.area, f.props["cameras"]) == (127.03, 37.5, "강남구", 4)
    assert parse("seoul_cctv", row).features[0].id == f.id


def test_wifi_rows_keep_what_they_say_and_the_newest_time() -> None:
    row = {
        "X_SWIFI_MGR_NO": "W1",
        "X_SWIFI_MAIN_NM": "공원",
        "X_SWIFI_WRDOFC": "중구",
        "X_SWIFI_ADRES1": "다동 51",
        "X_SWIFI_ADRES2": "",
        "LAT": "37.56817",
        "LNT": "126.98076",
        "WORK_DTTM": "2024-03-12 11:12:43.0",
    }
    read = parse("seoul_wifi", row)
    assert (read.features[0].props["address"], read.observed_at) == ("다동 51", datetime(2024, 3, 12, 2, 12, 43, tzinfo=UTC))


ACCIDENT = {"ACDNT_OCCR_DT": "2026-06-03 21:00", "EXP_CLR_DT": "", "ACDNT_TYPE": "공사", "ACDNT_ENG_TYPE": "Construction", "ACDNT_DTYPE": "도로보수", "ACDNT_INFO": "소공로 공사", "ACDNT_X": 126.97, "ACDNT_Y": "37.56", "ACDNT_TIME": "2026-08-11 18:01"}  # fmt: skip


@pytest.mark.parametrize("shape", [[ACCIDENT], ACCIDENT, [ACCIDENT, dict(ACCIDENT)]])
def test_the_same_incident_from_any_place_in_any_form_has_one_id(shape: Any) -> None:
    lower = [{k.lower(): v for k, v in a.items()} for a in (shape if isinstance(shape, list) else [shape])]
    block = lower if isinstance(shape, list) else lower[0]
    found = [parse("seoul_citydata_incidents", {"ACDNT_CNTRL_STTS": block}, asked=n).features for n in (0, 1)]
    (f,), (again,) = found
    assert (f.id, f.props | {"place": None, "places": []}) == (again.id, again.props | {"place": None, "places": []})
    assert [one.props["places"] for one in (f, again)] == [["광화문·덕수궁"], ["강남역"]], "which place told of it is kept"
    assert (f.lon, f.lat, f.kind, f.props["title_en"], f.props["expected_end"]) == (126.97, 37.56, "works", "Construction", None)
    moved = {"ACDNT_CNTRL_STTS": [lower[0] | {"acdnt_x": 126.98}]}
    assert parse("seoul_citydata_incidents", moved).features[0].id != f.id


def test_a_place_without_incidents_has_none() -> None:
    assert parse("seoul_citydata_incidents", {"ACDNT_CNTRL_STTS": []}).features == ()


def test_the_sample_key_answering_for_another_place_is_reported() -> None:
    row = {
        "AREA_NM": "광화문·덕수궁",
        "AREA_CD": "POI009",
        "AREA_CONGEST_LVL": "약간 붐빔",
        "AREA_PPLTN_MIN": "32000",
        "AREA_PPLTN_MAX": "34000",
        "PPLTN_TIME": "2026-08-13 09:05",
    }
    right, wrong = parse("seoul_citydata_people", row), parse("seoul_citydata_people", row, asked=1)
    assert (right.features[0].kind, right.features[0].props["people_min"]) == ("busy", 32000)
    assert (wrong.features, len(wrong.problems)) == ((), 1)


@pytest.mark.parametrize(
    ("id_", "row", "field"),
    [
        ("seoul_road_incidents", incident_row("1"), "grs80tm_x"),
        ("seoul_air", air_row("중구"), "CAI_GRD"),
        ("seoul_air", air_row("중구"), "FPM"),
        ("seoul_bikes", bike_row(1), "stationLatitude"),
        ("seoul_citydata_incidents", {"ACDNT_CNTRL_STTS": []}, "ACDNT_CNTRL_STTS"),
    ],
)
def test_a_renamed_field_is_named(id_: str, row: dict[str, Any], field: str) -> None:
    renamed = {(k + "_v2" if k == field else k): v for k, v in row.items()}
    with pytest.raises(ProviderError, match=field.lower()):
        parse(id_, renamed)


def test_the_recordings_read_as_they_were_published(shared: Path) -> None:
    folder = shared / "live_samples"
    (incident,) = recorded("seoul_road_incidents", folder / "accinfo_recorded_2014-2018_yonseiro.xml")
    assert (incident.id, incident.kind, incident.props["started_at"]) == ("593894", "other", "2014-01-05T15:00:00+00:00")
    down, up = recorded("seoul_air", folder / "realtime-city-air.json")
    assert (down.kind, down.props["pm25"], up.kind, up.props["pm25"]) == (None, None, "moderate", 10.0)
    assert recorded("seoul_bikes", folder / "bikelist_observed.json")[0].id == "ST-4"
    assert recorded("seoul_wifi", folder / "publicwifi_recorded_20240312.json")[0].name == "다동어린이공원"
    (works,) = recorded("seoul_citydata_incidents", folder / "citydata_gwanghwamun_20260811.json")
    assert (works.kind, round(works.lon or 0, 4), works.props["type_en"]) == ("works", 126.9786, "Road Repair")
    (people,) = recorded("seoul_citydata_people", folder / "citydata_ppltn_gwanghwamun_20260813.json")
    assert (people.id, people.kind, people.props["people_max"]) == ("POI009", "busy", 34000)


def test_the_code_tables_are_the_publishers(shared: Path) -> None:
    import json

    from geodata.connectors._seoul import MAIN, SUB

    codes = json.loads((shared / "codes" / "topis_incident_codes.json").read_text(encoding="utf-8"))
    assert {code: ko for code, (_, ko, _) in MAIN.items()} == codes["AccMainCode"]
    assert {code: ko for code, (ko, _) in SUB.items()} == codes["AccSubCode"]

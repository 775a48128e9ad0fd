"""Crowds, disaster messages and weather from the real-time city data: recorded rows, the publisher's sheet, bad replies."""

import json
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from geodata.city import load_city
from geodata.connector import Request
from geodata.connectors import _seoul_places as places
from geodata.dialect import Page, ProviderError
from geodata.dialects.seoul_openapi import decode
from geodata.feeds.choice import connectors
from tests.fake_seoul import WAITING_PAGE
from tests.geodata.connectors.test_seoul import card, parse, recorded

CROWD, MESSAGES, WEATHER = "seoul_citydata_crowd", "seoul_citydata_messages", "seoul_citydata_weather"


def people(place: str, level: str, at: str = "2026-08-13 21:05", **more: Any) -> dict[str, Any]:
    """A row of citydata_ppltn as recorded."""
    return {
        "AREA_NM": place, "AREA_CD": "POI014", "AREA_CONGEST_LVL": level, "AREA_CONGEST_MSG": "사람들이 몰려있어요.",
        "AREA_PPLTN_MIN": "32000", "AREA_PPLTN_MAX": "34000", "PPLTN_TIME": at, "REPLACE_YN": "N",
    } | more  # fmt: skip


def asked(id_: str, place: str) -> int:
    """Which of a connector's requests asks for ``place``."""
    return next(i for i, r in enumerate(card(id_).requests()) if r.context == place)  # type: ignore[misc]


@pytest.mark.parametrize(("level", "kind", "severity"), [("약간 붐빔", "busy", 2), ("붐빔", "crowded", 3)])
def test_a_crowded_place_is_an_incident_by_its_level(level: str, kind: str, severity: int) -> None:
    hours = [
        {"fcst_time": "2026-08-13 22:00", "fcst_congest_lvl": "붐빔"},
        {"fcst_time": "2026-08-14 00:00", "fcst_congest_lvl": "여유"},
        {"fcst_time": "2026-08-13 23:00", "fcst_congest_lvl": "보통"},
    ]
    row = people("홍대 관광특구", level, FCST_PPLTN=hours)
    (f,) = parse(CROWD, row, asked=asked(CROWD, "홍대 관광특구")).features
    assert (f.kind, f.props["severity"], f.props["title_en"], f.area) == (kind, severity, f.props["title_en"], "11440")
    assert (f.props["people_min"], f.props["people_max"], f.props["level"]) == (32000, 34000, level)
    assert f.props["expected_end"] == "2026-08-13T14:00:00+00:00", "the first hour in which it is calm, whatever their order"
    assert "reported_at" not in f.props, "the reply does not say since when"


@pytest.mark.parametrize("level", ["여유", "보통"])
def test_a_calm_place_is_no_incident_and_no_fault(level: str) -> None:
    read = parse(CROWD, people("강남역", level), asked=asked(CROWD, "강남역"))
    assert (read.features, read.problems, read.observed_at) == ((), (), datetime(2026, 8, 13, 12, 5, tzinfo=UTC))


def test_an_unknown_level_or_another_place_is_reported() -> None:
    unknown = parse(CROWD, people("강남역", "폭발"), asked=asked(CROWD, "강남역"))
    wrong = parse(CROWD, people("광화문·덕수궁", "붐빔"), asked=asked(CROWD, "강남역"))
    assert (unknown.features, wrong.features) == ((), ())
    assert "폭발" in unknown.problems[0]
    assert "광화문" in wrong.problems[0]


def test_one_evening_is_one_crowd_and_the_next_another() -> None:
    def crowd(at: str) -> str:
        return parse(CROWD, people("강남역", "붐빔", at), asked=asked(CROWD, "강남역")).features[0].id

    assert crowd("2026-08-13 21:05") == crowd("2026-08-14 01:30") != crowd("2026-08-14 19:00")


def message(words: str = "호우경보 발효 중입니다. 하천변 출입을 삼가 주세요. [서울특별시]", **more: str) -> dict[str, Any]:
    """A row of LIVE_DST_MESSAGE after the publisher's sheet."""
    return {"DST_SE_NM": "호우", "EMRG_STEP_NM": "긴급재난", "MSG_CN": words, "CRT_DT": "2026/08/13 09:05:00"} | more


def block(row: dict[str, Any]) -> dict[str, Any]:
    return {"AREA_NM": "서울역", "LIVE_DST_MESSAGE": [{k.lower(): v for k, v in row.items()}]}


def test_a_disaster_message_tells_its_kind_gravity_time_and_words() -> None:
    (f,) = parse(MESSAGES, block(message())).features
    assert (f.kind, f.props["severity"], f.props["reported_at"]) == ("weather", 3, "2026-08-13T00:05:00+00:00")
    assert f.props["text"].startswith("호우경보")
    assert (f.area, f.lon, f.props["area"]) == (None, None, "서울 전역")


@pytest.mark.parametrize(
    ("signed", "area"),
    [
        ("[종로구]", "종로구"),
        ("[서울시 종로구청]", "종로구"),
        ("[서울 종로구]", "종로구"),
        ("[고양시 일산동구]", None),
        ("[행정안전부]", None),
    ],
)
def test_a_message_is_for_the_district_that_signed_it(signed: str, area: str | None) -> None:
    (f,) = parse(MESSAGES, block(message(f"청계천 산책로 통제 {signed}"))).features
    assert f.area == area
    assert area is None or area in {d.name.ko for d in load_city("seoul").districts}


@pytest.mark.parametrize(
    ("called", "kind"),
    [("산불", "fire"), ("지진", "ground"), ("교통통제", "traffic"), ("전염병", "health"), ("대설", "weather"), ("실종", "missing_person"), ("민방공", "other"), ("", "other")],
)  # fmt: skip
def test_classes_of_disaster_become_kinds(called: str, kind: str) -> None:
    assert parse(MESSAGES, block(message(DST_SE_NM=called))).features[0].kind == kind


@pytest.mark.parametrize(("step", "grade"), [("위급재난", 4), ("긴급재난", 3), ("안전안내", 2), ("", None)])
def test_the_step_of_an_alert_is_its_gravity(step: str, grade: int | None) -> None:
    assert parse(MESSAGES, block(message(EMRG_STEP_NM=step))).features[0].props["severity"] == grade


def test_what_describes_a_missing_person_is_not_kept() -> None:
    words = "종로구에서 실종된 홍길동씨(남, 75세, 165cm)를 찾습니다. 02-123-4567"
    (f,) = parse(MESSAGES, block(message(words, DST_SE_NM="실종"))).features
    assert not any(part in json.dumps([f.name, f.props], ensure_ascii=False) for part in ("홍길동", "75세", "02-123"))
    assert f.props["text"] is None


def test_messages_without_words_are_reported_and_no_message_is_good_news() -> None:
    read = parse(MESSAGES, block(message("")))
    assert (read.features, len(read.problems)) == ((), 1)
    assert parse(MESSAGES, {"LIVE_DST_MESSAGE": []}).features == ()


NOW_WEATHER = {"WEATHER_TIME": "2026-08-11 18:00", "TEMP": "32.3", "HUMIDITY": "45", "WIND_SPD": "3.6", "PRECIPITATION": "-", "PRECPT_TYPE": "없음", "FCST24HOURS": [{"sky_stts": "구름많음"}]}  # fmt: skip


def weather(place: str = "신림역", **changes: Any) -> dict[str, Any]:
    row = {k.lower(): v for k, v in (NOW_WEATHER | changes).items()}
    return {"AREA_NM": place, "WEATHER_STTS": [row]}


def test_a_places_weather_stands_for_its_district() -> None:
    (f,) = parse(WEATHER, weather(), asked=asked(WEATHER, "신림역")).features
    assert (f.area, f.kind, f.observed_at) == ("11620", "partly", datetime(2026, 8, 11, 9, 0, tzinfo=UTC))
    assert [f.props[k] for k in ("temp_c", "humidity_percent", "wind_ms", "rain_mm", "sky")] == [32.3, 45.0, 3.6, 0.0, "구름많음"]


@pytest.mark.parametrize(
    ("changes", "rain_mm", "kind"),
    [
        ({"PRECPT_TYPE": "비", "PRECIPITATION": "2.5"}, 2.5, "rain"),
        ({"PRECPT_TYPE": "비", "PRECIPITATION": "-"}, None, "rain"),
        ({"PRECPT_TYPE": "비/눈", "PRECIPITATION": "1"}, 1.0, "snow"),
        ({"PRECPT_TYPE": "", "PRECIPITATION": "-"}, None, "partly"),
        ({"FCST24HOURS": []}, 0.0, None),
    ],
)
def test_rain_nobody_measured_is_unknown_and_not_zero(changes: dict[str, Any], rain_mm: float | None, kind: str | None) -> None:
    (f,) = parse(WEATHER, weather(**changes), asked=asked(WEATHER, "신림역")).features
    assert (f.props["rain_mm"], f.kind) == (rain_mm, kind)


def test_weather_of_another_place_or_none_is_reported() -> None:
    for row in (weather("광화문·덕수궁"), {"AREA_NM": "신림역", "WEATHER_STTS": []}):
        read = parse(WEATHER, row, asked=asked(WEATHER, "신림역"))
        assert (read.features, len(read.problems)) == ((), 1)


@pytest.mark.parametrize(
    ("id_", "row", "field"),
    [
        (CROWD, people("강남역", "붐빔"), "AREA_CONGEST_LVL"),
        (MESSAGES, block(message()), "LIVE_DST_MESSAGE"),
        (WEATHER, weather("경복궁"), "WEATHER_STTS"),
        (WEATHER, weather("경복궁"), "weather_time"),
        (MESSAGES, block(message()), "msg_cn"),
    ],
)
def test_a_renamed_field_is_named(id_: str, row: dict[str, Any], field: str) -> None:
    renamed = json.loads(json.dumps(row).replace(f'"{field}":', f'"{field}_v2":'))
    with pytest.raises(ProviderError, match=field.lower()):
        parse(id_, renamed)


@pytest.mark.parametrize("id_", [CROWD, MESSAGES, WEATHER])
@pytest.mark.parametrize(
    "body", [WAITING_PAGE, b'{"CITYDATA": null}', b'{"CITYDATA": [1, 2]}', b"{", b'{"RESULT": {"RESULT.CODE": "ERROR-500"}}']
)
def test_a_body_that_is_no_reply_is_the_providers_fault(id_: str, body: bytes) -> None:
    connector = card(id_)
    with pytest.raises(ProviderError):
        connector.parse(decode(body), connector.requests()[0])  # type: ignore[misc]


def test_no_place_is_asked_twice_for_one_service_and_each_weather_has_its_own_district() -> None:
    of_key = [c for c in connectors().values() if c.id.startswith("seoul_citydata")]
    paths = Counter(r.path for c in of_key for r in c.requests())  # type: ignore[misc]
    assert set(paths.values()) == {1}
    assert {name for group in (places.INCIDENTS, places.MESSAGES, places.WEATHER, places.PEOPLE, places.CROWDS) for name in group} <= set(
        places.PLACES
    )
    districts = [places.PLACES[name].district for name in places.WEATHER]
    assert len(districts) == len(set(districts))
    assert {spot.district for spot in places.PLACES.values()} <= {d.id for d in load_city("seoul").districts}


def test_places_lie_in_the_district_they_are_given(shared: Path) -> None:
    import geopandas as gpd

    codes = {row.split(",")[0]: row.split(",")[3] for row in (shared / "codes" / "seoul_gu_codes.csv").read_text("utf-8").split()[1:]}
    frame = gpd.read_file(shared / "boundaries" / "seoul_gu_kostat2018.geojson")
    names = list(places.PLACES)
    spots = gpd.GeoDataFrame(geometry=gpd.points_from_xy(*zip(*[places.PLACES[n][:2] for n in names], strict=True)), crs=4326)
    found = spots.sjoin(frame.to_crs(4326), how="left", predicate="within")["code"]
    wrong = {n: c for n, c in zip(names, found, strict=True) if codes.get(str(c)) != places.PLACES[n].district}
    assert wrong == {}


def test_the_recording_gives_weather_and_no_message(shared: Path) -> None:
    body = (shared / "live_samples" / "citydata_gwanghwamun_20260811.json").read_bytes()
    read = card(WEATHER).parse(Page(decode(body).rows), Request("x", "광화문·덕수궁"))  # type: ignore[misc]
    (f,) = read.features
    assert (f.props["temp_c"], f.props["rain_mm"], f.kind, f.area) == (32.3, 0.0, "clear", "11140")
    assert recorded(MESSAGES, shared / "live_samples" / "citydata_gwanghwamun_20260811.json") == ()
    body = (shared / "live_samples" / "citydata_ppltn_gwanghwamun_20260813.json").read_bytes()
    (crowd,) = card(CROWD).parse(decode(body), Request("x", "광화문·덕수궁")).features  # type: ignore[misc]
    assert (crowd.id, crowd.kind, crowd.props["severity"]) == ("POI009-2026-08-13", "busy", 2)
    times = [crowd.props["expected_end"], crowd.observed_at.isoformat() if crowd.observed_at else None]
    assert times[0] is None or times[0] > str(times[1])

"""The parts of the workspace, one by one: the nearest services, what is around, conditions, evidence."""

from datetime import datetime
from typing import Any

import pytest

from callbacks.parts.around import LISTED
from callbacks.workspace import workspace
from geodata.access.person import PUBLIC, Person
from geodata.context import Context
from geodata.incidents.surroundings import nearest, number_within
from tests.callbacks import room
from tests.callbacks.room import HERE, NOW, add, before, heard, report, tell

DUTY = Person("kim", "duty")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return room.room(tmp_path_factory.mktemp("parts"))


@pytest.fixture
def office(built: Context) -> Context:
    room.clear(built)
    return built


def part(office: Context, name: str, **how: Any) -> dict[str, Any]:
    found = workspace(office, "emergency_calls:one", **{"person": DUTY, "now": NOW, **how})
    assert found is not None
    assert "error" not in found["parts"][name]
    return dict(found["parts"][name])


# ---- nearest


def test_the_nearest_stations_with_straight_line_wind_and_their_own_date(office: Context) -> None:
    add(office)
    found = part(office, "nearest")
    stations, police, hospitals = found["groups"]
    expected = nearest(office.engine, office.city, "fire_stations", *HERE, 3)
    assert [(p["id"], p["distance_m"]) for p in stations["places"]] == [(p["id"], p["distance_m"]) for p in expected]
    first = stations["places"][0]
    assert first["distance_text"].startswith("직선거리 ")
    assert first["bearing_text"] in {"북쪽", "북동쪽", "동쪽", "남동쪽", "남쪽", "남서쪽", "서쪽", "북서쪽"}
    assert stations["as_of_text"] == stations["freshness"]["text"] == "기준일 모름"
    assert (police["places"], police["empty"], police["freshness"]["state"]) == ([], "이 도시에 등록된 자료가 없습니다.", "missing")
    assert hospitals["freshness"]["state"] == found["freshness"]["state"] == "missing"
    assert found["notes"] == ["거리는 모두 도로가 아닌 직선거리입니다."]


def test_hours_capacity_phone_and_estimated_positions_are_told(office: Context) -> None:
    import numpy as np

    from geodata.places.points import Points
    from geodata.places.store import remove_places, save_places

    er = {"er_phone": "02-1", "phone": "02-2", "hours": "24시간", "beds_free": 4, "observed_at": "2026-11-24T04:58:00+00:00"}
    at = np.array([10.051]), np.array([50.05])
    source = {"title": {"ko": "시험", "en": "test"}, "provider": {"ko": "기관", "en": "Body"}, "as_of": "2024-07-07"}
    try:
        save_places(office.engine, office.city, "emergency_hospitals", Points(["h"], *at, ["시험병원"], ["regional_centre"], [er]), source)
        save_places(office.engine, office.city, "police", Points(["p"], *at, ["치안"], [None], [{"position_precision_m": 150.0}]), source)
        add(office)
        _, police, hospitals = part(office, "nearest")["groups"]
        (hospital,) = hospitals["places"]
        assert (hospital["phone"], hospital["kind_text"]) == ("02-1", "권역응급의료센터")
        assert {"label": "외래 진료 시간", "text": "24시간"} in hospital["fields"]
        assert {"label": "빈 병상", "text": "4"} in hospital["fields"]
        assert hospital["as_of_text"] is not None
        assert (hospitals["freshness"]["observed_at"], hospitals["source"], hospitals["as_of_text"]) == (
            "2024-07-07",
            "기관",
            "2024. 7. 7. 기준",
        )
        assert "약 150 m" in police["places"][0]["notes"][0]
    finally:
        for topic in ("emergency_hospitals", "police"):
            remove_places(office.engine, office.city, topic)


# ---- around


def around(office: Context, **how: Any) -> dict[str, Any]:
    return part(office, "around", **how)


def test_the_circle_holds_what_is_within_it_and_says_how_much_more(office: Context) -> None:
    add(office)
    for i in range(LISTED + 3):
        add(office, f"road_incidents:{i}", kind="road", lat=HERE[1] + (i + 1) * 1e-4)
    add(office, "road_incidents:closed", kind="road", closed_at=before(minutes=1), status="closed")
    add(office, "road_incidents:far", kind="crowd", lat=HERE[1] + 0.02)
    found = around(office)["incidents"]
    assert (found["total"], len(found["rows"]), found["more"], found["more_text"]) == (LISTED + 3, LISTED, 3, "3건 더 있음")
    assert found["counts"] == [{"kind": "road", "label": "도로 돌발", "n": LISTED + 3}]
    assert [(r["topic"], r["id"]) for r in found["rows"]][:2] == [("road_incidents", "0"), ("road_incidents", "1")]
    assert [r["distance_m"] for r in found["rows"]] == sorted(r["distance_m"] for r in found["rows"])
    wide = around(office, radius_m=5000)["incidents"]
    assert (wide["total"], {c["kind"]: c["n"] for c in wide["counts"]}) == (LISTED + 4, {"road": LISTED + 3, "crowd": 1})
    assert around(office, radius_m=100)["incidents"]["total"] == 8


def test_cameras_within_the_circle_are_counted(office: Context) -> None:
    add(office)
    found = around(office, radius_m=2000)["cameras"]
    expected = number_within(office.engine, office.city, ["cctv", "traffic_cctv"], *HERE, 2000)
    assert found["n"] == sum(n or 0 for n in expected.values()) > 0
    assert found["text"] == f"반경 안에 카메라 {found['n']}대"


def test_complaints_around_and_none_known_are_not_none(office: Context) -> None:
    add(office)
    assert (around(office)["complaints"]["total"], around(office)["complaints"]["empty"]) == (None, "받고 있는 자료가 없어 알 수 없습니다.")
    heard(office, NOW, "complaints")
    assert (around(office)["complaints"]["total"], around(office)["complaints"]["empty"]) == (0, "반경 안에 민원이 없습니다.")
    tell(
        office,
        "complaints",
        "c",
        kind="noise",
        lon=HERE[0],
        lat=HERE[1] + 0.001,
        district="M2",
        neighbourhood="M201",
        props={"title_ko": "소음"},
    )
    found = around(office)["complaints"]
    assert (found["total"], found["rows"][0]["title"], found["rows"][0]["distance_text"]) == (1, "소음", "110 m")


def test_a_distance_gives_no_withheld_position_away(office: Context) -> None:
    middle = office.city.areas["M201"]
    add(office, lon=middle.lon, lat=middle.lat)
    true = {"lon": middle.lon + 0.003, "lat": middle.lat, "district": "M2", "neighbourhood": "M201"}
    tell(office, "complaints", "c", kind="noise", **true)
    add(office, "emergency_calls:sick", kind="medical", **true)
    official, public = around(office), around(office, person=PUBLIC)
    assert {r["distance_m"] for kind in ("incidents", "complaints") for r in official[kind]["rows"]} == {215.0}
    assert {r["distance_m"] for kind in ("incidents", "complaints") for r in public[kind]["rows"]} == {0.0}
    assert public["complaints"]["rows"][0]["withheld"] == ["complaints"]
    assert around(office, person=PUBLIC, radius_m=100)["incidents"]["total"] == 1  # counted where it is shown


# ---- conditions


def readings(office: Context, **how: Any) -> dict[str, dict[str, Any]]:
    return {reading["topic"]: reading for reading in part(office, "conditions", **how)["readings"]}


def air(kind: str | None, observed_at: datetime = NOW, **values: Any) -> dict[str, Any]:
    return {"kind": kind, "district": "M2", "props": values, "observed_at": room.iso(observed_at)}


def test_weather_and_air_of_the_district_with_their_own_time(office: Context) -> None:
    add(office)
    tell(office, "weather", "M1", kind="snow", district="M1", props={"temp_c": -9.0})
    tell(
        office, "weather", "M2", kind="rain", district="M2", props={"temp_c": 3.0, "rain_mm": 0.0}, observed_at=room.iso(before(minutes=30))
    )
    tell(office, "air", "M2", **air("good", pm25=13))
    found = readings(office)
    assert (found["weather"]["kind_text"], found["weather"]["fields"][0]["text"]) == ("비", "3 °C")
    assert (found["weather"]["observed_at"], found["weather"]["freshness"]["text"]) == ("2026-11-24T04:30:00+00:00", "시연 · 30분 전")
    assert (found["air"]["kind_text"], found["air"]["empty"]) == ("좋음", None)
    assert part(office, "conditions")["freshness"]["state"] == "demo"


def test_a_dead_station_is_missing_and_not_clean(office: Context) -> None:
    add(office)
    tell(office, "air", "M2", **air(None, pm25=None, pm10=None))
    found = readings(office)["air"]
    assert (found["fields"], found["kind_text"], found["freshness"]["state"]) == ([], None, "missing")
    assert found["empty"] == "측정소 점검 중이어서 값이 없습니다."
    assert part(office, "conditions")["freshness"]["state"] == "missing"


def test_one_station_that_stopped_is_old_though_its_feed_goes_on(office: Context) -> None:
    add(office)
    tell(office, "air", "M2", **air("good", before(hours=9), pm25=13))
    assert readings(office)["air"]["freshness"]["state"] == "stale"


# ---- evidence


def test_every_report_says_who_when_and_why_it_was_merged(office: Context) -> None:
    add(office, reports=3)
    report(office, "emergency_calls:one", "emergency_calls:one")
    gone = {
        "gone_at": room.iso(before(minutes=1)),
        "why": "same time, text and place",
        "feed": room.key(office, "road_incidents"),
        "rank": 1,
    }
    report(office, "road_incidents:two", "emergency_calls:one", **gone)
    report(office, "emergency_calls:old", "emergency_calls:one", feed="import:calls.csv", why="same fingerprint", rank=2)
    found = part(office, "evidence", lang="en")
    by = {r["id"]: r for r in found["reports"]}
    assert found["total"] == 3
    assert by["emergency_calls:one"]["source"] == "Emergency calls (demonstration)"
    assert by["emergency_calls:one"]["why"] == "The first to tell of it."
    assert by["road_incidents:two"]["gone_text"] == "tells of it no more"
    assert by["road_incidents:two"]["why"] == "Merged: time, words and place are alike."
    assert by["emergency_calls:old"]["source"] == "Imported file calls.csv"
    assert by["emergency_calls:old"]["first_text"].startswith("first seen ")
    assert [r["id"] for r in found["reports"]][-1] == "road_incidents:two"  # what is gone comes last


def test_a_history_without_reports_says_so(office: Context) -> None:
    add(office)
    assert part(office, "evidence")["empty"] == "남아 있는 출처 기록이 없습니다."

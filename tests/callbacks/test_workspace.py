"""The workspace: one answer with every part; a part that fails takes no other down; withheld things stay out; past is past."""

import json
import logging
from datetime import timedelta
from typing import Any

import pytest

from callbacks import desk
from callbacks.desk import Part
from callbacks.workspace import workspace
from geodata.access.person import PUBLIC, Person
from geodata.context import Context
from tests.callbacks import room
from tests.callbacks.room import HERE, NOW, add, before, heard, report, tell

DUTY = Person("kim", "duty")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return room.room(tmp_path_factory.mktemp("room"))


@pytest.fixture
def office(built: Context) -> Context:
    room.clear(built)
    return built


def seen(office: Context, id_: str, **how: Any) -> dict[str, Any]:
    found = workspace(office, id_, **{"person": DUTY, "now": NOW, **how})
    assert found is not None
    return found


def part(office: Context, name: str, id_: str = "emergency_calls:one", **how: Any) -> dict[str, Any]:
    found: dict[str, Any] = seen(office, id_, **how)["parts"][name]
    assert "error" not in found
    return found


def test_one_answer_says_what_where_since_when_and_how(office: Context) -> None:
    add(
        office,
        units=3,
        place="시험로 1",
        flags=[{"at": "2026-11-24T04:55:00+00:00", "feed": "f", "code": "x", "ko": "이상함", "en": "odd"}],
    )
    heard(office)
    found = seen(office, "emergency_calls:one")
    assert (found["title"], found["where"], found["kind_text"], found["status_text"]) == (
        "시험 화재",
        "나루구 나루1동 · 시험로 1",
        "화재",
        "접수",
    )
    assert (found["severity"], found["severity_text"], found["since_text"]) == (3, "심각", "접수 후 10분 지남")
    assert (found["opened_at"], found["closed_at"], found["past"], found["n_reports"]) == ("2026-11-24T04:50:00+00:00", None, False, 1)
    assert found["flags"] == ["이상함"]
    assert {"label": "출동 차량", "text": "3대"} in found["facts"]
    assert next(iter(found["parts"])) == "timeline"
    assert {"timeline", "nearest", "around", "conditions", "evidence"} <= found["parts"].keys()
    english = seen(office, "emergency_calls:one", lang="en")
    assert (english["title"], english["where"], english["flags"]) == ("Test fire", "Naru 1-dong, Naru-gu · 시험로 1", ["odd"])
    assert all({"title", "freshness"} <= p.keys() for name, p in found["parts"].items() if name in ("timeline", "nearest", "around"))
    json.dumps(found)


def test_any_reports_id_finds_it_and_an_unknown_one_finds_nothing(office: Context) -> None:
    add(office)
    report(office, "road_incidents:twin", "emergency_calls:one")
    assert seen(office, "road_incidents:twin")["incident"]["id"] == "emergency_calls:one"
    assert workspace(office, "road_incidents:none", now=NOW) is None


def test_a_part_that_fails_is_said_and_logged_and_takes_no_other_down(
    office: Context, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    add(office)
    heard(office)

    def broken(_desk: object) -> dict[str, Any]:
        raise RuntimeError("the part's own trouble")

    whole = desk.parts()
    parts = tuple(Part("nearest", broken, p.order) if p.id == "nearest" else p for p in whole)
    monkeypatch.setattr("callbacks.workspace.parts", lambda: parts)
    with caplog.at_level(logging.ERROR):
        found = seen(office, "emergency_calls:one")
    assert found["parts"]["nearest"]["error"].startswith("이 부분을 불러오지 못했습니다")
    assert found["parts"]["nearest"]["title"] == "가까운 기관"
    assert "the part's own trouble" in caplog.text
    assert "own trouble" not in json.dumps(found, ensure_ascii=False)
    assert found["parts"]["timeline"]["rows"]
    assert found["freshness"]["state"] == "missing"


def test_the_composite_shows_its_worst_part_and_the_oldest_moment(office: Context) -> None:
    add(office)
    heard(office)
    found = seen(office, "emergency_calls:one")
    states = [p["freshness"]["state"] for p in found["parts"].values() if p.get("freshness")]
    order = ["missing", "stale", "demo", "fresh"]
    assert found["freshness"]["state"] == min(states, key=order.index)
    moments = [p["freshness"]["observed_at"] for p in found["parts"].values() if p.get("freshness") and p["freshness"]["observed_at"]]
    assert found["freshness"]["observed_at"] == min(moments)
    assert found["freshness"]["text"]


def test_one_feed_that_stops_turns_its_part_and_the_whole(office: Context) -> None:
    add(office)
    heard(office)
    assert part(office, "timeline")["freshness"]["state"] == "demo"
    assert part(office, "timeline", now=NOW + timedelta(minutes=5))["freshness"]["state"] == "stale"


def test_the_public_sees_a_medical_call_at_the_middle_of_its_neighbourhood(office: Context) -> None:
    add(office, kind="medical", title={"ko": "비밀 제목", "en": "SECRET"}, place="비밀 주소", lon=10.0511, lat=50.0511)
    heard(office)
    for lang in ("ko", "en"):
        body = json.dumps(seen(office, "emergency_calls:one", person=PUBLIC, lang=lang), ensure_ascii=False)
        assert "비밀" not in body
        assert "SECRET" not in body
        assert "10.0511" not in body
    public, official = seen(office, "emergency_calls:one", person=PUBLIC), seen(office, "emergency_calls:one")
    middle = office.city.areas["M201"]
    assert (public["incident"]["lon"], public["incident"]["lat"]) == (middle.lon, middle.lat)
    assert public["withheld"][0].keys() >= {"what", "reason"}
    assert official["withheld"] == []
    # distances too are measured from the middle: those from the true position would give it away
    nearest = [p["distance_m"] for p in public["parts"]["nearest"]["groups"][0]["places"]]
    assert nearest != [p["distance_m"] for p in official["parts"]["nearest"]["groups"][0]["places"]]
    assert public["parts"]["timeline"]["rows"] == official["parts"]["timeline"]["rows"]


def test_time_travel_shows_nothing_of_what_came_later(office: Context) -> None:
    add(office, dispatched_at=before(minutes=9), arrived_at=before(minutes=4), status="arrived")
    tell(office, "weather", "M2", kind="rain", district="M2", props={"temp_c": 3.0})
    tell(office, "complaints", "c", lon=HERE[0], lat=HERE[1], kind="noise")
    report(office, "road_incidents:late", "emergency_calls:one", first_seen=room.iso(before(minutes=2)))
    report(office, "emergency_calls:one", "emergency_calls:one", gone_at=room.iso(before(minutes=1)))
    then = seen(office, "emergency_calls:one", at=before(minutes=6))
    assert (then["past"], then["status"], then["at"]) == (True, "dispatched", "2026-11-24T04:54:00+00:00")
    assert then["since_text"] == "접수 후 4분 지남"
    assert [r["state"] for r in then["parts"]["timeline"]["rows"]] == ["done", "done", "pending", "pending", "pending"]
    assert then["parts"]["conditions"]["empty"] == "이 시각의 기록 없음"
    assert then["parts"]["conditions"]["readings"] == []
    assert (then["parts"]["around"]["complaints"]["total"], then["parts"]["around"]["complaints"]["empty"]) == (None, "이 시각의 기록 없음")
    assert "지금 저장된 목록" in then["parts"]["nearest"]["notes"][-1]
    assert [(r["id"], r["gone"]) for r in then["parts"]["evidence"]["reports"]] == [("emergency_calls:one", False)]
    assert [r["gone"] for r in part(office, "evidence")["reports"]] == [False, True]
    assert workspace(office, "emergency_calls:one", at=before(minutes=11), now=NOW) is None


def test_an_incident_without_a_position_says_so(office: Context) -> None:
    add(office, lon=None, lat=None, district=None, neighbourhood=None)
    found = seen(office, "emergency_calls:one")
    assert found["where"] == "위치 구역을 알 수 없음"
    assert found["parts"]["nearest"]["empty"].startswith("위치를 알 수 없어")
    assert found["parts"]["around"]["empty"].startswith("위치를 알 수 없어")
    assert found["parts"]["conditions"]["readings"][0]["empty"] == "이 지역의 측정값이 없습니다."


def test_a_closed_incident_says_how_long_it_lasted_and_why_it_ended(office: Context) -> None:
    add(office, status="closed", closed_at=before(minutes=1), closed_by="absence")
    found = seen(office, "emergency_calls:one")
    assert found["since_text"] == "9분 만에 종료"
    assert {"label": "종료 근거", "text": "더 이상 알리는 출처가 없음"} in found["facts"]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_answer_is_small_however_busy_the_city_is(office: Context, lang: str) -> None:
    add(office, title={"ko": "가" * 60, "en": "t" * 60})
    for i in range(300):
        add(
            office,
            f"road_incidents:{i}",
            kind="road",
            lon=HERE[0] + i / 1e5,
            title={"ko": "도로 돌발 상황 제목 " * 3, "en": "road incident " * 3},
        )
        tell(
            office,
            "complaints",
            f"c{i}",
            kind="noise",
            lon=HERE[0],
            lat=HERE[1] + i / 1e5,
            props={"title_ko": "소음 민원 " * 4, "title_en": "noise " * 6},
        )
    found = seen(office, "emergency_calls:one", lang=lang, radius_m=5000, person=PUBLIC)
    size = len(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode())
    assert size < 25_000, {name: len(json.dumps(p, ensure_ascii=False).encode()) for name, p in found["parts"].items()}

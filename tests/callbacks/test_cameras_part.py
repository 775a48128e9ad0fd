"""The part "cameras" of the workspace: the eight nearest with measured states and grounds, and nothing of a stream's address."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from pyproj import Geod

from callbacks.desk import Desk
from callbacks.parts.cameras import PART, build, described
from geodata.access.person import PUBLIC, Person
from geodata.city import load_city
from geodata.connector import Feature
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.places.load import save_places
from geodata.settings import Settings
from geodata.video import status
from geodata.video.cameras import keep_streams
from geodata.video.status import Seen
from tests.fake_cameras import CANARY
from tests.geodata.video.conftest import SOURCE

NOW = datetime(2026, 11, 24, 5, 0, 10, tzinfo=UTC)
DUTY, OFFICIAL = Person("kim", "duty", "s"), Person("lee", "official", "t")


@pytest.fixture(scope="module")
def place(context: Context, tmp_path_factory: pytest.TempPathFactory) -> Context:
    """A copy of the built city with eleven safety cameras nearby, s0 with a stream, and traffic cameras farther away."""
    home = Path(shutil.copytree(context.settings.home, tmp_path_factory.mktemp("cameras") / "home"))
    settings = Settings(home=home, city=context.settings.city, feeds=False)
    engine, city = open_engine(settings), load_city(settings.city)
    spot = city.neighbourhoods[0]
    private = {"kind": "hls", "address": f"http://cctv.example/{CANARY}.m3u8"}
    safety = [Feature(f"s{n}", spot.lon + n * 0.0003, spot.lat, f"안전 {n}", private=private if n == 0 else None) for n in range(11)]
    traffic = [Feature(f"t{n}", spot.lon, spot.lat + 0.006 + n * 0.001, f"교통 {n}", private=private) for n in range(6)]
    for topic, features in (("cctv", safety), ("traffic_cctv", traffic)):
        save_places(engine, city, topic, features, SOURCE, with_set=keep_streams(city, topic, features, NOW))
    for at_s, mark in ((0, "a"), (2, "b"), (9, "b"), (10, "b")):
        status.note(engine, city, "cctv", "s0", Seen(mark, 2.0), NOW.replace(second=at_s))
    for at_s, mark in ((6, "a"), (8, "b"), (9, "c")):
        status.note(engine, city, "traffic_cctv", "t0", Seen(mark, 2.0), NOW.replace(second=at_s))
    return Context(settings, engine, city)


def desk(place: Context, person: Person = PUBLIC, **more: Any) -> Desk:
    spot = place.city.neighbourhoods[0]
    incident = {"id": "emergency_calls:1", "lon": spot.lon, "lat": spot.lat} | more.pop("incident", {})
    return Desk(place, place.city, incident, person=person, now=NOW, **more)


def test_the_eight_nearest_with_distance_bearing_and_state(place: Context) -> None:
    part = build(desk(place, DUTY))
    assert part is not None
    assert [one["id"] for one in part["cameras"]] == [f"s{n}" for n in range(8)]
    third, spot = part["cameras"][3], place.city.neighbourhoods[0]
    exact = Geod(ellps="WGS84").inv(spot.lon, spot.lat, third["lon"], third["lat"])[2]
    assert third["distance_m"] == pytest.approx(exact, abs=0.1)
    assert third["bearing_text"] == "동쪽"
    assert part["cameras"][0]["status"]["text"].endswith("부터 멈춤")
    assert (part["cameras"][0]["status"]["state"], part["cameras"][0]["status"]["frozen"]) == ("still", True)
    assert part["cameras"][1]["status"]["state"] == "none"
    assert part["cameras"][1]["why"] == "위치만 있고 영상은 제공되지 않습니다."
    assert PART.order == 20


def test_who_may_watch_what(place: Context) -> None:
    part = build(desk(place, DUTY))
    assert part is not None
    assert part["cameras"][0]["watch"] == ["rescue", "crime", "facility"]
    assert {g["id"]: g["needs_incident"] for g in part["grounds"]} == {"rescue": True, "crime": True, "facility": False, "traffic": False}
    assert part["incident"] == "emergency_calls:1"
    for person in (PUBLIC, OFFICIAL):
        seen = build(desk(place, person))
        assert seen is not None
        assert [one["watch"] for one in seen["cameras"]] == [[]] * 8
        assert "상황 근무자만" in seen["cameras"][0]["why"]
        assert [g["id"] for g in seen["grounds"]] == ["traffic"]
        assert [one["id"] for one in seen["more"]] == ["t0", "t1", "t2", "t3"], "farther, but they may be watched"
        assert seen["more"][0]["status"]["state"] == "live"
        assert seen["more"][0]["status"]["text"] == "실시간"


def test_no_address_and_both_languages(place: Context) -> None:
    for lang in ("ko", "en"):
        for person in (PUBLIC, DUTY):
            text = json.dumps(
                [build(desk(place, person, lang=lang)), described(place, person, "cctv", "s0", None, lang, NOW)], ensure_ascii=False
            )
            assert CANARY not in text
            assert "cctv.example" not in text
    english = build(desk(place, lang="en"))
    assert english is not None
    assert english["title"] == "Nearest cameras"


def test_no_position_and_the_past(place: Context) -> None:
    nowhere = build(desk(place, incident={"lon": None, "lat": None}))
    assert nowhere is not None
    assert (nowhere["cameras"], bool(nowhere["empty"])) == ([], True)
    past = build(desk(place, past=True))
    assert past is not None
    assert "지금의 화면" in past["notes"][0]


def test_a_demonstration_camera_says_so(context: Context) -> None:
    part = build(desk(context, DUTY))
    assert part is not None
    assert {one["status"]["text"] for one in part["cameras"]} == {"시연 화면"}
    assert all(one["demo"] for one in part["cameras"])
    assert part["freshness"]["state"] == "demo"
    assert described(context, PUBLIC, "traffic_cctv", "nobody", None, "ko", NOW)["known"] is False

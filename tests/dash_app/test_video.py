"""Watching through the door: no ground no picture, four at once, ranges, and nowhere an address of a provider."""

import json
import logging
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from dash_app.app import create_app
from geodata.audit import log as audit
from geodata.city import load_city
from geodata.connector import Feature
from geodata.db.engine import open_engine
from geodata.places.load import save_places
from geodata.settings import Settings
from geodata.video.cameras import keep_streams
from tests.dash_app.staff import BASE, signed_in, staffed
from tests.fake_cameras import CANARY, FakeCameras, sliding
from tests.geodata.video.conftest import SOURCE


@pytest.fixture(scope="module")
def fake() -> Iterator[FakeCameras]:
    with FakeCameras() as server:
        server.put("/cam/index.m3u8", sliding(1), "application/vnd.apple.mpegurl")
        server.put("/cam/s1.ts", b"G" * 2000, "video/mp2t")
        server.put("/now.jpg", b"\xff\xd8 picture", "image/jpeg")
        body = bytes(range(256)) * 8
        server.answers["/clip.mp4"] = lambda _path, headers: (
            (206, {"content-type": "video/mp4", "content-range": f"bytes 0-9/{len(body)}"}, body[:10])
            if "range" in headers
            else (200, {"content-type": "video/mp4"}, body)
        )
        yield server


@pytest.fixture(scope="module")
def place(office: Settings, tmp_path_factory: pytest.TempPathFactory, fake: FakeCameras) -> Settings:
    """A staffed office whose traffic cameras are the fake provider's; its safety cameras are the demonstration's."""
    settings = staffed(office, tmp_path_factory.mktemp("video"), f'[video]\nprivate_hosts = ["{fake.host}"]\n')
    city, engine = load_city(settings.city), open_engine(settings)
    streams = {
        "a": ("hls", "/cam/index.m3u8"), "b/1": ("mp4", "/clip.mp4"), "c": ("still", "/now.jpg"), "d": ("still", "/gone.jpg"), "e": ("still", "/now.jpg"),
    }  # fmt: skip
    spot = city.neighbourhoods[0]
    features = [
        Feature(fid, spot.lon, spot.lat, f"카메라 {fid}", private={"kind": kind, "address": f"{fake.url}{path}?token={CANARY}"})
        for fid, (kind, path) in streams.items()
    ]
    save_places(engine, city, "traffic_cctv", features, SOURCE, with_set=keep_streams(city, "traffic_cctv", features, datetime.now(UTC)))
    return settings


@pytest.fixture(scope="module")
def server(place: Settings) -> Any:
    return create_app(place)


def watch(client: TestClient, fid: str, purpose: str = "traffic", topic: str = "traffic_cctv", incident: str | None = None) -> Any:
    return client.post(f"/api/cameras/{topic}/{fid}/watch", json={"purpose": purpose, "incident": incident})


def opened(client: TestClient, fid: str) -> dict[str, Any]:
    reply = watch(client, fid)
    assert reply.status_code == 200, reply.text
    return reply.json()


def is_clean(text: str, fake: FakeCameras) -> bool:
    return CANARY not in text and fake.host not in text


def test_the_public_watches_a_stream_through_names_only(server: Any, fake: FakeCameras, place: Settings) -> None:
    client = signed_in(server, "public")
    about = client.get("/api/cameras/traffic_cctv/a").json()
    assert (about["watch"], about["why"], about["name"]) == (["traffic"], None, "카메라 a")
    view = opened(client, "a")
    assert (view["kind"], view["preview_s"], view["src"].endswith("/index.m3u8")) == ("hls", 15, True)
    playlist = client.get("/" + view["src"])
    assert playlist.headers["content-type"].startswith("application/vnd.apple.mpegurl")
    assert playlist.headers["cache-control"] == "no-store"
    name = next(line for line in playlist.text.splitlines() if line.startswith("seg/"))
    segment = client.get("/" + view["src"].replace("index.m3u8", name))
    assert segment.content == b"G" * 2000
    assert client.get("/" + view["src"].replace("index.m3u8", "seg/" + "0" * 32 + ".ts")).status_code == 404
    kept = client.post(f"/api/views/{view['view']}/keep", json={}).json()
    assert kept["left_s"] == pytest.approx(60, abs=1)
    assert client.post(f"/api/views/{view['view']}/end", json={}).json() == {"ended": True}
    over = client.get("/" + view["src"])
    assert (over.status_code, "끝났습니다" in over.json()["ko"]) == (403, True)
    told = json.dumps([about, view, kept, over.json()], ensure_ascii=False) + playlist.text + str(playlist.headers) + str(segment.headers)
    assert is_clean(told, fake)
    closed, open_ = audit.rows(open_engine(place), limit=2).rows
    assert (open_["action"], closed["action"], closed["details"]["camera"]) == ("camera.open", "camera.view", "traffic_cctv:a")


def test_a_clip_with_ranges_and_a_still(server: Any) -> None:
    client = signed_in(server, "official")
    clip = opened(client, "b/1")
    assert clip["kind"] == "mp4"
    part = client.get("/" + clip["src"], headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content, part.headers["content-range"]) == (206, bytes(range(10)), "bytes 0-9/2048")
    assert client.get("/" + clip["src"], headers={"range": "bytes=0-9\t, x"}).status_code == 200, "a range that is none is not passed on"
    still = opened(client, "c")
    assert client.get("/" + still["src"]).content == b"\xff\xd8 picture"
    for view in (clip, still):
        client.post(f"/api/views/{view['view']}/end", json={})


def test_without_a_lawful_ground_there_is_403_and_no_address(server: Any, fake: FakeCameras) -> None:
    for role in ("public", "official", "auditor"):
        client = signed_in(server, role)
        fid = "demo-M1-1"
        about = client.get(f"/api/cameras/cctv/{fid}").json()
        assert about["watch"] == []
        assert about["why"]
        for purpose in ("facility", "rescue", "traffic", ""):
            refused = watch(client, fid, purpose, "cctv")
            assert refused.status_code == 403
            assert refused.headers["x-reason"] == "role"
            assert set(refused.json()) == {"error", "ko", "en"}
    duty = signed_in(server, "duty")
    assert watch(duty, fid, "curious", "cctv").headers["x-reason"] == "ground"
    assert watch(duty, fid, "rescue", "cctv").headers["x-reason"] == "incident"
    assert watch(duty, fid, "facility", "cctv").json()["camera"]["demo"] is True
    assert duty.post("/api/cameras/cctv/x/watch", content=b"[]").status_code == 403  # no purpose, no lawful ground


def test_a_token_is_its_viewers_own(server: Any) -> None:
    first, second = signed_in(server, "public"), signed_in(server, "public")
    view = opened(first, "c")
    assert first.get("/" + view["src"]).status_code == 200
    assert second.get("/" + view["src"]).status_code == 403, "another browser"
    assert TestClient(server.server, base_url=BASE).get("/" + view["src"]).status_code == 403, "none at all"
    assert second.post(f"/api/views/{view['view']}/end", json={}).status_code == 403
    assert second.post(f"/api/views/{view['view']}/keep", json={}).status_code == 403
    assert first.get("/" + view["src"].replace("video/", "video/x")).status_code == 403
    first.post(f"/api/views/{view['view']}/end", json={})


def test_the_fifth_is_refused_in_words(server: Any) -> None:
    client = signed_in(server, "administrator")
    views = [opened(client, fid) for fid in ("a", "b/1", "c", "e")]
    fifth = watch(client, "d")
    assert (fifth.status_code, fifth.headers["x-reason"]) == (403, "too_many")
    assert "4개" in fifth.json()["ko"]
    for view in views:
        client.post(f"/api/views/{view['view']}/end", json={})
    assert watch(client, "d").status_code == 200


def test_a_provider_that_fails_is_502_in_words_without_its_address(
    server: Any, fake: FakeCameras, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(server, "duty")
    with caplog.at_level(logging.DEBUG):
        view = opened(client, "d")
        failed = client.get("/" + view["src"])
    assert failed.status_code == 502
    assert is_clean(failed.text + caplog.text, fake)
    about = client.get("/api/cameras/traffic_cctv/d?lang=en").json()
    assert about["status"]["state"] == "offline"
    assert about["status"]["measured_at"]
    client.post(f"/api/views/{view['view']}/end", json={})


def test_a_view_nobody_keeps_ends_by_itself_with_its_row(place: Settings, server: Any) -> None:
    server.server.state.keeper.stop()  # the thread of the tests above ends; a new one begins with the next view
    office = place.home / "office.toml"
    text = office.read_text(encoding="utf-8")
    office.write_text(text.replace("[video]\n", "[video]\npreview_s = 5\n"), encoding="utf-8")
    try:
        client = signed_in(server, "duty")
        view = opened(client, "c")
        assert view["preview_s"] == 5
        deadline = time.monotonic() + 12
        while time.monotonic() < deadline:
            row = audit.rows(open_engine(place), limit=1).rows[0]
            if row["action"] == "camera.view" and row["details"]["view"] == view["view"]:
                break
            time.sleep(0.2)
        assert (row["details"]["view"], row["details"]["ended"]) == (view["view"], "time")
        assert client.get("/" + view["src"]).status_code == 403
    finally:
        office.write_text(text, encoding="utf-8")


def test_no_page_or_list_holds_an_address(server: Any, fake: FakeCameras) -> None:
    client = signed_in(server, "administrator")
    for path in (
        "/api/live",
        "/api/layers",
        "/api/sources",
        "/api/audit",
        "/sources",
        "/audit",
        "/api/places/traffic_cctv?extent=9,49,11,51&zoom=18",
    ):
        reply = client.get(path)
        assert reply.status_code == 200, path
        assert is_clean(reply.text, fake), path


def test_stopping_the_server_ends_its_views(place: Settings) -> None:
    app = create_app(place)
    with TestClient(app.server, base_url=BASE) as client:
        client.headers["x-csrf-token"] = client.get("/api/me").json()["csrf"]
        view = opened(client, "c")
    row = audit.rows(open_engine(place), limit=1).rows[0]
    assert (row["details"]["view"], row["details"]["ended"]) == (view["view"], "stop")
    assert audit.verify(open_engine(place)).good


@pytest.mark.parametrize("body", [b"{}", b"[]", b'{"purpose": 5}', b"no json", b'{"purpose": "\\ud800"}'])
def test_without_a_stated_purpose_there_is_no_picture(server: Any, body: bytes) -> None:
    client = signed_in(server, "public")
    refused = client.post("/api/cameras/traffic_cctv/a/watch", content=body)
    assert refused.status_code == 403
    assert "src" not in refused.json()

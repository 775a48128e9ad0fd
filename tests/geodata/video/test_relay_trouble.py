"""A provider that misbehaves: every failure is a sentence without its address, and half a picture is never taken for a whole one."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.office import Office
from geodata.video import status
from geodata.video.cameras import camera
from geodata.video.relay import Relay
from geodata.video.upstream import Upstream
from tests.fake_cameras import CANARY, FakeCameras, sliding
from tests.geodata.video.conftest import of_kind, run, whole


def answer(status_code: int, body: bytes, **headers: str) -> Any:
    return status_code, {k.replace("_", "-"): v for k, v in headers.items()}, body


@pytest.mark.parametrize(
    ("kind", "wrong", "expected"),
    [
        ("hls", answer(404, b"", content_type="text/plain"), 502),
        ("hls", answer(200, b"<html>", content_type="text/html"), 502),
        ("hls", answer(200, b"#EXTM3U\n#EXTINF:1,\na.ts\n" + b"#" * 1_000_001, content_type="application/vnd.apple.mpegurl"), 502),
        ("hls", answer(302, b"", location="http://169.254.169.254/"), 502),
        ("mp4", answer(200, b"sound", content_type="audio/mpeg"), 502),
        ("mp4", answer(200, b"<html>", content_type="text/html"), 502),
        ("still", answer(200, b"<svg onload=alert(1)>", content_type="image/svg+xml"), 502),
        ("still", answer(200, b"x" * 20_001, content_type="image/jpeg"), 502),
        ("still", answer(500, b"", content_type="text/plain"), 502),
    ],
)
def test_a_provider_that_misbehaves_is_a_sentence_without_its_address(
    relay: Relay, fake: FakeCameras, engine: Engine, cameras: City, kind: str, wrong: Any, expected: int
) -> None:
    fake.answers["/bad"] = wrong
    asked = {"hls": relay.playlist, "mp4": lambda c: relay.clip(c, None), "still": relay.still}[kind]
    with pytest.raises(Upstream) as caught:
        run(asked(of_kind(fake, kind, "/bad")))
    assert caught.value.status == expected
    for text in (caught.value.log, caught.value.screen.ko, caught.value.screen.en):
        assert CANARY not in text
        assert "127.0.0.1" not in text
    assert status.read(engine, cameras, "traffic_cctv", ["t1"], datetime.now(UTC))["t1"].state == "offline"


def test_a_slow_provider_is_504_and_a_dead_one_502(relay: Relay, fake: FakeCameras) -> None:
    fake.put("/slow.jpg", b"x", "image/jpeg")
    fake.late_s = 0.8
    with pytest.raises(Upstream) as caught:
        run(relay.still(of_kind(fake, "still", "/slow.jpg")))
    assert caught.value.status == 504
    fake.server.shutdown()
    fake.server.server_close()
    with pytest.raises(Upstream) as caught:
        run(relay.still(of_kind(fake, "still", "/slow.jpg")))
    assert caught.value.status == 502


@pytest.mark.parametrize("body", [b"x" * 100_001, b"x" * 50])
def test_a_segment_too_large_or_cut_short_is_never_taken_for_a_whole_one(
    relay: Relay, fake: FakeCameras, engine: Engine, cameras: City, body: bytes
) -> None:
    fake.put("/cam/index.m3u8", sliding(1), "application/vnd.apple.mpegurl")
    fake.answers["/cam/s1.ts"] = (
        200,
        {"content-type": "video/mp2t", "content-length": "100" if len(body) < 100 else str(len(body)), "connection": "close"},
        body,
    )
    found = camera(engine, cameras, "traffic_cctv", "t1")
    assert found is not None

    async def play() -> None:
        text = (await relay.playlist(found)).body.decode()
        piece = await relay.segment(found, next(line for line in text.splitlines() if line.startswith("seg/"))[4:], None)
        assert piece is not None
        await whole(piece)

    with pytest.raises(Upstream):
        run(play())


def test_a_host_the_office_does_not_list_is_not_asked(relay: Relay, fake: FakeCameras, office: Office) -> None:
    fake.put("/now.jpg", b"x", "image/jpeg")
    relay.office = lambda: Office(office.path)
    with pytest.raises(Upstream, match="list"):
        run(relay.still(of_kind(fake, "still", "/now.jpg")))
    assert fake.hits == []


def test_no_log_at_any_level_holds_the_address(relay: Relay, fake: FakeCameras, caplog: pytest.LogCaptureFixture) -> None:
    fake.put("/now.jpg", b"x", "image/jpeg")
    with caplog.at_level(logging.DEBUG):
        run(relay.still(of_kind(fake, "still", "/now.jpg")))
        with pytest.raises(Upstream):
            run(relay.playlist(of_kind(fake, "hls", "/nothing")))
    assert CANARY not in caplog.text
    assert fake.host not in caplog.text

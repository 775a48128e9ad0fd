"""The relay over a real loopback provider: one fetch for many, names instead of addresses, limits, failures in words, a status."""

import asyncio
import time
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.office import Office
from geodata.video import ask, status
from geodata.video.cameras import Camera, camera
from geodata.video.relay import Piece, Relay
from geodata.video.upstream import Upstream
from tests.fake_cameras import CANARY, FakeCameras, sliding
from tests.geodata.video.conftest import KEY, of_kind, run, whole


def test_a_stream_comes_whole_under_names(engine: Engine, cameras: City, relay: Relay, fake: FakeCameras) -> None:
    fake.put("/cam/index.m3u8", sliding(1), "application/vnd.apple.mpegurl")
    fake.put("/cam/s1.ts", b"G" + b"x" * 1000, "video/mp2t")
    found = camera(engine, cameras, "traffic_cctv", "t1")
    assert found is not None
    assert CANARY not in repr(found)

    async def play() -> tuple[str, bytes, Piece | None]:
        text = (await relay.playlist(found)).body.decode()
        name = next(line for line in text.splitlines() if line.startswith("seg/")).removeprefix("seg/")
        piece = await relay.segment(found, name, None)
        assert piece is not None
        assert piece.content_type == "video/mp2t"
        return text, await whole(piece), await relay.segment(found, "0" * 32 + ".ts", None)

    text, segment, unknown = run(play())
    assert segment == b"G" + b"x" * 1000
    assert unknown is None
    assert CANARY not in text
    assert "127.0.0.1" not in text
    assert status.read(engine, cameras, "traffic_cctv", ["t1"], datetime.now(UTC))["t1"].state == "unknown"


def test_a_name_is_found_again_by_a_process_that_never_saw_the_playlist(
    relay: Relay, fake: FakeCameras, engine: Engine, cameras: City
) -> None:
    fake.put("/cam/index.m3u8", "#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nlow.m3u8\n", "application/x-mpegURL")
    fake.put("/cam/low.m3u8", sliding(4), "application/octet-stream")
    fake.put("/cam/s4.ts", b"segment", "application/octet-stream")
    found = camera(engine, cameras, "traffic_cctv", "t1")
    assert found is not None
    other = Relay(engine, cameras, relay.office, KEY, bounds=relay.bounds)

    async def play() -> bytes:
        master = (await relay.playlist(found)).body.decode().splitlines()[-1].removeprefix("seg/")
        variant = await relay.segment(found, master, None)
        assert variant is not None
        name = next(line for line in variant.body.decode().splitlines() if line.endswith(".ts"))
        piece = await other.segment(found, name, None)
        assert piece is not None
        return await whole(piece)

    assert run(play()) == b"segment"


def test_four_viewers_are_one_fetch_in_a_target_duration(relay: Relay, fake: FakeCameras, engine: Engine, cameras: City) -> None:
    fake.put("/cam/index.m3u8", sliding(1, target_s=1), "application/vnd.apple.mpegurl")
    found = camera(engine, cameras, "traffic_cctv", "t1")
    assert found is not None

    async def viewer() -> None:
        for _ in range(8):
            await relay.playlist(found)
            await asyncio.sleep(0.15)

    async def four() -> float:
        began = time.monotonic()
        await asyncio.gather(*(viewer() for _ in range(4)))
        return time.monotonic() - began

    took_s = run(four())
    assert len(fake.hits) <= took_s + 1, f"{len(fake.hits)} fetches in {took_s:.1f} s for 32 requests"


def test_a_stream_is_live_while_it_moves_and_frozen_when_it_stops(relay: Relay, fake: FakeCameras, engine: Engine, cameras: City) -> None:
    found = camera(engine, cameras, "traffic_cctv", "t1")
    assert found is not None
    states = []

    async def watch() -> None:
        sequence = 1
        for step in range(9):
            if step < 4:
                sequence += 1
            fake.put("/cam/index.m3u8", sliding(sequence, target_s=0.5), "application/vnd.apple.mpegurl")
            await relay.playlist(found)
            states.append(status.read(engine, cameras, "traffic_cctv", ["t1"], datetime.now(UTC))["t1"].state)
            await asyncio.sleep(0.55)

    run(watch())
    assert states[:4] == ["unknown", "live", "live", "live"]
    assert states[-2:] == ["still"] * 2
    assert "live" not in states[states.index("still") :], "never live again without moving"


def test_a_clip_passes_ranges_on_and_is_no_live_picture(relay: Relay, fake: FakeCameras, engine: Engine, cameras: City) -> None:
    def ranged(_path: str, headers: Any) -> Any:
        assert headers["range"] == "bytes=10-19"
        return (
            206,
            {"content-type": "video/mp4", "content-range": "bytes 10-19/500000", "last-modified": "Tue, 24 Nov 2026 04:00:00 GMT"},
            b"0123456789",
        )

    fake.answers["/clip.mp4"] = ranged

    async def play() -> tuple[Piece, bytes]:
        piece = await relay.clip(of_kind(fake, "mp4", "/clip.mp4"), "bytes=10-19")
        return piece, await whole(piece)

    piece, body = run(play())
    assert (piece.status, piece.headers["content-range"], body) == (206, "bytes 10-19/500000", b"0123456789")
    seen = status.read(engine, cameras, "traffic_cctv", ["t1"], datetime.now(UTC))["t1"]
    assert (seen.state, seen.since) == ("still", datetime(2026, 11, 24, 4, tzinfo=UTC))


def test_a_still_has_its_age_and_is_fetched_once_for_all(relay: Relay, fake: FakeCameras, engine: Engine, cameras: City) -> None:
    fake.put("/now.jpg", b"\xff\xd8 picture", "image/jpeg", last_modified="Tue, 24 Nov 2026 04:59:00 GMT")

    async def look() -> list[Piece]:
        return list(await asyncio.gather(*(relay.still(of_kind(fake, "still", "/now.jpg")) for _ in range(4))))

    pieces = run(look())
    assert {p.body for p in pieces} == {b"\xff\xd8 picture"}
    assert pieces[0].headers["x-picture-at"] == "2026-11-24T04:59:00+00:00"
    assert len(fake.hits) == 1
    assert status.read(engine, cameras, "traffic_cctv", ["t1"], datetime.now(UTC))["t1"].state == "still"


def test_a_demonstration_says_so_and_changes_every_five_seconds(engine: Engine, cameras: City, office: Office) -> None:
    at = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
    relay = Relay(engine, cameras, lambda: office, KEY, now=lambda: at)
    shown = run(relay.still(Camera("traffic_cctv", "demo-1", "가람 <시연> & 1", "still", 1.0, 1.0, True, "demo:")))
    text = shown.body.decode()
    assert shown.content_type == "image/svg+xml"
    assert "시연 화면" in text
    assert "DEMONSTRATION" in text
    assert "가람 &lt;시연&gt; &amp; 1" in text
    at = datetime(2026, 11, 24, 5, 0, 4, tzinfo=UTC)
    assert run(relay.still(Camera("traffic_cctv", "demo-1", "가람 <시연> & 1", "still", 1.0, 1.0, True, "demo:"))).body == shown.body
    at = datetime(2026, 11, 24, 5, 0, 5, tzinfo=UTC)
    assert run(relay.still(Camera("traffic_cctv", "demo-1", "가람 <시연> & 1", "still", 1.0, 1.0, True, "demo:"))).body != shown.body


def test_a_stream_that_is_told_when_asked(
    relay: Relay, fake: FakeCameras, monkeypatch: pytest.MonkeyPatch, engine: Engine, cameras: City
) -> None:
    monkeypatch.setenv("UTIC_API_URL", fake.url)
    monkeypatch.setenv("UTIC_API_KEY", "utic-key")
    ask._told.clear()
    stream = fake.put("/strm/index.m3u8", sliding(1), "application/vnd.apple.mpegurl")
    fake.put("/guide/openCctvStrm.do", f"<cctv><data><cctvid>L1</cctvid><strmurl>{stream}</strmurl></data></cctv>", "text/xml")
    asking = Camera("traffic_cctv", "utic-L1", "카메라", "ask", 1.0, 1.0, address="utic guide/openCctvStrm.do?cctvid=L1")

    async def play() -> tuple[str, str]:
        return await relay.form(asking), (await relay.playlist(asking)).body.decode()

    kind, text = run(play())
    assert kind == "hls"
    assert "seg/" in text
    assert fake.hits[0] == "/guide/openCctvStrm.do?cctvid=L1&key=utic-key"
    fake.put("/guide/openCctvStrm.do", "<cctv/>", "text/xml")
    with pytest.raises(Upstream, match="told no stream"):
        run(relay.form(Camera("traffic_cctv", "utic-L2", "카메라", "ask", 1.0, 1.0, address="utic guide/openCctvStrm.do?cctvid=L2")))

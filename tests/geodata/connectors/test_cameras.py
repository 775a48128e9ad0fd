"""Camera lists of ITS and UTIC: one hit, none, numbers as text; the stream is private; both lists stand side by side."""

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, select

from geodata.city import City
from geodata.connector import Feature, Request
from geodata.connectors import its_traffic_cctv, utic_traffic_cctv
from geodata.db.schema import event, place
from geodata.db.video import camera_stream
from geodata.dialect import ProviderError
from geodata.dialects import its, utic
from geodata.feeds.read import status
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.places.load import remove_places, save_places
from geodata.places.relocate import relocate
from geodata.settings import Settings
from geodata.video.cameras import camera, keep_streams
from tests.fake_cameras import CANARY, FakeCameras
from tests.geodata.feeds.conftest import Clock, save_outlines


@pytest.fixture
def fake_cameras() -> Iterator[FakeCameras]:
    with FakeCameras() as server:
        yield server


ROW: dict[str, Any] = {
    "cctvname": "[국도] 가람교", "cctvurl": f"http://cctv.example/{CANARY}.m3u8", "coordx": "10.005", "coordy": 50.005, "cctvtype": 1,
    "cctvformat": "HLS", "roadsectionid": "", "filecreatetime": "",
}  # fmt: skip


def its_reply(found: Any, count: int) -> bytes:
    return json.dumps({"response": {"coordtype": 1, "datacount": count} | ({} if found is None else {"data": found})}).encode()


def test_its_one_hit_is_an_object_and_none_is_missing() -> None:
    assert len(its.decode(its_reply(ROW, 1)).rows) == 1
    assert len(its.decode(its_reply([ROW, ROW], 2)).rows) == 2
    assert its.decode(its_reply(None, 0)).rows == ()


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b'{"resultCode": 3}', its_reply(None, 5), its_reply("x", 1), b"\xff"])
def test_its_refusals_are_sentences(body: bytes) -> None:
    with pytest.raises(ProviderError):
        its.decode(body)


def test_its_cameras_keep_their_stream_apart() -> None:
    rows = [ROW, ROW | {"cctvname": "b", "cctvformat": "MP4"}, ROW | {"cctvname": "c", "cctvformat": "JPEG"}, ROW | {"cctvname": "d", "cctvformat": "WebRTC"}, ROW | {"cctvname": ""}]  # fmt: skip
    parsed = its_traffic_cctv.parse(its.decode(its_reply(rows, 5)), Request("cctvInfo", "its"))
    assert [f.private and f.private["kind"] for f in parsed.features] == ["hls", "mp4", "still", None]
    assert (parsed.features[0].lon, parsed.features[0].lat) == (10.005, 50.005)
    assert len(parsed.problems) == 2
    assert CANARY not in repr(parsed), "neither in features nor in problems"
    assert CANARY not in str([f.props for f in parsed.features])


@pytest.mark.parametrize(
    "body",
    [
        "<result><record><cctvid>L933061</cctvid><cctvname>가람</cctvname><xcoord>10.01</xcoord><ycoord>50.01</ycoord></record></result>".encode(),
        "<cctv><data><CCTVID>L933061</CCTVID><CCTVNAME>가람</CCTVNAME><XCOORD>10.01</XCOORD><YCOORD>50.01</YCOORD></data></cctv>".encode(),
        json.dumps({"list": [{"CCTVID": "L933061", "CCTVNAME": "가람", "XCOORD": 10.01, "YCOORD": "50.01"}]}).encode(),
        json.dumps({"CCTVID": "L933061", "CCTVNAME": "가람", "XCOORD": 10.01, "YCOORD": 50.01}).encode(),
    ],
)
def test_utic_lists_in_every_wrapping(body: bytes) -> None:
    parsed = utic_traffic_cctv.parse(utic.decode(body), Request("x", "10,50,10.1,50.1"))
    (found,) = parsed.features
    assert (found.id, found.name, found.lon) == ("utic-L933061", "가람", 10.01)
    assert found.private == {"kind": "ask", "address": "utic guide/openCctvStrm.do?cctvid=L933061"}
    assert utic_traffic_cctv.parse(utic.decode(body), Request("x", "126,37,127,38")).features == (), (
        "nationwide: others' cameras are left out"
    )


@pytest.mark.parametrize("body", [b"<!DOCTYPE html><html></html>", b"<result><rec", b"{", b"<!DOCTYPE a [<!ENTITY b 'c'>]><result/>"])
def test_utic_refusals_are_sentences(body: bytes) -> None:
    with pytest.raises(ProviderError):
        utic.decode(body)


def test_utic_tells_a_stream_in_any_wrapping() -> None:
    for body in (
        '{"u": "http:\\/\\/a.example\\/b.m3u8?x=1"}',
        "<video><source src='http://a.example/b.m3u8?x=1'></video>",
        "<url>http://a.example/b.m3u8?x=1</url>",
    ):
        assert utic.stream_of(body.encode()) == ("hls", "http://a.example/b.m3u8?x=1")
    assert utic.stream_of(b"<html>http://www.utic.go.kr/</html>") is None


def test_both_lists_stand_side_by_side_and_no_address_leaves(
    engine: Engine,
    settings: Settings,
    tiny: City,
    fake_cameras: FakeCameras,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    save_outlines(engine, settings, tiny)
    for name in ("ITS", "UTIC"):
        monkeypatch.setenv(f"{name}_API_URL", fake_cameras.url)
        monkeypatch.setenv(f"{name}_API_KEY", "a-key")
    near = {"coordx": 10.01, "coordy": 50.01}
    fake_cameras.answers["/cctvInfo"] = lambda path, _: (
        200,
        {},
        its_reply(ROW | near if "type=its" in path else None, int("type=its" in path)),
    )
    fake_cameras.put(
        "/guide/cctvOpenData.do", json.dumps([{"cctvid": "L1", "cctvname": "나", "xcoord": 10.02, "ycoord": 50.01}]), "application/json"
    )
    with httpx.Client() as client:
        runner = FeedRunner(engine, tiny, settings, tools=Tools(engine, tiny, client, now=Clock()))
        for feed in ("its_traffic_cctv", "utic_traffic_cctv", "its_traffic_cctv"):
            result = runner.refresh(feed)
            assert result.ok, result.error
    west, south, east, north = tiny.extent
    assert (
        fake_cameras.hits[0]
        == f"/cctvInfo?type=its&cctvType=1&minX={west:g}&maxX={east:g}&minY={south:g}&maxY={north:g}&getType=json&apiKey=a-key"
    )
    with engine.connect() as connection:
        fids = sorted(connection.execute(select(place.c.fid)).scalars())
        assert len(fids) == 2
        assert fids[1] == "utic-L1"
        assert connection.execute(select(camera_stream.c.kind).order_by(camera_stream.c.fid)).scalars().all() == ["hls", "ask"]
        told = str(connection.execute(select(place.c.name, place.c.props)).all()) + str(connection.execute(select(event)).all())
    assert CANARY not in told + str(status(engine, tiny)) + caplog.text
    found = camera(engine, tiny, "traffic_cctv", fids[0])
    assert found is not None
    assert found.address.endswith(f"{CANARY}.m3u8")
    monkeypatch.delenv("UTIC_API_KEY")
    with httpx.Client() as client:
        assert FeedRunner(engine, tiny, settings, tools=Tools(engine, tiny, client, now=Clock())).refresh("its_traffic_cctv").ok
    with engine.connect() as connection:
        assert connection.execute(select(place.c.fid)).scalars().all() == fids[:1], "a list whose key was taken away is not kept"
        assert connection.execute(select(camera_stream.c.fid)).scalars().all() == fids[:1]


def test_the_stream_goes_when_its_list_goes(engine: Engine, settings: Settings, tiny: City) -> None:
    save_outlines(engine, settings, tiny)
    spot = tiny.neighbourhoods[0]
    features = [Feature("a", spot.lon, spot.lat, "가", private={"kind": "hls", "address": "http://a.example/x.m3u8"})]
    save_places(engine, tiny, "traffic_cctv", features, {}, with_set=keep_streams(tiny, "traffic_cctv", features, Clock()()))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE dataset SET report = json_set(report, '$.shapes', json('{}'))")
    assert relocate(engine, tiny) == ["traffic_cctv"]
    assert camera(engine, tiny, "traffic_cctv", "a") is not None, "new outlines, the same cameras: the stream goes with them"
    bare = [Feature("a", spot.lon, spot.lat, "다른 카메라")]
    save_places(engine, tiny, "traffic_cctv", bare, {})
    assert camera(engine, tiny, "traffic_cctv", "a") is None, "another list's camera of that id gets nobody's stream"
    remove_places(engine, tiny, "traffic_cctv")
    with engine.connect() as connection:
        assert connection.execute(select(camera_stream)).all() == []

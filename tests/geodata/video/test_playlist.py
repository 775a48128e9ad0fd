"""Playlists: every address behind a name, nothing of the provider left, sound left out."""

import pytest

from geodata.video.playlist import Unplayable, rewrite
from tests.fake_cameras import CANARY, sliding

KEY = b"k" * 32
BASE = f"http://cctv.example:8080/live/cam/index.m3u8?token={CANARY}"

MEDIA = f"""#EXTM3U
#EXT-X-VERSION:7
# made by http://encoder.example/
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:7
#EXT-X-PRIVATE:http://spy.example/
#EXT-X-SESSION-DATA:DATA-ID="a",URI="http://spy.example/x.json"
#EXT-X-DATERANGE:ID="1",X-ASSET-URI="http://spy.example/ad"
#EXT-X-KEY:METHOD=AES-128,URI="https://keys.example/k?{CANARY}",IV=0x1,KEYFORMAT="http://spy.example"
#EXT-X-MAP:URI="init.mp4?{CANARY}",BYTERANGE="10@0"
#EXTINF:2.0,title http://spy.example/
seg-7.m4s?{CANARY}
#EXTINF:2.0,
/abs/seg-8.m4s
#EXTINF:2.0,
//other.example/seg-9.ts
#EXTINF:2.0,
https://third.example/seg-10.ts?{CANARY}
"""

MASTER = f"""#EXTM3U
#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID="a",NAME="http://spy.example",URI="sound.m3u8?{CANARY}"
#EXT-X-STREAM-INF:BANDWIDTH=64000,CODECS="mp4a.40.2"
sound-only.m3u8?{CANARY}
#EXT-X-STREAM-INF:BANDWIDTH=900000,RESOLUTION=640x360,CODECS="avc1.4d401e,mp4a.40.2",AUDIO="a",NAME="cctv.example"
low/index.m3u8?{CANARY}
#EXT-X-STREAM-INF:BANDWIDTH=2000000,RESOLUTION=1280x720
https://cdn.example/high.m3u8
#EXT-X-CONTENT-STEERING:SERVER-URI="http://spy.example/steer"
"""


def test_every_address_of_a_media_playlist_gets_a_name() -> None:
    found = rewrite(MEDIA.encode(), BASE, KEY, "seg/")
    assert "example" not in found.text
    assert CANARY not in found.text
    assert "spy" not in found.text
    assert [address for _, address in found.names.values()] == [
        f"https://keys.example/k?{CANARY}", f"http://cctv.example:8080/live/cam/init.mp4?{CANARY}", f"http://cctv.example:8080/live/cam/seg-7.m4s?{CANARY}",
        "http://cctv.example:8080/abs/seg-8.m4s", "http://other.example/seg-9.ts", f"https://third.example/seg-10.ts?{CANARY}",
    ]  # fmt: skip
    assert {kind for kind, _ in found.names.values()} == {"key", "seg"}
    assert 'BYTERANGE="10@0"' in found.text
    assert "#EXT-X-MEDIA-SEQUENCE:7" in found.text
    assert (found.target_s, found.master, found.ended) == (2.0, False, False)


def test_sound_is_left_out_of_a_list_of_variants() -> None:
    found = rewrite(MASTER.encode(), BASE, KEY, "seg/")
    assert found.master
    assert len(found.names) == 2
    assert not any("sound" in address for _, address in found.names.values())
    assert "AUDIO" not in found.text
    assert "example" not in found.text
    assert found.text.count("#EXT-X-STREAM-INF") == 2


@pytest.mark.parametrize(
    "body",
    [
        b"", b"<html>", b"\xff\xfe\x00", b"#EXTM3U\n", b"#EXTM3U\n#EXT-X-TARGETDURATION:x\n#EXTINF:1,\na.ts\n",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", b"#EXTM3U\n#EXTINF:1,\ndata:video/mp2t;base64,AA==\n",
        b'#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1,CODECS="mp4a.40.2"\nsound.m3u8\n', b"#EXTM3U\n#EXTINF:1,\nsound.aac\n",
        b"#EXTM3U\n" + b"#EXTINF:1,\n" * 20_001,
    ],
)  # fmt: skip
def test_what_is_no_moving_picture_is_refused(body: bytes) -> None:
    with pytest.raises(Unplayable) as caught:
        rewrite(body, BASE, KEY, "")
    assert "example" not in str(caught.value)


def test_the_mark_moves_when_the_stream_does_and_names_stay_the_same() -> None:
    first, same, next_ = (rewrite(sliding(n).encode(), BASE, KEY, "") for n in (5, 5, 6))
    assert first.mark == same.mark != next_.mark
    assert set(first.names) & set(next_.names), "a segment keeps its name while it slides through"
    assert not set(first.names) & set(rewrite(sliding(5).encode(), BASE, b"other" * 8, "").names)

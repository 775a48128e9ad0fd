"""A provider of camera pictures for the browser tests: a real sliding HLS stream made by ffmpeg, a clip, stills, and the made-up
city's server that may ask for them."""

import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from geodata.connector import Feature
from geodata.places.load import save_places
from geodata.video.cameras import keep_streams
from tests.browser.conftest import Office, serve
from tests.browser.happening import Teller
from tests.conftest import TINY
from tests.dash_app.staff import users_toml
from tests.fake_cameras import CANARY, FakeCameras
from tests.geodata.video.conftest import SOURCE


def encode(*arguments: str) -> list[str]:
    """An ffmpeg command that draws a test picture."""
    x264 = ["-c:v", "libx264", "-preset", "ultrafast", "-tune", "zerolatency", "-pix_fmt", "yuv420p", "-g", "10"]
    return [
        "ffmpeg",
        "-loglevel",
        "error",
        "-nostdin",
        *arguments[:-1],
        "-f",
        "lavfi",
        "-i",
        "testsrc=size=320x180:rate=10",
        *x264,
        arguments[-1],
    ]


@dataclass
class Studio:
    """The office, its provider, and the encoder of the stream ``hls``."""

    teller: Teller
    fake: FakeCameras
    folder: Path
    encoder: subprocess.Popen[bytes] | None = None

    @property
    def office(self) -> Office:
        return self.teller.office

    def roll(self) -> None:
        """Start a stream of one-second segments, a new one in place of the last."""
        self.cut()
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        hls = [
            "-f",
            "hls",
            "-hls_time",
            "1",
            "-hls_list_size",
            "4",
            "-hls_flags",
            "delete_segments",
            "-hls_segment_filename",
            str(self.folder / "s%d.ts"),
        ]
        command = encode("-re", "x")[:-1]
        self.encoder = subprocess.Popen([*command, *hls, str(self.folder / "index.m3u8")])
        deadline = time.monotonic() + 15
        while not (self.folder / "s2.ts").is_file():
            assert time.monotonic() < deadline, "ffmpeg made no segments"
            time.sleep(0.05)

    def freeze(self) -> None:
        """The encoder stops where it is; the server goes on answering with the last playlist."""
        assert self.encoder is not None
        self.encoder.send_signal(signal.SIGSTOP)

    def cut(self) -> None:
        """End the encoder."""
        if self.encoder:
            self.encoder.kill()
            self.encoder.wait(10)
            self.encoder = None


def opened(home: Path) -> Iterator[Studio]:
    """The studio in ``home``; skips where there is no ffmpeg."""
    if not shutil.which("ffmpeg"):
        pytest.skip("no ffmpeg on PATH, so no stream to play; make test installs it")
    with FakeCameras() as fake:
        (home / "office.toml").write_text(
            f'[video]\nprivate_hosts = ["{fake.host}"]\nwatch_s = 20\n' + users_toml("duty"), encoding="utf-8"
        )
        office = serve(home, str(TINY), SIJANGSIL_FEEDS="off")
        studio = Studio(Teller(office), fake, home / "hls")
        clip = home / "clip.mp4"
        subprocess.run([*encode("-t", "20", "x")[:-1], "-t", "20", "-movflags", "+faststart", str(clip)], check=True, timeout=60)
        subprocess.run(
            ["ffmpeg", "-loglevel", "error", "-f", "lavfi", "-i", "testsrc=size=320x180", "-frames:v", "1", str(home / "still.jpg")],
            check=True,
        )
        fake.folders["/hls/"] = studio.folder
        fake.put("/clip.mp4", clip.read_bytes(), "video/mp4", last_modified="Tue, 24 Nov 2026 04:00:00 GMT")
        fake.put("/still.jpg", (home / "still.jpg").read_bytes(), "image/jpeg", last_modified="Tue, 24 Nov 2026 04:00:00 GMT")
        stock(studio)
        yield studio
        studio.cut()
        office.stop()


def stock(studio: Studio) -> None:
    """Traffic cameras around the incident: hls, clip, still, and two more stills; one safety camera."""
    city, engine = studio.teller.city, studio.teller.engine
    spot = city.districts[0]
    streams = {"hls": ("hls", "/hls/index.m3u8"), "clip": ("mp4", "/clip.mp4"), "still": ("still", "/still.jpg"), "s4": ("still", "/still.jpg"), "s5": ("still", "/still.jpg")}  # fmt: skip
    features = [
        Feature(
            fid, spot.lon + n * 1e-4, spot.lat, f"카메라 {fid}", private={"kind": kind, "address": f"{studio.fake.url}{path}?t={CANARY}"}
        )
        for n, (fid, (kind, path)) in enumerate(streams.items())
    ]
    safety = [
        Feature(
            "guard",
            spot.lon + 0.001,
            spot.lat,
            "안전 카메라",
            private={"kind": "still", "address": f"{studio.fake.url}/still.jpg?t={CANARY}"},
        )
    ]
    for topic, found in (("traffic_cctv", features), ("cctv", safety)):
        save_places(engine, city, topic, found, SOURCE, with_set=keep_streams(city, topic, found, datetime.now(UTC)))

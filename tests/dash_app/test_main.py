"""``python -m dash_app``: one sentence when it cannot serve, a clean end with viewers connected."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import httpx
import pytest

from geodata.settings import PROJECT, Settings


def start(office: Settings, **environment: str) -> subprocess.Popen[str]:
    env = {**os.environ, "SIJANGSIL_HOME": str(office.home), "SIJANGSIL_CITY": office.city, "SIJANGSIL_FEEDS": "off", **environment}
    return subprocess.Popen([sys.executable, "-m", "dash_app"], cwd=PROJECT, env=env, stderr=subprocess.PIPE, text=True)


@pytest.mark.parametrize("host", ["127.0.0.1", "no-such-host.invalid"])
def test_a_taken_port_or_a_strange_host_is_one_sentence(office: Settings, host: str) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = start(office, HOST=host, PORT=str(taken.getsockname()[1]))
        _, said = process.communicate(timeout=60)
    assert process.returncode == 2
    assert said.startswith("Cannot serve on ")
    assert said.count("\n") == 1


def test_it_ends_soon_though_viewers_are_connected(office: Settings) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start(office, HOST="127.0.0.1", PORT=str(port))
    assert process.stderr
    assert "serves" in process.stderr.readline()
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=10) as client:
        streams = [client.build_request("GET", "/live") for _ in range(5)]
        opened = [client.send(request, stream=True) for request in streams]
        assert all(reply.status_code == 200 for reply in opened)
        began = time.monotonic()
        process.send_signal(signal.SIGTERM)
        process.wait(15)
        assert time.monotonic() - began < 6
        for reply in opened:
            reply.close()
    assert Path(office.home).exists()


def test_an_unbuilt_home_is_one_sentence_and_stays_empty(office: Settings, tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = start(Settings(home=tmp_path, city=office.city), HOST="127.0.0.1", PORT=str(port))
    _, said = process.communicate(timeout=60)
    assert process.returncode == 1
    assert "is not built" in said
    assert said.count("\n") == 1
    assert list(tmp_path.iterdir()) == []

"""A server that is killed between giving and answering, and in the middle of an answer, loses nothing."""

import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest

from geodata.audit import log
from geodata.orders import read
from geodata.orders.model import Subject
from geodata.settings import PROJECT, Settings
from tests.dash_app.orders.steps import KIM, csrf_in
from tests.geodata.orders.made_up import FIRE, MARKUP


def serve(home: Path, **environment: str) -> tuple[subprocess.Popen[bytes], str]:
    """A server of its own; returns when it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.dash_app.orders.app", str(home), str(port)]
    process = subprocess.Popen(command, cwd=PROJECT, env=os.environ | environment, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    deadline = time.monotonic() + 30
    while True:
        try:
            httpx.get(url + "/o/up", timeout=2)
            return process, url
        except httpx.TransportError:
            assert process.poll() is None
            assert time.monotonic() < deadline
            time.sleep(0.05)


def test_a_killed_server_loses_nothing(served: Any, settings: Settings) -> None:
    context = served.state.context
    context.engine.dispose()
    process, url = serve(settings.home)
    body = {"contact": "duty1", "text": MARKUP, "due": {"in_s": 1800}, "subject": {"incident": FIRE}}
    given = httpx.post(url + "/api/orders", json=body, headers=KIM).json()
    process.kill()  # between giving and answering
    process.wait(10)
    link = given["link"].removeprefix(url)

    process, url = serve(settings.home, KILL_AT="12")  # opening writes 8 times, so this is in the middle of the answer
    phone = httpx.Client(base_url=url, headers={"accept-language": "ko"}, follow_redirects=True)
    assert "재난상황과" in phone.get(link).text
    page = phone.post(link, data={"do": "open"}).text
    with pytest.raises(httpx.TransportError):
        phone.post(link, data={"do": "accept", "csrf": csrf_in(page)})
    assert process.wait(10) == -9

    found = read.for_subject(context.engine, context.city, Subject("incident", FIRE))[0]
    actions = [row["action"] for row in reversed(log.rows(context.engine, subject=f"order:{found['id']}").rows)]
    assert actions == [f"order.{step['action']}" for step in found["steps"]]
    assert (found["state"], actions) == ("seen", ["order.give", "order.open"]), "the answer that was cut off left nothing"

    process, url = serve(settings.home)
    again = httpx.Client(base_url=url, headers={"accept-language": "ko"}, follow_redirects=True)
    for cookie in phone.cookies.jar:
        again.cookies.set(cookie.name, cookie.value or "", path="/o/")
    page = again.post(link, data={"do": "open"}).text
    done = again.post(link, data={"do": "accept", "csrf": csrf_in(page)})
    assert (done.status_code, "수락함" in done.text) == (200, True)
    process.kill()
    process.wait(10)
    assert log.verify(context.engine).good

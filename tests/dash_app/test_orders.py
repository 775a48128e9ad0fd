"""Orders over HTTP: giving, the recipient's page without JavaScript, who may what, and a server that is killed."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from callbacks.parts import orders as part
from callbacks.parts import owner
from geodata.access.person import PUBLIC
from geodata.audit import log
from geodata.orders import read
from geodata.orders.model import Subject
from geodata.settings import PROJECT, Settings
from tests.dash_app.orders_app import make
from tests.geodata.orders.made_up import FIRE, GIVER, MARKUP, OTHER, stand_in, start_fire

KIM, LEE = {"x-person": "kim"}, {"x-person": "lee"}
BASE = "http://127.0.0.1:8050"
ROOM = 'room = "https://meet.example.kr/{room}"\nsms = "sms:{phone}?body={text}"\nsip = "sip:{sip}@pbx.example.kr"\n'


@pytest.fixture
def served(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The routes' application with a fire burning and an office that has a video system."""
    monkeypatch.setitem(sys.modules, "geodata.directory", sys.modules.get("geodata.directory"))
    stand_in()
    (settings.home / "office.toml").write_text("[call]\n" + ROOM, encoding="utf-8")
    server = make(settings.home)
    start_fire(server.state.context.engine, server.state.context.city)
    return server


@pytest.fixture
def desk(served: Any) -> Iterator[TestClient]:
    """The giver's browser."""
    with TestClient(served, base_url=BASE, headers=KIM) as client:
        yield client


def browser(served: Any, **headers: str) -> TestClient:
    """A phone: cookies of its own, nobody signed in."""
    return TestClient(served, base_url=BASE, headers={"accept-language": "ko", **headers})


def order(desk: TestClient, **changed: Any) -> dict[str, Any]:
    """Give an order; the answer."""
    body = {"contact": "duty1", "text": MARKUP, "due": {"in_s": 1800}, "subject": {"incident": FIRE}} | changed
    reply = desk.post("/api/orders", json=body)
    assert reply.status_code == 200, reply.text
    return reply.json()


def path_of(given: dict[str, Any]) -> str:
    """Path of the link, without the server's address."""
    return given["link"].removeprefix(BASE)


def csrf_in(page: str) -> str:
    """The form token of an opened page."""
    found = re.search(r'name="csrf" value="([0-9a-f]{64})"', page)
    assert found, page
    return found[1]


def opened(served: Any, given: dict[str, Any]) -> tuple[TestClient, str]:
    """A phone that opened the order, and its form token."""
    phone = browser(served)
    reply = phone.post(path_of(given), data={"do": "open"})
    assert reply.status_code == 200, reply.text
    return phone, csrf_in(reply.text)


def test_from_giving_to_done(served: Any, desk: TestClient) -> None:
    given = order(desk)
    assert given["order"]["state_text"] == "전달됨"
    assert given["handover"][0]["href"].startswith("sms:02-000-0001?body=")
    phone, csrf = opened(served, given)
    assert phone.post(path_of(given), data={"do": "accept", "csrf": csrf}).status_code == 200
    page = phone.post(path_of(given), data={"do": "done", "csrf": csrf, "note": "껐음 <img src=x>"}).text
    assert "끝난 지시입니다" in page
    assert "껐음 &lt;img src=x&gt;" in page
    (row,) = desk.get("/api/orders", params={"incident": FIRE, "lang": "en"}).json()["orders"]
    assert (row["state_text"], row["open"], row["overdue"]) == ("done", False, False)
    assert [step["action"] for step in row["steps"]] == ["give", "open", "accept", "done"]
    assert desk.get("/api/orders").json()["orders"] == []
    assert len(desk.get("/api/orders?state=all").json()["orders"]) == 1


def test_previews_use_nothing_up_and_see_nothing(served: Any, desk: TestClient) -> None:
    given = order(desk)
    for _ in range(3):
        preview = browser(served).get(path_of(given))
        assert preview.status_code == 200
        assert "set-cookie" not in preview.headers
        assert "재난상황과" in preview.text
        assert "건물 화재" not in preview.text
        assert "&lt;b&gt;" not in preview.text
        assert preview.headers["cache-control"] == "no-store"
    assert desk.get("/api/orders").json()["orders"][0]["state"] == "given"
    assert opened(served, given)


def test_the_opened_page_shows_what_where_by_when_and_markup_as_text(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, _ = opened(served, given)
    page = phone.get(path_of(given)).text
    assert "<script" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; &lt;b&gt;지금&lt;/b&gt; 확인" in page
    assert "중앙로 12 &lt;i&gt;뒤&lt;/i&gt;" in page
    for words in (
        "건물 화재",
        "남은 시간 29분",
        "당직 (시연)",
        "시연용 연락처",
        "열어 봄",
        "kim",
        "feature=emergency_calls%3Af1",
        "tel:+4930000-12",
    ):
        assert words in page
    english = phone.get(path_of(given).replace("lang=ko", "lang=en")).text
    assert "Building fire" in english
    assert re.search(r"29 min \d+ s left", english)


def test_the_cookie_is_for_this_browser_and_these_pages_only(served: Any, desk: TestClient) -> None:
    given = order(desk)
    reply = browser(served).post(path_of(given), data={"do": "open"}, follow_redirects=False)
    assert reply.status_code == 303
    cookie = reply.headers["set-cookie"].lower()
    assert all(part in cookie for part in ("httponly", "samesite=strict", "path=/o/", "max-age="))
    assert given["link"].split("/o/")[1].split("?")[0].lower() not in cookie


def test_the_second_person_is_told_to_ask_for_a_new_link(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, csrf = opened(served, given)
    other = browser(served)
    for reply in (other.get(path_of(given)), other.post(path_of(given), data={"do": "open"}), other.post(path_of(given), data={"do": "accept", "csrf": csrf})):  # fmt: skip
        assert reply.status_code == 410
        assert "이미 다른 기기에서 열린 링크입니다" in reply.text
        assert "건물 화재" not in reply.text
    assert phone.get(path_of(given)).status_code == 200
    # a link tapped in another site's page comes without a strict cookie; the page's own button brings it
    assert phone.post(path_of(given), data={"do": "open"}).status_code == 200
    assert len(desk.get("/api/orders").json()["orders"][0]["steps"]) == 2, "coming back is no step"


def test_a_new_link_cuts_the_old_session(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, csrf = opened(served, given)
    refused = desk.post(f"/api/orders/{given['order']['id']}/link", headers=LEE)
    assert (refused.status_code, refused.json()["en"]) == (403, "Only who gave the order may do that.")
    again = desk.post(f"/api/orders/{given['order']['id']}/link", json={"lang": "en"}).json()
    assert "lang=en" in again["link"]
    old = phone.get(path_of(given))
    assert (old.status_code, "새 링크가 발급되어" in old.text) == (410, True)
    assert phone.post(path_of(given), data={"do": "accept", "csrf": csrf}).status_code == 410
    assert opened(served, again)


def test_answers_want_the_page_s_token_our_origin_and_a_note(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, csrf = opened(served, given)
    link = path_of(given)
    assert phone.post(link, data={"do": "accept"}).status_code == 403
    assert phone.post(link, data={"do": "accept", "csrf": "0" * 64}).status_code == 403
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        assert phone.post(link, data={"do": "accept", "csrf": csrf}, headers=headers).status_code == 403
    assert phone.post(link, content=b"do=accept&note=" + b"x" * 30_000).status_code == 413
    bare = phone.post(link, data={"do": "refuse", "csrf": csrf, "note": "  "})
    assert (bare.status_code, "내용을 적어 주세요" in bare.text) == (400, True)
    long = phone.post(link, data={"do": "refuse", "csrf": csrf, "note": "가나" * 600})
    assert (long.status_code, "가나가나" in long.text) == (400, True), "what was typed stays"
    early = phone.post(link, data={"do": "done", "csrf": csrf, "note": "x"})
    assert (early.status_code, "확인함" in early.text) == (409, True)
    assert desk.get("/api/orders").json()["orders"][0]["state"] == "seen"
    ours = phone.post(
        link, data={"do": "refuse", "csrf": csrf, "note": "관할 아님"}, headers={"origin": BASE, "sec-fetch-site": "same-origin"}
    )
    assert ours.status_code == 200
    assert "관할 아님" in ours.text


def test_unknown_links_and_foreign_forms_open_nothing(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone = browser(served)
    assert phone.get("/o/nonsense").status_code == 404
    assert phone.post("/o/nonsense", data={"do": "open"}).status_code == 404
    assert phone.post(path_of(given), data={"do": "open"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert phone.get(path_of(given)).status_code == 200
    assert desk.get("/api/orders").json()["orders"][0]["state"] == "given"


def test_who_may_not_is_told_so(served: Any, desk: TestClient) -> None:
    given = order(desk)
    public = browser(served)
    replies = [
        public.get("/api/orders"), public.get(f"/api/orders?incident={FIRE}"), public.post("/api/orders", json={"contact": "duty1", "text": "x", "due": {"in_s": 60}, "subject": {"incident": FIRE}}),
        public.post(f"/api/orders/{given['order']['id']}/withdraw"), public.post("/api/rooms", json={"incident": FIRE}),
    ]  # fmt: skip
    assert [reply.status_code for reply in replies] == [403] * 5
    assert all(reply.json()["ko"] for reply in replies)
    assert MARKUP not in "".join(reply.text for reply in replies)
    assert desk.post(f"/api/orders/{given['order']['id']}/withdraw").json()["order"]["state"] == "withdrawn"
    assert desk.post(f"/api/orders/{given['order']['id']}/withdraw").status_code == 409


@pytest.mark.parametrize(
    "changed",
    [{"due": {"in_s": -5}}, {"due": {"at": "2027-01-01"}}, {"due": {"in_s": "x"}}, {"due": {"a": 1}}, {"due": None}, {"due": {"at": 5}},
     {"due": {"in_s": 1e400}}, {"subject": {"incident": "no:ne"}}, {"subject": 5}, {"text": ""}, {"text": None}, {"contact": "x"}, {"contact": {}}],
)  # fmt: skip
def test_what_cannot_be_used_is_named(desk: TestClient, changed: dict[str, Any]) -> None:
    body = {"contact": "duty1", "text": "x", "due": {"in_s": 60}, "subject": {"incident": FIRE}} | changed
    reply = desk.post("/api/orders", content=json.dumps(body))
    assert reply.status_code == 400
    assert next(iter(changed)) in reply.json()["error"]
    assert desk.post("/api/orders", content="[" * 5000).status_code == 400


def test_a_room_is_told_to_the_parties_only(served: Any, desk: TestClient) -> None:
    given = order(desk)
    phone, csrf = opened(served, given)
    page = phone.get(path_of(given)).text
    assert "meet.example.kr" not in page, "only when it is asked for"
    room = desk.post("/api/rooms", json={"incident": FIRE}).json()["href"]
    name = room.removeprefix("https://meet.example.kr/")
    assert re.fullmatch("[0-9a-f]{32}", name)
    assert room in phone.post(path_of(given), data={"do": "room", "csrf": csrf}).text
    assert browser(served).post(path_of(given), data={"do": "room", "csrf": csrf}).status_code == 410
    everywhere = [desk.get(a).text for a in (f"/api/orders?incident={FIRE}", "/api/orders")] + [phone.get(path_of(given)).text]
    assert name not in "".join(everywhere)
    context = served.state.context
    rows = log.rows(context.engine, action="call.room").rows
    assert [(row["who"], row["role"]) for row in rows] == [("contact:duty1", "recipient"), ("kim", "duty")]
    assert name not in str(log.rows(context.engine).rows)
    phone.post(path_of(given), data={"do": "refuse", "csrf": csrf, "note": "아님"})
    assert room not in phone.post(path_of(given), data={"do": "room", "csrf": csrf}).text, "no longer a party"


def test_the_parts_of_the_workspace(served: Any, desk: TestClient) -> None:
    from callbacks.desk import Desk

    order(desk)
    context = served.state.context
    incident = {"id": FIRE, "kind": "fire", "district": context.city.districts[0].id}
    shown = part.build(Desk(context, context.city, incident, "ko", GIVER))
    assert shown is not None
    assert (shown["can_give"], len(shown["orders"]), shown["overdue"]) == (True, 1, 0)
    assert [c["owner"] for c in shown["contacts"]] == [True, True]
    past = part.build(Desk(context, context.city, incident, "ko", GIVER, past=True, now=datetime(2020, 1, 1, tzinfo=UTC)))
    assert past is not None
    assert (past["can_give"], past["orders"], past["contacts"]) == (False, [], [])
    assert part.build(Desk(context, context.city, incident, "ko", PUBLIC)) is None
    seen = owner.build(Desk(context, context.city, incident, "en", OTHER))
    public = owner.build(Desk(context, context.city, incident, "en", PUBLIC))
    assert seen is not None
    assert public is not None
    assert [c["id"] for c in seen["contacts"]] == ["fire1", "duty1"]
    assert [w["kind"] for w in seen["contacts"][1]["ways"]] == ["tel", "sip", "room"]
    assert seen["contacts"][1]["demo"] is True
    assert ([c["id"] for c in public["contacts"]], public["hidden"]) == (["fire1"], 1)
    assert "02-000-0001" not in str(public)


def serve(home: Path, **environment: str) -> tuple[subprocess.Popen[bytes], str]:
    """A server of its own; returns when it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.dash_app.orders_app", str(home), str(port)]
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

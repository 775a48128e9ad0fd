"""Giving and following orders over HTTP, rooms, the parts of the workspace, and who may what."""

import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient

from callbacks.parts import orders as part
from callbacks.parts import owner
from dash_app.stream import encode_for
from geodata.access.person import PUBLIC
from geodata.audit import log
from geodata.feeds.read import events_since
from tests.dash_app.orders.steps import browser, opened, order, path_of
from tests.geodata.orders.made_up import FIRE, GIVER, MARKUP, OTHER


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


def test_the_public_stream_carries_no_order(served: Any, desk: TestClient) -> None:
    order(desk)
    (event,) = events_since(served.state.context.engine, 0, 10)
    assert encode_for(PUBLIC, event) == b""
    assert MARKUP[:8].encode() in encode_for(OTHER, event)

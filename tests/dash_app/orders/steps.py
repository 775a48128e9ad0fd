"""What the two sides do: the giver at a desk, the recipient on a phone."""

import re
from typing import Any

from fastapi.testclient import TestClient

from tests.geodata.orders.made_up import FIRE, MARKUP

KIM, LEE = {"x-person": "kim"}, {"x-person": "lee"}
BASE = "http://127.0.0.1:8050"
ROOM = 'room = "https://meet.example.kr/{room}"\nsms = "sms:{phone}?body={text}"\nsip = "sip:{sip}@pbx.example.kr"\n'


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

"""Calls: addresses come from the configured patterns only, values are encoded, a room's name is random and made once."""

import re
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from geodata.access.person import PUBLIC, Person
from geodata.calls import SCHEMES, handover, public_address, room, room_way, ways
from geodata.city import City
from geodata.errors import BadInput
from geodata.office import Office
from tests.geodata.orders.made_up import DUTY, STATION

OFFICIAL = Person("kim", "official")
PATTERNS = {
    "sip": "sip:{sip}@pbx.example.kr",
    "room": "https://meet.example.kr/{room}",
    "sms": "sms:{phone}?body={text}",
    "mail": "mailto:{email}?subject={subject}&body={text}",
}
INCIDENT = {"id": "emergency_calls:f1"}


def office(**call: Any) -> Office:
    """A configuration with these patterns."""
    return Office(Path("office.toml"), call=call)


def told(found: list) -> dict[str, str]:
    """Addresses by kind."""
    return {way.kind: way.href for way in found}


def test_without_configuration_only_the_telephone_is_offered() -> None:
    assert told(ways(office(), DUTY, INCIDENT, OFFICIAL)) == {"tel": "tel:02-000-0001"}
    assert told(ways(office(), STATION, INCIDENT, OFFICIAL)) == {"tel": "tel:+4930000-12"}
    assert ways(office(tel=""), STATION, INCIDENT, OFFICIAL) == []


def test_internal_ways_are_for_those_who_may_call() -> None:
    assert told(ways(office(**PATTERNS), DUTY, INCIDENT, OFFICIAL)) == {
        "tel": "tel:02-000-0001",
        "sip": "sip:7001@pbx.example.kr",
        "room": "",
    }
    assert told(ways(office(tel="tel:9{phone}", **PATTERNS), DUTY, INCIDENT, PUBLIC)) == {"tel": "tel:02-000-0001"}
    assert "room" not in told(ways(office(**PATTERNS), DUTY, None, OFFICIAL))
    assert "room" not in told(ways(office(**PATTERNS), STATION, INCIDENT, OFFICIAL))


@pytest.mark.parametrize("evil", ["javascript:alert(1)", "x@y?subject=1&bcc=a@b", "//evil.example/", "a b\r\nBcc: c", '"><script>'])
def test_values_of_the_directory_stay_values(evil: str) -> None:
    contact = {"phone": evil, "sip": evil, "email": evil, "room": True}
    found = ways(office(**PATTERNS), contact, INCIDENT, OFFICIAL) + handover(office(**PATTERNS), contact, evil, evil)
    assert found
    for way in found:
        scheme, _, rest = way.href.partition(":")
        assert scheme in SCHEMES | {""}
        assert not re.search(r"[\s<>\"']", rest)
        assert rest.count("?") <= 1
        assert rest.count("&") <= (way.kind == "mail")


def test_a_message_carries_the_link() -> None:
    found = told(handover(office(**PATTERNS), {"phone": "02-000-0001", "email": "duty@example.kr"}, "지시", "확인 https://o.kr/o/abc"))
    assert found["sms"].startswith("sms:02-000-0001?body=%ED%99%95%EC%9D%B8%20https%3A%2F%2Fo.kr%2Fo%2Fabc")
    assert found["mail"].startswith("mailto:duty@example.kr?subject=%EC%A7%80%EC%8B%9C&body=")
    assert handover(office(**PATTERNS), {"phone": None, "email": None}, "a", "b") == []


@pytest.mark.parametrize(
    ("kind", "bad"),
    [
        ("tel", "javascript:{phone}"), ("tel", "{phone}"), ("tel", 5), ("tel", "tel:{phone.__class__}"), ("tel", "tel:{"), ("sip", "sip:{phone}"),
        ("room", "https://{room}/x"), ("room", "https:{room}"), ("room", "data:{room}"), ("tel", "tel: {phone}"),
    ],
)  # fmt: skip
def test_a_bad_pattern_is_named(kind: str, bad: Any) -> None:
    with pytest.raises(BadInput, match=rf"office\.toml: \[call\] {kind} = "):
        ways(office(**{**PATTERNS, kind: bad}), DUTY, INCIDENT, OFFICIAL)


def test_the_address_recipients_use_may_be_configured() -> None:
    assert public_address(office(), "https://desk.local/") == "https://desk.local"
    assert public_address(office(address="https://office.example.kr/"), "http://desk") == "https://office.example.kr"
    with pytest.raises(BadInput, match="address"):
        public_address(office(address="javascript:alert(1)"), "http://desk")


def test_a_room_is_made_once_and_cannot_be_worked_out(engine: Engine, tiny: City) -> None:
    names: list[str] = []

    def ask() -> None:
        with engine.begin() as connection:
            names.append(room(connection, tiny, INCIDENT["id"]))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(set(names)) == 1
    assert re.fullmatch(r"[0-9a-f]{32}", names[0])
    with engine.begin() as connection:
        assert room(connection, tiny, "emergency_calls:f2") not in names
        way = room_way(office(**PATTERNS), connection, tiny, INCIDENT["id"])
        assert way is not None
        assert way.href == f"https://meet.example.kr/{names[0]}"
        assert room_way(office(), connection, tiny, INCIDENT["id"]) is None

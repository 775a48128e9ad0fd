"""What is withheld from the public: by written rules only, never in place, and said."""

import copy
import json
from dataclasses import replace
from typing import Any

import pytest

from geodata.access import withheld
from geodata.access.person import PUBLIC, ROLES, Person
from geodata.access.withheld import RULES, hides, reasons, redact, redact_event, rules
from geodata.city import City

DUTY, AUDITOR = Person("kim", "duty"), Person("lee", "auditor")
CANARY = "Flat 7, the blue door"


def call(city: City, **changed: Any) -> dict[str, Any]:
    area = city.neighbourhoods[0]
    props = {
        "title_ko": CANARY, "title_en": CANARY, "place": CANARY, "address": CANARY, "same_as": CANARY, "note": CANARY, "reported_at": "t",
        "units": 2, "severity": 3, "demo": True,
    }  # fmt: skip
    feature = {
        "id": "c1", "lon": 20.0123, "lat": 40.0456, "name": CANARY, "kind": "medical", "observed_at": "t", "first_seen": "t",
        "district": area.parent, "neighbourhood": area.id, "props": props, "demo": True,
    }  # fmt: skip
    return feature | changed


def incident(city: City) -> dict[str, Any]:
    area = city.neighbourhoods[0]
    return {
        "id": "emergency_calls:c1", "kind": "medical", "subkind": None, "codes": {}, "severity": 3, "title": {"ko": CANARY, "en": CANARY},
        "place": CANARY, "lon": 20.0123, "lat": 40.0456, "district": area.parent, "neighbourhood": area.id, "status": "reported",
        "reported_at": "t", "units": 2, "flags": [], "reports": 1,
    }  # fmt: skip


@pytest.mark.parametrize("person", [PUBLIC, AUDITOR], ids=lambda p: p.role)
def test_a_medical_call_loses_its_place_and_words(tiny: City, person: Person) -> None:
    before = call(tiny)
    kept = copy.deepcopy(before)
    shown = redact("emergency_calls", before, person, tiny)
    assert before == kept, "redact changes nothing in place"
    assert CANARY not in json.dumps(shown)
    area = tiny.neighbourhoods[0]
    assert (shown["lon"], shown["lat"]) == (area.lon, area.lat)
    assert shown["withheld"] == ["medical"]
    assert shown["props"] == {
        "title_ko": "구급 신고", "title_en": "Medical call", "reported_at": "t", "units": 2, "severity": 3, "demo": True,
    }  # fmt: skip
    same = ("id", "kind", "observed_at", "first_seen", "district", "neighbourhood", "demo")
    assert {key: shown[key] for key in same} == {key: before[key] for key in same}


def test_redacting_twice_changes_nothing_more(tiny: City) -> None:
    once = redact("emergency_calls", call(tiny), PUBLIC, tiny)
    assert redact("emergency_calls", once, PUBLIC, tiny) == once


@pytest.mark.parametrize("kind", ["fire", "rescue", None])
def test_other_calls_are_the_same_for_everybody(tiny: City, kind: str | None) -> None:
    feature = call(tiny, kind=kind)
    assert redact("emergency_calls", feature, PUBLIC, tiny) is feature


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("public", "auditor")])
def test_officials_see_it_as_it_is(tiny: City, role: Any) -> None:
    feature = call(tiny)
    assert redact("emergency_calls", feature, Person("x", role), tiny) is feature


def test_a_medical_incident_and_its_reports(tiny: City) -> None:
    shown = redact("incidents", incident(tiny), PUBLIC, tiny)
    assert CANARY not in json.dumps(shown)
    assert shown["title"] == {"ko": "구급 신고", "en": "Medical call"}
    assert (shown["status"], shown["units"], shown["reports"]) == ("reported", 2, 1)
    report = {"id": "emergency_calls:c1", "feed": "f", "why": "first", "body": call(tiny)}
    told = redact("evidence", report, PUBLIC, tiny)
    assert CANARY not in json.dumps(told)
    assert (told["feed"], told["withheld"]) == ("f", ["medical"])
    fire = report | {"body": call(tiny, kind="fire")}
    assert redact("evidence", fire, PUBLIC, tiny) is fire


def test_a_complaint_keeps_its_words_and_loses_its_place(tiny: City) -> None:
    feature = call(tiny, kind="noise", name="Noise at night")
    feature["props"] = {"title_en": "Noise at night", "place": CANARY, "status": "answered"}
    shown = redact("complaints", feature, PUBLIC, tiny)
    assert CANARY not in json.dumps(shown)
    assert shown["lon"] == tiny.neighbourhoods[0].lon
    assert (shown["name"], shown["props"]["status"], shown["withheld"]) == ("Noise at night", "answered", ["complaints"])


def test_contacts_of_persons_go_and_main_numbers_stay() -> None:
    contact = {"id": "d1", "department": "Fire", "name": "Hong", "phone": "02-000-0001", "sip": "x@y", "email": "h@y", "room": True}
    shown = redact("contacts", contact | {"public": False}, PUBLIC)
    assert shown == {
        "id": "d1", "department": "Fire", "name": None, "phone": None, "sip": None, "email": None, "room": None, "public": False,
        "withheld": ["contacts"],
    }  # fmt: skip
    assert redact("contacts", contact | {"public": True}, PUBLIC) == contact | {"public": True}
    assert redact("contacts", contact | {"public": False}, DUTY)["phone"] == "02-000-0001"


@pytest.mark.parametrize("topic", ["orders", "rooms", "video", "audit", "people"])
def test_some_topics_are_withheld_as_a_whole(topic: str) -> None:
    assert hides(topic, PUBLIC)
    assert redact(topic, {"id": 7, "what": CANARY}, PUBLIC).keys() == {"id", "withheld"}
    assert not hides(topic, Person("x", "administrator"))
    event = {"id": 1, "topic": topic, "kind": "x", "body": {"x": CANARY}}
    assert redact_event(event, PUBLIC) is None
    assert redact_event(event, Person("x", "administrator")) is event


def test_the_auditor_reads_the_log_but_no_call(tiny: City) -> None:
    assert not hides("audit", AUDITOR)
    assert hides("audit", DUTY)
    assert redact("emergency_calls", call(tiny), AUDITOR, tiny)["withheld"] == ["medical"]


def test_events_are_the_same_object_unless_something_is_withheld(tiny: City) -> None:
    fire, medical = call(tiny, kind="fire"), call(tiny)
    plain = {"id": 1, "topic": "emergency_calls", "kind": "upsert", "body": {"features": [fire]}}
    assert redact_event(plain, PUBLIC, tiny) is plain
    mixed = {"id": 2, "topic": "emergency_calls", "kind": "upsert", "body": {"features": [fire, medical]}}
    shown = redact_event(mixed, PUBLIC, tiny)
    assert shown
    assert shown["body"]["features"][0] is fire
    assert shown["body"]["features"][1]["withheld"] == ["medical"]
    told = redact_event({"id": 3, "topic": "incidents", "kind": "incident", "body": {"incidents": [incident(tiny)]}}, PUBLIC, tiny)
    assert CANARY not in json.dumps(told)
    for kind, body in (("remove", {"ids": ["c1"]}), ("feed", {"id": "f", "state": "fresh"})):
        event = {"id": 4, "topic": "emergency_calls", "kind": kind, "body": body}
        assert redact_event(event, PUBLIC, tiny) is event


def test_without_a_neighbourhood_the_district_and_without_both_a_cell(tiny: City) -> None:
    district = tiny.districts[0]
    assert redact("complaints", call(tiny, neighbourhood=None, district=district.id), PUBLIC, tiny)["lon"] == district.lon
    nowhere = redact("complaints", call(tiny, neighbourhood=None, district=None), PUBLIC, tiny)
    assert (nowhere["lon"], nowhere["lat"]) == (20.015, 40.045)
    unplaced = redact("complaints", call(tiny, lon=None, lat=None), PUBLIC, tiny)
    assert (unplaced["lon"], unplaced["lat"]) == (None, None)


def test_the_served_city_gives_the_centres(tiny: City, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(withheld, "_areas", {})
    assert redact("complaints", call(tiny), PUBLIC)["lon"] == 20.015
    withheld.serve(tiny)
    assert redact("complaints", call(tiny), PUBLIC)["lon"] == tiny.neighbourhoods[0].lon
    moved = {id_: replace(area, lon=area.lon + 1) for id_, area in tiny.areas.items()}
    assert redact("complaints", call(tiny), PUBLIC, replace(tiny, areas=moved))["lon"] == tiny.neighbourhoods[0].lon + 1


def test_every_rule_says_what_why_and_by_which_law() -> None:
    told = rules()
    assert len({rule["id"] for rule in told}) == len(told) == len(RULES)
    assert {"medical", "complaints", "contacts", "orders", "rooms", "safety_cameras", "audit", "people"} <= {rule["id"] for rule in told}
    assert all(rule[name][lang] for rule in told for name in ("what", "reason", "law") for lang in ("ko", "en"))
    json.dumps(told)
    shown = {"withheld": ["medical", "complaints"]}
    assert [reason["rule"] for reason in reasons(shown, "ko")] == ["medical", "complaints"]
    assert reasons({}, "en") == []

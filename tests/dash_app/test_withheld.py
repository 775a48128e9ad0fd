"""The public sees the same as officials, less only what a written rule withholds: every address, the draw callback and the live
stream, in both languages. A new route makes this fail until it is written down here how to call it."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient
from starlette.routing import Mount, WebSocketRoute

from dash_app.app import create_app
from geodata.access.withheld import RULES
from geodata.city import load_city
from geodata.settings import Settings
from tests.dash_app.canaries import Canaries, release
from tests.dash_app.staff import signed_in, staffed
from tests.dash_app.walk import drawn, streamed, unexplained

LANGS = ("ko", "en")
WIDE = "extent=9,49,11,51&zoom=8"
INCIDENT = "/api/incidents/workspace?id=emergency_calls"
# route -> how to call it
CALLS: dict[str, tuple[str, ...]] = {
    "/": ("/",),
    "/_dash-layout": ("/_dash-layout",),
    "/_dash-dependencies": ("/_dash-dependencies",),
    "/healthz": ("/healthz",),
    "/sources": ("/sources",),
    "/audit": ("/audit",),
    "/audit/export.csv": ("/audit/export.csv",),
    "/o/{token}": ("/o/unknown",),
    "/shapes/{name}": ("/shapes/none.json",),
    "/video/{token}/index.m3u8": ("/video/none/index.m3u8",),
    "/video/{token}/seg/{name}": ("/video/none/seg/x",),
    "/video/{token}/stream.mp4": ("/video/none/stream.mp4",),
    "/video/{token}/still.jpg": ("/video/none/still.jpg",),
    "/api/me": ("/api/me",),
    "/api/withheld": ("/api/withheld",),
    "/api/audit": ("/api/audit", "/api/audit?who=canary-person"),
    "/api/areas": ("/api/areas",),
    "/api/layers": ("/api/layers",),
    "/api/search": ("/api/search?q=가람",),
    "/api/sources": ("/api/sources",),
    "/api/live": ("/api/live",),
    "/api/incidents": ("/api/incidents", "/api/incidents?kind=medical"),
    "/api/incidents/workspace": (f"{INCIDENT}:med", f"{INCIDENT}:fire&radius=5000"),
    "/api/incidents/history": ("/api/incidents/history",),
    "/api/dispatch": ("/api/dispatch", "/api/dispatch?by=kind", "/api/dispatch?by=hour"),
    "/api/orders": ("/api/orders", "/api/orders?state=all", "/api/orders?incident=emergency_calls:fire"),
    "/api/places/{topic}": tuple(f"/api/places/{topic}?{WIDE}" for topic in ("cctv", "police", "complaints", "emergency_calls")),
    "/api/cameras/{topic}/{fid:path}": ("/api/cameras/cctv/c?incident=emergency_calls:med",),
}
# nothing of the office in them: files, and the stream, which is called below in its own way
OTHERS = {"/live", "/_dash-component-suites/{package_name}/{fingerprinted_path:path}", "/_reload-hash", "/_favicon.ico"}
# Addresses that differ by nature -> why; no canary in them either.
DIFFERENT = {
    "/api/me": "who is asking",
    "/audit": "rule audit",
    "/audit/export.csv": "rule audit",
    "/api/audit": "rule audit",
    "/api/orders": "rule orders",
    "/api/cameras/{topic}/{fid:path}": "rule safety_cameras: on what grounds one may watch",
}
DASH_OWN = re.compile(r'<script id="_dash-config".*?</script>')  # the framework's settings, in another order at each request
PARTS_APART = {"owner": "rule contacts", "orders": "rule orders", "cameras": "rule safety_cameras"}


@pytest.fixture(scope="module")
def place(office: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return staffed(office, tmp_path_factory.mktemp("canaries"), '[call]\nroom = "https://meet.example.invalid/{room}"\n')


@pytest.fixture(scope="module")
def server(place: Settings) -> Any:
    return create_app(place)


@pytest.fixture(scope="module")
def people(server: Any) -> dict[str, TestClient]:
    return {role: signed_in(server, role) for role in ("public", "official", "duty", "auditor")}


@pytest.fixture(scope="module")
def canaries(place: Settings, people: dict[str, TestClient]) -> Canaries:
    return release(place, load_city(place.city), people["duty"])


def test_it_is_known_how_to_call_every_route(server: Any) -> None:
    gets = {r.path for r in server.server.routes if not isinstance(r, Mount | WebSocketRoute) and "GET" in (r.methods or ())}
    assert gets - CALLS.keys() - OTHERS == set(), "write down in CALLS how to call the new route"


def addresses(server: Any) -> Iterator[tuple[str, str]]:
    known = {route.path for route in server.server.routes}
    for route, calls in CALLS.items():
        for address in calls if route in known else ():
            for lang in LANGS:
                yield route, f"{address}{'&' if '?' in address else '?'}lang={lang}"


def everything(server: Any, client: TestClient) -> Iterator[tuple[str, str]]:
    """(where, text) of all that leaves the house for one client."""
    for _route, address in addresses(server):
        yield address, client.get(address).text
    for feature in ("emergency_calls:med", "emergency_calls:fire", "complaints:cpl"):
        for lang in LANGS:
            yield f"draw {feature} {lang}", json.dumps(drawn(client, feature, lang), ensure_ascii=False)
    yield "/live", json.dumps(streamed(server, client), ensure_ascii=False)


def test_no_canary_reaches_the_public_and_each_reaches_who_may_see_it(
    server: Any, people: dict[str, TestClient], canaries: Canaries
) -> None:
    seen: dict[str, list[str]] = {}
    for role, client in people.items():
        for where, text in everything(server, client):
            told = json.dumps(json.loads(text), ensure_ascii=False) if text[:1] in "{[" else text
            for canary in (c for group in (*canaries.withheld.values(), canaries.nobody) for c in group):
                if canary in told:
                    seen.setdefault(canary, []).append(f"{role} {where}")
    withheld = {c: rule for rule, group in canaries.withheld.items() for c in group}
    assert {c: w for c, where in seen.items() if (w := [x for x in where if x.startswith("public")])} == {}
    assert {c: where for c, where in seen.items() if c in canaries.nobody} == {}
    assert [(rule, c) for c, rule in withheld.items() if c not in seen] == []
    auditor = {withheld[c] for c, where in seen.items() if any(x.startswith("auditor") for x in where)}
    assert auditor == {"audit", "people"}, "an auditor reads the log, and else what the public sees"
    assert not any(x.startswith(("duty", "official")) for c in canaries.withheld["audit"] for x in seen[c])


def compared(public: TestClient, official: TestClient, address: str) -> list[str]:
    """Differences without an explanation; asked again when a clock may have ticked between the two."""
    found: list[str] = []
    for _ in range(3):
        one, other = public.get(address), official.get(address)
        if one.status_code != other.status_code:
            return [f"{one.status_code} / {other.status_code}"]
        if not one.headers.get("content-type", "").startswith("application/json"):
            texts = [DASH_OWN.sub("", side.text) for side in (one, other)]
            return [] if texts[0] == texts[1] else ["the texts differ"]
        ours, theirs = one.json(), other.json()
        if "workspace" in address:
            for side in (ours, theirs):
                side["parts"] = {name: part for name, part in side["parts"].items() if name not in PARTS_APART}
                side.pop("freshness")  # the worst of the parts, of those that were left out too
        found = list(unexplained(ours, theirs))
        if not found:
            return []
    return found


def test_everything_else_is_the_same(server: Any, people: dict[str, TestClient], canaries: Canaries) -> None:
    assert canaries
    found = {
        address: differences
        for route, address in addresses(server)
        if route not in DIFFERENT and f"{INCIDENT}:med" not in address
        if (differences := compared(people["public"], people["duty"], address))
    }
    assert found == {}


def test_the_stream_is_the_same_but_for_what_is_marked(server: Any, people: dict[str, TestClient], canaries: Canaries) -> None:
    assert canaries
    public, official = streamed(server, people["public"]), streamed(server, people["duty"])
    assert [e["id"] for e in public] == [e["id"] for e in official if e["topic"] != "orders"]
    assert any(e["topic"] == "orders" for e in official)
    theirs = {e["id"]: e for e in official}
    assert [list(unexplained(e, theirs[e["id"]])) for e in public] == [[]] * len(public)
    marked = [f["withheld"] for e in public for f in [*e["body"].get("features", []), *e["body"].get("incidents", [])] if "withheld" in f]
    # a call may be told again while the office runs: how often is not the point, that each is marked is
    assert {tuple(rules) for rules in marked} == {("medical",), ("complaints",)}
    assert len(marked) >= 3


@pytest.mark.parametrize("lang", LANGS)
def test_counts_summary_and_table_are_equal_and_the_card_says_why(people: dict[str, TestClient], canaries: Canaries, lang: str) -> None:
    assert canaries
    public, official = (drawn(people[role], "complaints:cpl", lang) for role in ("public", "duty"))
    ours, theirs = public.pop("card"), official.pop("card")
    assert list(unexplained(public, official)) == []
    assert ours["title"] == theirs["title"]
    assert ours["withheld"] == ["complaints"]
    assert theirs["withheld"] == []
    reason = next(rule.reason for rule in RULES if rule.id == "complaints").get(lang)
    assert any(reason in note for note in ours["notes"])
    assert not any(reason in note for note in theirs["notes"])


def test_the_workspace_of_a_medical_call_says_what_is_withheld_and_by_which_law(people: dict[str, TestClient], canaries: Canaries) -> None:
    assert canaries
    shown = people["public"].get(f"{INCIDENT}:med&lang=ko").json()
    assert [told["rule"] for told in shown["withheld"]] == ["medical"]
    assert "119" in shown["withheld"][0]["law"]
    assert shown["title"] == "구급 신고"
    assert people["official"].get(f"{INCIDENT}:med&lang=ko").json()["withheld"] == []


def test_the_comparison_can_fail() -> None:
    assert list(unexplained({"a": 1}, {"a": 2})) == [".a: '1' / '2'"]
    assert list(unexplained({"a": 1}, {})) == [".a stands on one side only"]
    marked = {"lon": 1, "units": 2, "withheld": ["medical"]}
    assert list(unexplained(marked, {"lon": 3, "units": 2})) == []
    assert list(unexplained(marked, {"lon": 3, "units": 4})) == [".units: '2' / '4'"]

"""Incidents over HTTP: the list, one workspace in one round trip, the time bar; wrong parameters are named, never a traceback."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

import pytest
from fastapi.testclient import TestClient

from callbacks import person
from dash_app.app import create_app
from dash_app.routes import incidents as routes
from geodata.access.person import Person
from geodata.context import Context
from geodata.errors import BadInput
from tests.callbacks import room

WORKSPACE = "/api/incidents/workspace"


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return room.room(tmp_path_factory.mktemp("incidents"))


@pytest.fixture(scope="module")
def served(built: Context) -> Iterator[TestClient]:
    with TestClient(create_app(built.settings).server, base_url="http://127.0.0.1:8050") as found:
        yield found


@pytest.fixture
def now() -> datetime:
    return datetime.now(UTC).replace(microsecond=0)


@pytest.fixture
def client(served: TestClient, built: Context, now: datetime) -> TestClient:
    """The made-up city with a fire of an hour ago, a crash of ten minutes ago, and a medical call that is over."""
    room.clear(built)
    ago = {minutes: now - timedelta(minutes=minutes) for minutes in (5, 10, 40, 60, 90)}
    room.add(built, reported_at=ago[60], dispatched_at=ago[40], status="dispatched")
    room.add(
        built, "road_incidents:crash", kind="road", subkind="crash", severity=2, reported_at=ago[10], district="M1", neighbourhood="M101"
    )
    room.add(
        built, "emergency_calls:sick", kind="medical", lon=10.0522, lat=50.0522, reported_at=ago[90], closed_at=ago[5], status="closed",
        title={"ko": "비밀", "en": "SECRET"},
    )  # fmt: skip
    room.heard(built, now)
    room.spans(built, now - timedelta(hours=3), now)
    return served


def get(client: TestClient, address: str, **query: Any) -> dict[str, Any]:
    answer = client.get(address, params=query)
    assert answer.status_code == 200, answer.text
    assert answer.headers["cache-control"] == "no-store"
    found: dict[str, Any] = answer.json()
    assert found["freshness"].keys() >= {"state", "observed_at"}
    return found


def test_the_list_is_ready_to_be_read(client: TestClient) -> None:
    found = get(client, "/api/incidents", lang="ko")
    assert [one["id"] for one in found["incidents"]] == ["road_incidents:crash", "emergency_calls:one"]
    first = found["incidents"][0]
    wanted = (
        "id topic kind kind_text subkind_text severity status status_text title district neighbourhood lon lat reported_at demo reports"
    )
    assert set(wanted.split()) <= first.keys()
    assert (first["topic"], first["kind_text"], first["subkind_text"], first["status_text"]) == (
        "road_incidents",
        "도로 돌발",
        "교통사고",
        "접수",
    )
    assert (found["total"], found["counts"], found["past"], found["freshness"]["state"]) == (2, {"road": 1, "fire": 1}, False, "demo")
    assert get(client, "/api/incidents", lang="en")["incidents"][0]["kind_text"] == "Road"


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"kind": "fire"}, ["emergency_calls:one"]),
        ({"kind": "fire,road"}, ["road_incidents:crash", "emergency_calls:one"]),
        ({"district": "M1"}, ["road_incidents:crash"]),
        ({"neighbourhood": "M201"}, ["emergency_calls:one"]),
        ({"severity": "3"}, ["emergency_calls:one"]),
        ({"severity": "4"}, []),
    ],
)
def test_the_list_is_filtered(client: TestClient, query: dict[str, str], ids: list[str]) -> None:
    found = get(client, "/api/incidents", **query)
    assert ([one["id"] for one in found["incidents"]], found["total"]) == (ids, len(ids))


def test_the_list_of_a_past_moment_and_what_it_cannot_claim(client: TestClient, built: Context, now: datetime) -> None:
    then = get(client, "/api/incidents", at=(now - timedelta(minutes=50)).isoformat())
    assert [(one["id"], one["status"]) for one in then["incidents"]] == [
        ("emergency_calls:one", "reported"),
        ("emergency_calls:sick", "reported"),
    ]
    assert (then["past"], then["notes"], then["freshness"]["state"]) == (True, [], "demo")
    older = get(client, "/api/incidents", at=(now - timedelta(days=2)).strftime("%Y-%m-%dT%H:%MZ"))
    assert (older["incidents"], older["freshness"]["state"]) == ([], "missing")
    assert older["notes"][0].startswith("이 시각의 사건 기록이 없습니다.")
    room.spans(built, now - timedelta(hours=9), now - timedelta(hours=8), "crowd")
    gap = get(client, "/api/incidents", at=(now - timedelta(hours=5)).isoformat())
    assert gap["notes"] == ["이 시각 무렵 일부 출처의 기록이 끊겨 있어, 빠진 사건이 있을 수 있습니다."]
    assert gap["freshness"]["state"] == "missing"


def test_one_workspace_in_one_round_trip(client: TestClient, built: Context) -> None:
    room.report(built, "road_incidents:twin", "emergency_calls:one")
    found = get(client, WORKSPACE, id="road_incidents:twin", radius=800, lang="en")
    assert (found["incident"]["id"], found["title"], found["status_text"]) == ("emergency_calls:one", "Test fire", "Dispatched")
    assert found["parts"]["around"]["radius_m"] == 800
    assert get(client, WORKSPACE, id="emergency_calls:one")["parts"]["around"]["radius_m"] == 500


def test_a_workspace_of_the_past(client: TestClient, now: datetime) -> None:
    found = get(client, WORKSPACE, id="emergency_calls:sick", at=(now - timedelta(minutes=30)).isoformat())
    assert (found["past"], found["status"], found["closed_at"]) == (True, "reported", None)
    early = client.get(WORKSPACE, params={"id": "emergency_calls:one", "at": (now - timedelta(hours=2)).isoformat()})
    assert early.status_code == 404


def test_an_unknown_incident_is_404_in_words(client: TestClient) -> None:
    answer = client.get(WORKSPACE, params={"id": "emergency_calls:<b>nobody</b>"})
    assert answer.status_code == 404
    assert answer.json().keys() == {"error", "ko", "en"}
    assert "nobody" not in answer.text


def test_the_time_bar_counts_every_step(client: TestClient, now: datetime) -> None:
    since = now - timedelta(hours=2)
    found = get(client, "/api/incidents/history", **{"from": since.isoformat(), "to": now.isoformat(), "step_s": 1800})
    assert [step["open"] for step in found["steps"]] == [0, 1, 2, 2, 2]
    assert found["steps"][0]["at"] == since.isoformat()
    assert found["heard"][0]["begins"] == since.isoformat()
    assert len(get(client, "/api/incidents/history")["steps"]) == 97  # the last day in quarters of an hour


def test_the_public_gets_no_withheld_field_and_the_duty_officer_does(
    client: TestClient, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = (now - timedelta(minutes=30)).isoformat()
    addresses = [
        ("/api/incidents", {"at": at}),
        (WORKSPACE, {"id": "emergency_calls:sick"}),
        (WORKSPACE, {"id": "emergency_calls:one", "at": at, "radius": 5000}),
    ]
    public = [get(client, address, lang="en", **query) for address, query in addresses]
    monkeypatch.setattr(routes, "current", lambda: Person("kim", "duty"))
    duty = [get(client, address, lang="en", **query) for address, query in addresses]
    for hidden, shown in zip(public, duty, strict=True):
        assert "SECRET" not in json.dumps(hidden)
        assert "10.0522" not in json.dumps(hidden)
        assert "SECRET" in json.dumps(shown)
    assert [one["id"] for one in public[0]["incidents"]] == [one["id"] for one in duty[0]["incidents"]]  # counts are the same
    assert person.current().role == "public"


FUTURE = "2999-01-01T00:00:00Z"
LONG = {"from": "2024-01-01T00:00:00Z", "to": "2026-01-01T00:00:00Z"}
WRONG: list[tuple[str, dict[str, str], str]] = [
    ("/api/incidents", {"at": "yesterday"}, "at"),
    ("/api/incidents", {"at": "2026-11-24T05:00"}, "at"),
    ("/api/incidents", {"at": FUTURE}, "at"),
    ("/api/incidents", {"at": "0001-01-01T00:00:00+14:00"}, "at"),
    ("/api/incidents", {"kind": "<script>"}, "kind"),
    ("/api/incidents", {"district": "M101"}, "district"),
    ("/api/incidents", {"severity": "5"}, "severity"),
    ("/api/incidents", {"severity": "1,2"}, "severity"),
    ("/api/incidents", {"colour": "red"}, "colour"),
    (WORKSPACE, {}, "id"),
    (WORKSPACE, {"id": "x" * 301}, "id"),
    (WORKSPACE, {"id": "a:b", "radius": "99"}, "radius"),
    (WORKSPACE, {"id": "a:b", "radius": "5001"}, "radius"),
    (WORKSPACE, {"id": "a:b", "radius": "1e3"}, "radius"),
    (WORKSPACE, {"id": "a:b", "radius": "٥٠٠"}, "radius"),
    (WORKSPACE, {"id": "a:b", "at": FUTURE}, "at"),
    ("/api/incidents/history", {"from": "2026-01-02T00:00:00Z", "to": "2026-01-01T00:00:00Z"}, "from"),
    ("/api/incidents/history", LONG, "from"),
    ("/api/incidents/history", {"step_s": "0"}, "step_s"),
    ("/api/incidents/history", {"from": "2026-01-01T00:00:00Z", "to": "2026-03-01T00:00:00Z", "step_s": "60"}, "step_s"),
    ("/api/incidents/history", {"to": "never"}, "to"),
]


@pytest.mark.parametrize(("address", "query", "named"), WRONG, ids=lambda value: quote(str(value))[:40])
def test_a_wrong_parameter_is_named(client: TestClient, address: str, query: dict[str, str], named: str) -> None:
    answer = client.get(address, params=query)
    assert answer.status_code == 400
    assert f"Parameter {named}" in answer.json()["error"]
    assert answer.json()["ko"] != answer.json()["en"]
    assert "<script>" not in answer.json()["ko"] + answer.json()["en"]


def test_now_to_the_minute_is_live(client: TestClient, now: datetime) -> None:
    assert get(client, "/api/incidents", at=(now + timedelta(seconds=30)).isoformat())["past"] is False
    assert routes.moment("2026-11-24T05:00Z", "at", now.replace(year=2027)) == datetime(2026, 11, 24, 5, tzinfo=UTC)
    assert routes.moment("2026-11-24T05:00:00 00:00", "at", now.replace(year=2027)) == datetime(2026, 11, 24, 5, tzinfo=UTC)
    with pytest.raises(BadInput, match="step_s"):
        routes.whole("900.5", "step_s", 900, 60, 86_400)
    assert routes.whole("27000.0", "step_s", 900, 60, 86_400) == 27_000

"""Every answer that carries facts says how fresh they are: each GET /api route is walked, the few exceptions are written down."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient
from sqlalchemy import delete, insert, select

from geodata.db.engine import open_engine
from geodata.db.incidents import incident
from geodata.db.schema import dataset, place
from geodata.freshness import ORDER, composite
from geodata.periods import end_of
from geodata.settings import Settings
from tests.dash_app.test_routes import outline

# a route that wants parameters -> an address that answers the public
ADDRESSES = {
    "/api/places/{topic}": "/api/places/cctv?extent=9,49,11,51&zoom=8",
    "/api/search": "/api/search?q=가람",
    "/api/incidents/workspace": "/api/incidents/workspace?id=road_incidents:told",
}
# route -> why its answer carries no facts about the city
EXCEPTIONS = {
    "/api/me": "who is asking, not what is known of the city",
    "/api/withheld": "the rules themselves, part of the program",
}
FORBIDDEN_TO_THE_PUBLIC = {401, 403}


def routes(app: Any) -> list[str]:
    found = [r.path for r in app.server.routes if isinstance(r, APIRoute) and "GET" in r.methods]
    return sorted({path for path in found if path.startswith("/api/")} | {"/healthz"})


def told(body: Any, where: str) -> dict[str, Any]:
    assert "freshness" in body, f"{where} carries facts without freshness: add it, or say in EXCEPTIONS why not"
    found: dict[str, Any] = body["freshness"]
    assert {"state", "observed_at"} <= found.keys(), where
    assert found["state"] in ORDER, where
    at = found["observed_at"]
    assert at is None or end_of(at) or datetime.fromisoformat(at).tzinfo, where
    return found


@pytest.fixture
def an_incident(office: Settings) -> Iterator[None]:
    """One open incident, so that its workspace has something to tell."""
    now = datetime.now(UTC).isoformat(timespec="seconds")
    row = {
        "city": "mirae", "id": "road_incidents:told", "kind": "road", "codes": {}, "severity": 2, "title": {"ko": "고장", "en": "Breakdown"},
        "lon": 10.02, "lat": 50.05, "status": "reported", "reported_at": now, "feed": "demo_road_incidents", "observed_at": now,
        "first_seen": now, "updated_at": now, "demo": True, "flags": [], "reports": 1,
    }  # fmt: skip
    engine = open_engine(office)
    with engine.begin() as connection:
        connection.execute(insert(incident).values(**row))
    yield
    with engine.begin() as connection:
        connection.execute(delete(incident).where(incident.c.id == row["id"]))


def test_every_api_answer_says_how_fresh_its_facts_are(app: Any, client: TestClient, office: Settings, an_incident: None) -> None:
    known = routes(app)
    with open_engine(office).connect() as connection:
        chosen = select(place.c.fid).join(dataset, dataset.c.id == place.c.dataset_id).where(dataset.c.topic == "cctv", dataset.c.active)
        camera = connection.execute(chosen).scalars().first()
    addresses = ADDRESSES | {"/api/cameras/{topic}/{fid:path}": f"/api/cameras/cctv/{camera}"}
    assert {"/api/live", "/api/layers", "/api/areas", "/api/sources", "/api/places/{topic}", "/api/search"} <= set(known)
    assert set(EXCEPTIONS) <= set(known), "a route that is gone stands in a list here"
    for path in known:
        if path in EXCEPTIONS:
            continue
        answer = client.get(addresses.get(path, path))
        if answer.status_code in FORBIDDEN_TO_THE_PUBLIC:
            continue
        assert answer.status_code == 200, f"{path}: give it an address in ADDRESSES ({answer.text[:200]})"
        told(answer.json(), path)


def test_live_tells_each_feed_and_the_worst_of_them(client: TestClient) -> None:
    body = client.get("/api/live").json()
    for feed in body["feeds"]:
        assert feed["freshness"] == {"state": feed["state"], "observed_at": feed["observed_at"]}
    together = composite(body["feeds"])
    assert body["freshness"] == {"state": together["state"], "observed_at": together["observed_at"]}


def test_layers_tell_each_topic(client: TestClient) -> None:
    body = client.get("/api/layers").json()
    topics = {layer["topic"] for layer in body["layers"]} - {None}
    assert set(body["topics"]) <= topics
    assert {"cctv", "road_incidents"} <= set(body["topics"])
    for topic, places in body["places"].items():
        assert places["freshness"]["state"] == places["state"], topic
    assert body["topics"]["cctv"]["state"] == "demo"


def test_areas_tell_which_outlines_they_are(client: TestClient) -> None:
    body = client.get("/api/areas").json()
    assert set(body["outlines"]) == {"district", "neighbourhood"}
    for found in body["outlines"].values():
        assert found["vintage"] == body["vintage"] == body["freshness"]["observed_at"]
        assert datetime.fromisoformat(found["built_at"]).tzinfo
        assert found["origin"]["title"]["ko"]


def test_outline_files_tell_it_in_headers(client: TestClient) -> None:
    headers = client.get("/" + outline(client)).headers
    assert (headers["x-freshness"], headers["x-observed-at"]) == ("fresh", "2020-01-01")
    assert headers["last-modified"]


@pytest.mark.parametrize("zoom", [3, 14])
def test_places_tell_it_with_every_viewport(client: TestClient, zoom: int) -> None:
    assert client.get(f"/api/places/cctv?extent=9,49,11,51&zoom={zoom}").json()["freshness"]["state"] == "demo"
    assert client.get(f"/api/places/road_incidents?extent=9,49,11,51&zoom={zoom}").json()["freshness"]["state"] == "missing"


def test_an_answer_without_it_would_be_found() -> None:
    with pytest.raises(AssertionError, match="without freshness"):
        told(json.loads('{"rows": []}'), "/api/new")

"""GET /api/dispatch: figures with words, freshness and notes; what cannot be asked is one sentence."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import delete

from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.db.incidents import incident
from geodata.settings import Settings
from tests.geodata.incidents.calls import call, store

FEED = "mirae:calls_of_this_test"


@pytest.fixture
def calls(office: Settings) -> Iterator[None]:
    """9 medical calls in M1 and 3 in M2, three hours ago, in an office that has no others."""
    engine, city = open_engine(office), load_city(office.city)
    at = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=3)
    with engine.begin() as connection:
        kept = [dict(row) for row in connection.execute(incident.select()).mappings()]
        connection.execute(delete(incident))
    store(
        engine,
        [call(city, i, 300 + i, at=at, feed=FEED) for i in range(9)]
        + [call(city, 20 + i, 500, at=at, area="M201", feed=FEED) for i in range(3)],
    )
    yield
    with engine.begin() as connection:
        connection.execute(delete(incident))
    if kept:
        store(engine, kept)


def test_the_whole_city_by_hour(client: TestClient, calls: None) -> None:
    answer = client.get("/api/dispatch?by=hour&lang=en")
    assert answer.headers["cache-control"] == "no-store"
    body = answer.json()
    assert {"title", "unit", "rows", "target_s", "notes", "freshness", "summary"} <= set(body)
    assert (body["whole"]["n"], body["target_s"], len(body["rows"])) == (12, 420, 24)
    assert body["freshness"]["state"] == "demo"
    assert body["freshness"]["observed_at"]
    assert "Mirae" in body["title"]
    assert "미래시" in client.get("/api/dispatch?area=mirae&lang=ko").json()["title"]


def test_small_cells_are_in_no_payload(client: TestClient, calls: None) -> None:
    rows = {row["area"]: row for row in client.get("/api/dispatch?level=district").json()["rows"]}
    assert rows["M2"]["withheld"]
    assert rows["M2"]["n"] is None
    assert rows["M1"]["withheld"], "the whole minus M1 would tell M2"
    assert client.get("/api/dispatch?area=M2").json()["whole"]["n"] is None


def test_an_area_that_had_no_call(client: TestClient, calls: None) -> None:
    body = client.get("/api/dispatch?area=M3&by=kind&lang=ko").json()
    assert (body["whole"]["n"], body["whole"]["median_s"], body["rows"]) == (0, None, [])
    assert body["freshness"] == {"state": "missing", "observed_at": None}


@pytest.mark.parametrize(
    ("query", "status"),
    [("level=street", 400), ("by=day", 400), ("kind=flood", 400), ("area=X", 400), ("days=0", 400), ("days=9999", 400), ("days=many", 422),
     ("area=M101&level=district", 400), ("area=1';DROP TABLE incident;--", 400)],
)  # fmt: skip
def test_what_cannot_be_asked_is_a_sentence(client: TestClient, calls: None, query: str, status: int) -> None:
    answer = client.get(f"/api/dispatch?{query}")
    assert answer.status_code == status
    assert set(answer.json()) == {"error", "ko", "en"}

"""What a viewer starts from holds the open incidents, as the viewer may see them."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine, delete

from geodata.access.person import PUBLIC
from geodata.access.withheld import redact
from geodata.city import City
from geodata.db.engine import open_engine
from geodata.db.incidents import feed_span, incident, incident_report, incident_step
from geodata.incidents.read import open_incidents
from geodata.settings import Settings
from tests.geodata.incidents.feeding import NOW, Telling, after, feature


@pytest.fixture
def engine(office: Settings) -> Iterator[Engine]:
    """The application's database; what the test told goes again."""
    opened = open_engine(office)
    yield opened
    with opened.begin() as connection:
        ids = connection.execute(delete(incident).where(incident.c.feed.startswith("feed_")).returning(incident.c.id)).scalars().all()
        for table in (incident_report, incident_step):
            connection.execute(delete(table).where(table.c.incident.in_(ids)))
        connection.execute(delete(feed_span).where(feed_span.c.feed.startswith("feed_")))


def test_the_snapshot_holds_open_incidents_as_the_public_may_see_them(client: TestClient, engine: Engine, tiny: City) -> None:
    telling = Telling(engine, tiny)
    telling.tell(
        NOW, feature("f", reported_at=NOW), feature("m", kind="medical", reported_at=NOW), feature("over", reported_at=NOW, lon=10.09)
    )
    telling.tell(after(1), feature("f", reported_at=NOW), feature("m", kind="medical", reported_at=NOW))
    told = client.get("/api/live").json()["incidents"]
    assert {one["id"] for one in told} >= {"emergency_calls:f", "emergency_calls:m"}
    assert "emergency_calls:over" not in {one["id"] for one in told}
    assert told == [redact("incidents", one, PUBLIC, tiny) for one in open_incidents(engine, tiny)]

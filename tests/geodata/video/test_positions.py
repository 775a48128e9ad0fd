"""A camera is no way to find out where a withheld incident is."""

from sqlalchemy import Engine

from geodata.city import City
from geodata.office import Office
from tests.geodata.video.conftest import NOW, PUBLIC, save_incident
from tests.geodata.video.test_grants import view


def test_watching_traffic_tells_nothing_of_an_incident(engine: Engine, cameras: City, office: Office) -> None:
    """With an exact position near or far, or none at all, the answer is the same: the ground asks for no incident."""
    save_incident(engine, cameras, "emergency_calls:near")
    save_incident(engine, cameras, "emergency_calls:far", away_deg=1.0)
    for n, incident in enumerate(("emergency_calls:near", "emergency_calls:far", "emergency_calls:none")):
        granted = view(engine, cameras, office, PUBLIC, "traffic_cctv", "t1", "traffic", incident, now=NOW, seat=f"browser {n}")
        assert granted.incident is None

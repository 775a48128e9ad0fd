"""The demonstration's topics around incidents: how many there are at once, how each lives, what none of them ever tells."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from geodata.city import City, load_city
from geodata.connector import Feature
from geodata.feeds.choice import connectors
from geodata.incidents.model import STATUSES, TOPICS
from layers.catalogue import by_topic
from tests.geodata.connectors.test_demo import play

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
INCIDENTS = ("demo_crowd", "demo_disaster_messages", "demo_facility_faults")
NEW = (*INCIDENTS, "demo_complaints", "demo_weather")


def around(id_: str, city: City, days: int = 3, step_min: int = 60) -> Iterator[tuple[datetime, list[Feature]]]:
    """(moment, features told then) over some days."""
    for minute in range(0, days * 1440, step_min):
        now = NOW + timedelta(minutes=minute)
        yield now, play(id_, city, now)


@pytest.mark.parametrize(
    ("id_", "mean", "most"), [("demo_disaster_messages", 0.25, 2), ("demo_crowd", 6, 12), ("demo_facility_faults", 25, 35), ("demo_complaints", 120, 145)]
)  # fmt: skip
def test_the_large_city_is_as_busy_as_its_figures_say(id_: str, mean: float, most: int) -> None:
    numbers = [len(told) for _, told in around(id_, load_city("seoul"), days=5)]
    assert mean * 0.8 <= sum(numbers) / len(numbers) <= mean * 1.2
    assert max(numbers) <= most


@pytest.mark.parametrize("id_", [*INCIDENTS, "demo_complaints"])
def test_a_tiny_city_has_a_few(id_: str, tiny: City) -> None:
    numbers = [len(told) for _, told in around(id_, tiny)]
    assert 0 < sum(numbers) / len(numbers) <= 4.5
    assert max(numbers) <= 8


def test_two_messages_come_a_day_and_each_lasts_some_three_hours(tiny: City) -> None:
    seen = {f.id: f for _, told in around("demo_disaster_messages", tiny, days=10) for f in told}
    lives_h = [
        (datetime.fromisoformat(f.props["expected_end"]) - datetime.fromisoformat(f.props["reported_at"])).total_seconds() / 3600
        for f in seen.values()
    ]
    assert 18 <= len(seen) <= 22
    assert 1.5 <= min(lives_h) <= max(lives_h) <= 4.5


@pytest.mark.parametrize("id_", NEW)
@pytest.mark.parametrize("city", ["tiny", "seoul"])
def test_every_kind_has_its_mark_and_every_moment_is_in_the_past(id_: str, city: str, tiny: City) -> None:
    opened = tiny if city == "tiny" else load_city("seoul")
    layer = by_topic(connectors()[id_].topic)
    assert layer
    kinds = {kind.value for kind in layer.kinds}
    for now, told in around(id_, opened, days=2):
        for f in told:
            assert f.kind in kinds
            assert f.observed_at
            assert f.observed_at <= now
            happened = (v for k, v in f.props.items() if k.endswith("_at") and v)
            assert all(datetime.fromisoformat(at) <= now for at in happened)


@pytest.mark.parametrize("id_", INCIDENTS)
def test_an_incident_tells_what_the_room_needs_and_its_end_is_heard(id_: str, tiny: City) -> None:
    connector = connectors()[id_]
    assert connector.topic in TOPICS
    stages: dict[str, list[str]] = {}
    for now, told in around(id_, tiny, step_min=2):
        for f in told:
            p = f.props
            assert p["title_ko"]
            assert not re.search("[가-힣]", p["title_en"])
            assert p["severity"] in (1, 2, 3, 4)
            assert p["status"] in STATUSES
            assert (p["closed_at"] is not None) == (p["status"] == "closed")
            times = [p.get(f"{stage}_at") for stage in STATUSES]
            assert [t for t in times if t] == sorted(t for t in times if t)
            assert p.get("units") is None or p["dispatched_at"]
            stages.setdefault(f.id, []).append(p["status"])
            assert datetime.fromisoformat(p["reported_at"]) <= now
    whole = [list(dict.fromkeys(s)) for s in stages.values() if s[0] == "reported" and s[-1] == "closed"]
    assert whole
    expected = ["reported", "dispatched", "arrived", "closed"] if id_ == "demo_facility_faults" else ["reported", "closed"]
    assert all(order == expected for order in whole)


@pytest.mark.parametrize("id_", INCIDENTS)
def test_the_past_is_what_would_have_been_told(id_: str, tiny: City) -> None:
    connector = connectors()[id_]
    assert connector.past
    until = NOW + timedelta(days=3)
    ended = {f.id: (f, at) for f, at in connector.past(tiny, NOW, until)}
    assert ended
    for f, at in ended.values():
        assert NOW < at <= until
        assert f.props["closed_at"] == at.isoformat()
        assert f in play(id_, tiny, at)
    heard = {f.id for _, told in around(id_, tiny, step_min=2) for f in told if (f.props["closed_at"] or "") > NOW.isoformat()}
    assert heard <= set(ended), "an end that was heard belongs to the past"


def test_a_complaint_is_received_assigned_answered_and_never_says_who(tiny: City) -> None:
    orders: dict[str, list[str]] = {}
    allowed = {"demo", "title_ko", "title_en", "received_at", "answered_at", "status", "status_ko", "status_en"}
    for _, told in around("demo_complaints", tiny, days=1, step_min=1):
        for f in told:
            assert set(f.props) == allowed, "nothing of the person who called has a place in it"
            assert not re.search(r"\d{3,}", f.props["title_ko"])
            assert (f.props["answered_at"] is not None) == (f.props["status"] in ("answered", "closed"))
            orders.setdefault(f.id, []).append(f.props["status"])
    stages = [list(dict.fromkeys(s)) for s in orders.values()]
    assert ["received", "assigned", "answered", "closed"] in stages
    ranked = ["received", "assigned", "answered", "closed"]
    assert all(s == sorted(s, key=ranked.index) for s in stages)


def test_weather_has_every_district_once_an_hour_and_fits_together(tiny: City) -> None:
    assert [f.area for f in play("demo_weather", tiny)] == [d.id for d in tiny.districts]
    assert play("demo_weather", tiny) == play("demo_weather", tiny, NOW + timedelta(minutes=59))
    year = [f for day in range(0, 365, 5) for f in play("demo_weather", tiny, NOW + timedelta(days=day, hours=day))]
    for f in year:
        p = f.props
        assert -25 <= p["temp_c"] <= 42
        assert 0 <= p["humidity_percent"] <= 100
        assert (p["rain_mm"] > 0) == (f.kind in ("rain", "snow"))
        assert f.kind != "snow" or p["temp_c"] < 0
    assert {f.kind for f in year} >= {"clear", "partly", "cloudy", "rain"}


def test_road_incidents_carry_codes_gravity_and_place(tiny: City) -> None:
    for f in play("demo_road_incidents", tiny):
        assert re.fullmatch(r"A\d\d", f.props["code_main"])
        assert f.props["code_sub"] is None or re.fullmatch(r"\d\dB\d\d", f.props["code_sub"])
        assert f.props["severity"] in (1, 2, 3, 4)
        assert f.props["place"] in f.props["title_ko"]

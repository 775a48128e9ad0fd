"""The layers around incidents: where they stand, what is on at first, and that their cards read in both languages."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from geodata.city import City
from geodata.feeds.choice import connectors
from layers import catalogue
from layers.feature import feature_card

NOW = datetime(2026, 11, 24, 5, 0, tzinfo=UTC)
ROOM = ("disaster_messages", "crowd", "facility_faults", "complaints", "weather", "people")


def test_only_disaster_messages_are_on_at_first() -> None:
    assert [id_ for id_ in catalogue.shown_at_start() if id_ in ROOM] == ["disaster_messages"]


def test_complaints_are_opinion_and_the_rest_is_the_citys_state() -> None:
    groups = {id_: catalogue.layers()[id_].group for id_ in ROOM}
    assert groups == {id_: "opinion" if id_ == "complaints" else "status" for id_ in ROOM}


def test_weather_shows_degrees_at_each_district() -> None:
    layer = catalogue.layers()["weather"]
    assert (layer.geometry, layer.value_key) == ("area_values", "temp_c")
    assert layer.unit
    assert layer.unit.ko == "°C"


@pytest.mark.parametrize("topic", [t for t in ROOM if t != "people"])
def test_a_card_reads_in_both_languages_and_says_it_is_a_demonstration(topic: str, tiny: City) -> None:
    layer = catalogue.by_topic(topic)
    assert layer
    play = connectors()[f"demo_{topic}"].play
    assert play
    features = (f for h in range(48) for f in play(tiny, NOW + timedelta(hours=h)))
    f = next(features)
    stored: dict[str, Any] = {
        "id": f.id, "name": f.name, "kind": f.kind, "lon": f.lon, "lat": f.lat, "props": f.props, "demo": True,
        "district": f.area, "neighbourhood": None, "observed_at": f.observed_at.isoformat() if f.observed_at else None,
    }  # fmt: skip
    korean, english = (feature_card(layer, stored, tiny, lang, now=NOW + timedelta(hours=48)) for lang in ("ko", "en"))
    assert len(korean["fields"]) == len(english["fields"]) >= 4
    said = " ".join(field["label"] + field["text"] for field in english["fields"])
    assert not re.search("[가-힣]", said), said
    assert korean["kind_text"] != english["kind_text"]
    assert korean["notes"]
    assert english["notes"]

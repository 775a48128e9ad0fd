"""GET /api/layers: what stored places say of themselves."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from dash_app.routes.catalogue import refresh, sources
from geodata.places.read import active
from tests.callbacks.conftest import dated_city


def test_stored_places_say_their_age_and_what_is_not_on_the_map(tmp_path: Path) -> None:
    context = dated_city(tmp_path)
    found = sources(context)
    assert json.loads(json.dumps(found)) == found
    police, subway, cctv = found["police"], found["subway"], found["cctv"]
    assert (police["rows"], police["placed"], police["unplaced"], police["as_of"], police["state"]) == (3, 1, 2, None, "stale")
    assert (subway["as_of"], subway["state"], subway["demo"]) == ("2022-07-07", "stale", False)
    assert subway["refresh"] == {"ko": "파일을 다시 불러올 때", "en": "when a file is loaded again"}
    assert (cctv["state"], cctv["demo"], cctv["unplaced"]) == ("demo", True, 0)
    assert cctv["refresh"]["en"] == "none (demonstration)"

    row = active(context.engine, context.city, "subway")
    assert row
    yearly = {"ko": "1년마다", "en": "yearly"}
    assert refresh(replace(row, source=row.source | {"refresh": yearly})) == yearly


@pytest.mark.parametrize(("query", "level"), [("미래", "city"), ("가람", "district")])
def test_search_finds_the_city_by_its_name(client: TestClient, query: str, level: str) -> None:
    hit = client.get("/api/search", params={"q": query}).json()["hits"][0]
    assert hit["level"] == level
    assert (hit["id"] == "") == (level == "city")

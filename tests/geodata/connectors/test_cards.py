"""Every connector found: its card is complete and its functions are pure. Runs over new files by itself."""

import ast
from pathlib import Path

import pytest

import geodata.connectors
from geodata.connector import Connector
from geodata.feeds.choice import connectors, dialects, serving
from geodata.settings import VARIABLES
from layers.catalogue import layers
from tests.conftest import TINY

FOLDER = Path(geodata.connectors.__path__[0])
IMPURE = {"httpx", "requests", "urllib.request", "socket", "logging", "time", "os", "sqlalchemy", "threading", "subprocess"}
ALL = list(connectors().values())


@pytest.mark.parametrize("connector", ALL, ids=lambda c: c.id)
def test_the_card_is_complete(connector: Connector) -> None:
    assert connector.cadence_s > 0
    assert connector.stale_after_s > connector.cadence_s
    assert connector.source.refresh
    if connector.demo:
        assert connector.play
        assert connector.key_env is None
        assert connector.id.startswith("demo_")
        return
    assert connector.requests
    assert connector.parse
    assert connector.dialect in dialects()
    assert connector.source.url
    assert connector.key_env is None or connector.key_env in VARIABLES
    assert dialects()[connector.dialect].base_env in VARIABLES
    requests = connector.requests()
    assert requests
    assert all("KEY" not in r.path and not r.path.startswith(("/", "http")) for r in requests)
    assert list(requests) == list(connector.requests()), "the same requests every time"


@pytest.mark.parametrize("connector", ALL, ids=lambda c: c.id)
def test_its_topic_has_a_layer_of_the_right_kind(connector: Connector) -> None:
    kinds = {layer.geometry for layer in layers().values() if layer.topic == connector.topic}
    expected = "points" if connector.store == "places" else "area_values" if connector.at_area else "live"
    assert expected in kinds


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.py")), ids=lambda p: p.name)
def test_no_socket_clock_or_log_lives_in_a_connector(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    imported = {n.name for node in ast.walk(tree) if isinstance(node, ast.Import) for n in node.names}
    imported |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert not {i for i in imported if i in IMPURE or i.split(".")[0] in IMPURE}
    calls = {node.func.attr for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)}
    assert not calls & {"now", "utcnow", "today", "getLogger"}


def test_without_a_key_the_demonstration_plays_and_with_one_the_real_feed(monkeypatch: pytest.MonkeyPatch) -> None:
    from geodata.city import load_city

    seoul, tiny = load_city("seoul"), load_city(str(TINY))
    monkeypatch.delenv("SEOUL_OPENAPI_KEY", raising=False)
    demo = [
        "demo_air", "demo_complaints", "demo_crowd", "demo_disaster_messages", "demo_emergency_calls", "demo_facility_faults",
        "demo_road_incidents", "demo_weather",
    ]  # fmt: skip
    assert [c.id for c in serving(seoul)] == [c.id for c in serving(tiny)] == demo
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", "any")
    assert [c.id for c in serving(tiny)] == demo, "another city's key serves that city only"
    assert [c.id for c in serving(seoul)] == [
        "seoul_air", "seoul_bikes", "seoul_cctv", "demo_complaints", "seoul_citydata_crowd", "seoul_citydata_messages", "demo_emergency_calls",
        "demo_facility_faults", "seoul_citydata_people", "seoul_road_incidents", "seoul_citydata_incidents", "seoul_citydata_weather", "seoul_wifi",
    ]  # fmt: skip

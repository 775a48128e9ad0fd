"""HTTP routes: outlines, places, search, health; hostile parameters get a sentence, never a traceback."""

import json
from typing import Any

import brotli
import pytest
from fastapi.testclient import TestClient

from dash_app.app import create_app
from dash_app.compress import accepts
from dash_app.routes.live import first_event
from geodata.errors import NotBuilt
from geodata.settings import Settings
from tests.conftest import TINY


def outline(client: TestClient) -> str:
    page = json.loads(client.get("/_dash-layout").text)
    found = [c["props"]["url"] for c in walk(page) if c.get("type") == "GeoJSON" and "url" in c["props"]]
    return next(url for url in found if "-district" in url)


def walk(node: Any) -> Any:
    if isinstance(node, dict):
        if "props" in node:
            yield node
        for child in node.values():
            yield from walk(child)
    elif isinstance(node, list):
        for child in node:
            yield from walk(child)


def test_outlines_are_immutable_and_compressed_beforehand(client: TestClient) -> None:
    url = "/" + outline(client)
    packed = client.get(url, headers={"accept-encoding": "br"})
    assert packed.headers["content-encoding"] == "br"
    assert "immutable" in packed.headers["cache-control"]
    plain = client.get(url, headers={"accept-encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert len(json.loads(plain.text)["features"]) == 3
    raw = client.build_request("GET", url, headers={"accept-encoding": "br"})
    body = b"".join(client.send(raw, stream=True).iter_raw())
    assert brotli.decompress(body) == plain.content
    assert client.get(url, headers={"if-none-match": packed.headers["etag"]}).status_code == 304


@pytest.mark.parametrize("name", ["..%2f..%2fsijangsil.sqlite", "nothing.abcdef123456.json", "sijangsil.sqlite", "%00", "a" * 300])
def test_nothing_but_outlines_is_served_from_the_folder(client: TestClient, name: str) -> None:
    answer = client.get(f"/shapes/{name}")
    assert answer.status_code == 404 or answer.headers["content-type"].startswith("text/html")
    assert b"SQLite format" not in answer.content


def test_places_of_a_viewport_say_their_number_and_that_they_are_a_demonstration(client: TestClient) -> None:
    city = client.get("/healthz").json()["city"]
    areas = client.get("/api/areas").json()["areas"]
    lons, lats = [a["lon"] for a in areas], [a["lat"] for a in areas]
    extent = f"{min(lons) - 1},{min(lats) - 1},{max(lons) + 1},{max(lats) + 1}"
    found = client.get(f"/api/places/cctv?extent={extent}&zoom=12&size=800x600").json()
    assert city == "mirae"
    assert found["demo"] is True
    assert found["total"] == sum(c[2] for c in found["clusters"]) + len(found["points"]) == found["rows"]


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/api/places/nothing?extent=1,2,3,4&zoom=3", 404),
        ("/api/places/cctv?extent=1,2,3&zoom=3", 400),
        ("/api/places/cctv?extent=nan,2,3,4&zoom=3", 400),
        ("/api/places/cctv?extent=3,2,1,4&zoom=3", 400),
        ("/api/places/cctv?extent=1,2,3,4&zoom=99", 400),
        ("/api/places/cctv?extent=1,2,3,4&zoom=inf", 400),
        ("/api/places/cctv?extent=1,2,3,4&zoom=3&size=wide", 400),
        ("/api/places/cctv?extent=1';DROP TABLE place;--,2,3,4&zoom=3", 400),
        ("/api/places/cctv", 422),
        ("/api/areas?vintage=1899-01-01", 400),
        ("/api/search", 422),
        ("/live?after=x", 422),
    ],
)
def test_a_bad_parameter_gets_a_sentence(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert answer.status_code == status
    assert "Traceback" not in answer.text


def test_search_answers_in_both_languages(client: TestClient) -> None:
    area = client.get("/api/areas").json()["areas"][0]
    hits = client.get("/api/search", params={"q": area["ko"]}).json()["hits"]
    assert hits[0]["id"] == area["id"]
    assert hits[0]["name"] == {"ko": area["ko"], "en": area["en"]}
    assert client.get("/api/search", params={"q": "<script>'\" OR 1=1" * 50}).json()["hits"] == []


def test_every_answer_carries_the_security_headers(client: TestClient) -> None:
    assert client.get("/assets/a_theme.css").headers["x-content-type-options"] == "nosniff"  # a style is no page: the page's policy holds
    for path in ("/", "/healthz", "/api/layers", "/assets/icon.svg", "/sources", "/no/such/page"):
        headers = client.get(path).headers
        assert "unsafe-eval" not in headers["content-security-policy"]
        assert "default-src 'self'" in headers["content-security-policy"]
        assert headers["x-content-type-options"] == "nosniff"


def test_the_tile_host_is_allowed_only_when_configured(office: Settings) -> None:
    tiles = Settings(
        home=office.home, city=office.city, feeds=False, tile_url="https://tiles.example/{z}/{x}/{y}.png", tile_attribution="© Tiles"
    )
    page = TestClient(create_app(tiles).server, base_url="http://127.0.0.1:8050")
    assert "img-src 'self' data: https://tiles.example;" in page.get("/").headers["content-security-policy"]
    tiles_on_page = [c["props"] for c in walk(json.loads(page.get("/_dash-layout").text)) if c.get("type") == "TileLayer"]
    assert [t["url"] for t in tiles_on_page] == ["https://tiles.example/{z}/{x}/{y}.png"]
    assert "© Tiles" in json.dumps(json.loads(page.get("/_dash-layout").text), ensure_ascii=False)


def test_scripts_are_brotli_once_and_long_lived(client: TestClient) -> None:
    page = client.get("/").text
    script = next(part.split('"')[0] for part in page.split('src="') if "dash_renderer" in part)
    first, second = (client.get(script, headers={"accept-encoding": "br"}) for _ in range(2))
    assert first.headers["content-encoding"] == "br"
    assert "max-age" in first.headers["cache-control"]
    assert first.content == second.content == client.get(script, headers={"accept-encoding": "identity"}).content


def test_a_city_that_is_not_built_says_what_to_type(tmp_path: Any) -> None:
    with pytest.raises(NotBuilt, match="make run"):
        create_app(Settings(home=tmp_path, city=str(TINY), feeds=False))


@pytest.mark.parametrize(
    "path",
    [
        "/api/nope",
        "/shapes/nope",
        "/healthz/x",
        "/nothing",
        "/index.php",
        "/_dash-component-suites/foo/bar.js",
        "/_dash-component-suites/dash/../x",
        "/_dash-nothing",
    ],
)
def test_an_unknown_address_is_not_the_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 404
    assert set(answer.json()) == {"error", "ko", "en"}
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "body", [b"nope", b"{}", b"[]", b"", b"null", b"\xff\xfe", b"[" * 100_000, b'{"output": "x.data", "inputs": []}', b'{"output": 1}']
)
def test_an_unreadable_callback_request_gets_a_sentence(client: TestClient, body: bytes) -> None:
    answer = client.post("/_dash-update-component", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 400
    assert set(answer.json()) == {"error", "ko", "en"}


def test_a_huge_callback_request_is_not_read(client: TestClient) -> None:
    assert client.post("/_dash-update-component", content=b" " * 1_100_000).status_code == 413


@pytest.mark.parametrize(("told", "expected"), [("12", 12), ("²", 99), ("9" * 30, 99), ("-1", 99), ("", 99), ("1;DROP", 99)])
def test_the_last_event_id_is_a_number_or_now(told: str, expected: int) -> None:
    assert first_event(told, None, 99) == expected
    assert first_event("", 2**63, 99) == 99
    assert first_event("", -5, 99) == 99


@pytest.mark.parametrize(
    ("header", "expected"),
    [("br", True), ("gzip, br;q=0.5", True), ("br;q=0", False), ("br; q=0.0", False), ("gzip", False), ("brx", False)],
)
def test_brotli_only_for_who_takes_it(header: str, expected: bool) -> None:
    assert accepts(header, "br") is expected


def test_what_changes_is_not_kept_by_caches(client: TestClient) -> None:
    assert client.get("/").headers["cache-control"] == "no-cache"
    for path in ("/healthz", "/api/live"):
        assert client.get(path).headers["cache-control"] == "no-store"
    assert client.head("/healthz").status_code == 200


@pytest.mark.parametrize("path", ["/", "/api/areas", "/api/layers", "/sources", "/healthz", "/api/sources"])
def test_head_answers_like_get_without_a_body(client: TestClient, path: str) -> None:
    got, asked = client.get(path), client.head(path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers["content-type"] == got.headers["content-type"]


@pytest.mark.parametrize("path", ["/sources/x", "/auditx", "/o/a/b", "/o/a%2Fb", "/audit/no"])
def test_under_a_sheet_is_no_map(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/api/dispatch?since=abc", "/api/incidents?colour=red"])
def test_a_filter_misspelt_is_not_a_filter_ignored(client: TestClient, path: str) -> None:
    assert client.get(path).status_code == 400


def test_half_a_character_is_refused_in_words(client: TestClient) -> None:
    answer = client.post("/api/session", content=b'{"name": "\\ud800", "password": "x"}')
    assert answer.status_code == 400
    assert answer.json()["ko"]

"""The registry of sources as page and JSON: filters and sorting work by the address alone, in both languages."""

import re
from typing import Any

import pytest
from fastapi.testclient import TestClient

FIELDS = {
    "id", "kind", "title", "provider", "licence", "url", "topic", "indicators", "state", "observed_at", "last_success", "last_try", "rows",
    "demo", "cadence_s", "cadence", "stale_after_s", "error", "errors", "errors_n", "failures", "quota_used", "quota_per_day", "off",
    "freshness",
}  # fmt: skip


def rows_of(page: str) -> list[str]:
    return re.findall(r'<tr id="([^"]+)">', page)


def test_every_linked_system_is_listed_with_its_owner_and_state(client: TestClient) -> None:
    told = client.get("/api/sources")
    body = told.json()
    kinds = {s["kind"] for s in body["sources"]}
    assert {"feed", "places", "figures", "outlines", "register"} <= kinds
    assert all(set(s) == FIELDS for s in body["sources"])
    assert all(s["provider"]["ko"] and s["licence"]["en"] and s["title"]["ko"] for s in body["sources"])
    assert body["summary"]["n"] == len(body["sources"]) == sum(body["summary"]["by_state"].values())
    assert set(body["freshness"]) == {"state", "observed_at"}
    assert told.headers["cache-control"] == "no-store"
    feeds = {s["id"]: s for s in body["sources"] if s["kind"] == "feed"}
    assert feeds["demo_road_incidents"]["demo"] is True
    assert (feeds["demo_road_incidents"]["cadence_s"], feeds["demo_road_incidents"]["stale_after_s"]) == (5, 60)


def test_the_page_has_every_row_a_summary_and_no_script(client: TestClient) -> None:
    body, page = client.get("/api/sources").json(), client.get("/sources?lang=ko")
    assert rows_of(page.text) == [s["id"] for s in body["sources"]]
    assert "<script" not in page.text
    assert f"시스템 {body['summary']['n']}개" in page.text
    assert "<h1>출처 등록부</h1>" in page.text
    english = client.get("/sources?lang=en").text
    assert "Registry of sources" in english
    assert f"{body['summary']['n']} systems linked to Mirae" in english
    assert page.headers["content-security-policy"]


def test_filters_and_sorting_are_parameters_of_the_address(client: TestClient) -> None:
    only = client.get("/api/sources?kind=places").json()["sources"]
    assert {s["kind"] for s in only} == {"places"}
    assert rows_of(client.get("/sources?kind=places").text) == [s["id"] for s in only]
    missing = client.get("/api/sources?state=missing").json()["sources"]
    assert {s["state"] for s in missing} == {"missing"}
    assert [s["id"] for s in client.get("/api/sources", params={"q": "도로 돌발"}).json()["sources"]] == ["demo_road_incidents"]
    falling = [s["rows"] for s in client.get("/api/sources?sort=-rows").json()["sources"]]
    known = [n for n in falling if n is not None]
    assert known == sorted(known, reverse=True)
    assert falling == known + [None] * (len(falling) - len(known))
    page = client.get("/sources?kind=places&sort=rows&lang=en").text
    assert 'aria-sort="ascending"' in page
    assert "/sources?kind=places&amp;sort=-rows&amp;lang=en" in page  # the next tap turns it round and keeps the filter
    assert '<option value="rows" selected>' in page


@pytest.mark.parametrize("query", ["kind=nothing", "state=late", "sort=password", "sort=--rows"])
def test_an_unknown_filter_gets_a_sentence(client: TestClient, query: str) -> None:
    for path in ("/api/sources", "/sources"):
        answer = client.get(f"{path}?{query}")
        assert answer.status_code == 400
        assert "Traceback" not in answer.text


def test_what_is_typed_comes_back_as_text(client: TestClient) -> None:
    page = client.get("/sources", params={"q": '"><script>alert(1)</script>', "lang": "ko"}).text
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert rows_of(page) == []


def test_old_sets_say_their_date_and_only_feeds_are_delayed(client: TestClient) -> None:
    body: dict[str, Any] = client.get("/api/sources").json()
    page = client.get("/sources?lang=ko").text
    for source in body["sources"]:
        row = page.split(f'<tr id="{source["id"]}">')[1].split("</tr>")[0]
        if source["kind"] != "feed":
            assert "지연</span>" not in row

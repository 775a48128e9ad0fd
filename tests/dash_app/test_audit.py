"""GET /audit, /api/audit and the export: for auditors and administrators only, filtered by the city's days, honest about the chain."""

import sqlite3
from datetime import UTC, datetime
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import Engine

from dash_app.app import create_app
from dash_app.routes import audit as route
from geodata.access.person import ROLES
from geodata.audit.log import append, rows
from geodata.db.engine import open_engine
from geodata.settings import Settings
from layers.audit import row_words
from tests.dash_app.staff import signed_in, staffed

MIDNIGHT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC)  # already 2 March in the made-up city (Europe/Berlin)
MARKUP = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def place(office: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    settings = staffed(office, tmp_path_factory.mktemp("audited"))
    with open_engine(settings).begin() as connection:
        for n in range(205):
            append(
                connection, "mirae", at=MIDNIGHT, who="kim", role="duty", action="camera.view", subject=f"cctv:{n}", details={"x": MARKUP}
            )
    return settings


@pytest.fixture(scope="module")
def server(place: Settings) -> Any:
    return create_app(place)


@pytest.fixture
def engine(place: Settings) -> Engine:
    return open_engine(place)


@pytest.fixture(scope="module")
def auditor(server: Any) -> TestClient:
    return signed_in(server, "auditor")


@pytest.mark.parametrize("role", ROLES)
def test_only_auditors_and_administrators_read_it(server: Any, role: str) -> None:
    client, may = signed_in(server, role), role in ("auditor", "administrator")
    for address in ("/audit", "/api/audit", "/audit/export.csv"):
        reply = client.get(address, params={"lang": "ko"})
        assert reply.status_code == (200 if may else 403), address
        if not may:
            assert "감사 담당자와 관리자만" in reply.text
            assert "cctv:" not in reply.text


def test_pages_filters_and_days_of_the_city(auditor: TestClient) -> None:
    def found(**query: str) -> dict[str, Any]:
        reply = auditor.get("/api/audit", params=query)
        assert reply.status_code == 200, reply.text
        told: dict[str, Any] = reply.json()
        return told

    first, last = found(action="camera"), found(action="camera", page="3")
    assert (first["total"], first["pages"], len(first["rows"]), len(last["rows"])) == (205, 3, 100, 5)
    assert found(page="99999999999")["page"] == found(page="x")["page"] == 1
    assert found(subject="cctv:20", action="camera")["total"] == 6
    assert found(who="kim", since="2026-03-02", until="2026-03-02")["total"] == 205
    assert found(who="kim", until="2026-03-01")["total"] == 0
    assert found(who="' OR 1=1 --")["total"] == 0
    assert first["verification"]["good"] is True
    assert first["freshness"]["state"] == "fresh"
    assert first["due"] == 0


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"until": "2026-13-01"}, {"since": "9999-99-99"}, {"until": "9999-12-31"}])
def test_a_day_that_is_none_is_named(auditor: TestClient, query: dict[str, str]) -> None:
    reply = auditor.get("/api/audit", params=query)
    assert reply.status_code == 400
    assert next(iter(query)) in reply.json()["error"]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_the_page_shows_markup_as_text(auditor: TestClient, lang: str) -> None:
    text = auditor.get("/audit", params={"lang": lang, "who": MARKUP, "theme": '"><x>'}).text
    assert MARKUP not in text
    assert "<x>" not in text
    assert MARKUP not in auditor.get("/audit", params={"lang": lang}).text


def test_an_export_is_a_row_of_the_log_itself(auditor: TestClient, engine: Engine) -> None:
    reply = auditor.get("/audit/export.csv", params={"subject": "cctv:204"})
    assert reply.headers["content-disposition"] == 'attachment; filename="audit.csv"'
    assert reply.content.startswith(b"\xef\xbb\xbf")
    assert len(reply.text.splitlines()) == 2
    newest = rows(engine, action="audit.export").rows[0]
    assert (newest["who"], newest["details"]) == ("auditor", {"subject": "cctv:204"})


def test_the_page_says_which_row_is_wrong(office: Settings, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(route, "_verified", {})
    settings = staffed(office, tmp_path)
    client = signed_in(create_app(settings), "auditor")
    with open_engine(settings).begin() as connection:
        append(connection, "mirae", at=MIDNIGHT, who="kim", role="duty", action="camera.view")
    raw = sqlite3.connect(settings.database)
    raw.execute("DROP TRIGGER audit_no_update")
    raw.execute("UPDATE audit SET who = 'lee' WHERE n = 2")
    raw.commit()
    raw.close()
    assert "2번 기록이 바뀌었습니다." in client.get("/audit?lang=ko").text
    assert "Row 2 was changed." in client.get("/audit?lang=en").text
    assert client.get("/api/audit").json()["verification"]["row"] == 2


def test_words_of_a_row() -> None:
    row = {
        "n": 7,
        "at": "2026-11-24T05:06:07+00:00",
        "who": "",
        "role": "public",
        "action": "odd.thing",
        "subject": "",
        "details": {"a": 1, "b": None},
    }
    assert row_words(row, "Asia/Seoul", "ko") == {
        "n": 7, "at": "2026. 11. 24.(화) 14:06:07", "who": "공개", "role": "공개", "action": "odd.thing", "code": "odd.thing", "subject": "–",
        "details": "a: 1",
    }  # fmt: skip
    assert row_words(row | {"action": "session.open"}, "Asia/Seoul", "en")["action"] == "Signed in"

"""Who asks: sessions in cookies, a trusted proxy's header, and writes that do not come from our own page."""

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from fastapi.routing import APIRoute
from fastapi.testclient import TestClient

from callbacks.person import current
from dash_app import identity
from dash_app.app import create_app
from dash_app.identity import Identity, People
from geodata.access.person import MAY, PUBLIC, ROLES, Person
from geodata.audit.log import rows, verify
from geodata.db.engine import open_engine
from geodata.settings import Settings
from tests.dash_app.staff import BASE, PASSWORD, QUICK, signed_in, staffed, users_toml

PROXY = '[proxy]\nuser_header = "x-remote-user"\nrole_header = "x-remote-role"\ntrusted = ["testclient"]\n'


@pytest.fixture(scope="module")
def settings_with_people(office: Settings, tmp_path_factory: pytest.TempPathFactory) -> Settings:
    return staffed(office, tmp_path_factory.mktemp("people"))


@pytest.fixture(scope="module")
def busy(settings_with_people: Settings) -> Any:
    return create_app(settings_with_people)


def write_paths(server: Any) -> list[tuple[str, str]]:
    """(method, path) of every write under /api, whoever wrote the route."""
    routes = [r for r in server.routes if isinstance(r, APIRoute) and r.path.startswith("/api/")]
    filled = [
        (m, r.path.replace("{", "").replace("}", "").replace(":path", "")) for r in routes for m in sorted(r.methods & set(identity.WRITES))
    ]
    return [(method, path) for method, path in filled if (method, path) != ("POST", "/api/session")]


def test_signing_in_and_out(busy: Any, settings_with_people: Settings) -> None:
    client = TestClient(busy.server, base_url=BASE)
    assert client.get("/api/me").json()["role"] == "public"
    reply = client.post("/api/session", json={"name": "duty", "password": PASSWORD})
    cookie = reply.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert "path=/;" in cookie + ";"
    assert "secure" not in cookie
    me = client.get("/api/me").json()
    assert (me["name"], me["role"], me["may"], me["title"]["ko"]) == ("duty", "duty", sorted(MAY["duty"]), "duty 님")
    assert client.cookies[identity.SESSION_COOKIE] not in reply.text
    assert client.delete("/api/session", headers={"x-csrf-token": me["csrf"]}).json() == {"signed_out": True}
    assert client.get("/api/me").json()["role"] == "public"
    told = [row["action"] for row in rows(open_engine(settings_with_people), who="duty").rows]
    assert told[:2] == ["session.close", "session.open"]


def test_signing_in_anew_ends_the_session_before(busy: Any) -> None:
    client = signed_in(busy, "duty")
    before = client.cookies[identity.SESSION_COOKIE]
    assert client.post("/api/session", json={"name": "official", "password": PASSWORD}).json()["role"] == "official"
    old = TestClient(busy.server, base_url=BASE, cookies={identity.SESSION_COOKIE: before})
    assert old.get("/api/me").json()["role"] == "public"


def test_the_cookie_is_secure_under_https(busy: Any) -> None:
    client = TestClient(busy.server, base_url="https://city.example")
    reply = client.post("/api/session", json={"name": "duty", "password": PASSWORD})
    assert "; secure" in reply.headers["set-cookie"].lower()
    assert "; secure" in TestClient(busy.server, base_url="https://city.example").get("/api/me").headers["set-cookie"].lower()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{}",
        b"[]",
        b"{",
        b'{"name": 1, "password": 2}',
        b'{"name": "duty"}',
        b"[" * 5000,
        b'{"name": "a", "password": "' + b"b" * 20_000 + b'"}',
    ],
)
def test_a_sign_in_that_is_none_is_a_sentence(busy: Any, body: bytes) -> None:
    reply = TestClient(busy.server, base_url=BASE).post("/api/session", content=body)
    assert reply.status_code == 400
    assert reply.json().keys() == {"error", "ko", "en"}


def test_wrong_passwords_are_refused_then_held_off(office: Settings, tmp_path: Path) -> None:
    app = create_app(staffed(office, tmp_path))
    client = TestClient(app.server, base_url=BASE)
    for _ in range(5):
        reply = client.post("/api/session", json={"name": "duty", "password": "wrong"})
        assert reply.status_code == 401
        assert reply.json()["ko"] == "이름 또는 비밀번호가 맞지 않습니다."
    held = client.post("/api/session", json={"name": "duty", "password": PASSWORD})
    assert held.status_code == 429
    assert 200 < int(held.headers["retry-after"]) <= 300
    assert "분 뒤" in held.json()["ko"]
    assert (
        TestClient(create_app(Settings(home=tmp_path, city=office.city, feeds=False)).server, base_url=BASE)
        .post("/api/session", json={"name": "duty", "password": PASSWORD})
        .status_code
        == 429
    )  # a restart forgets nothing


def test_a_removed_or_demoted_user_is_so_at_once(office: Settings, tmp_path: Path) -> None:
    settings = staffed(office, tmp_path)
    client = signed_in(create_app(settings), "administrator")
    assert client.get("/api/audit").status_code == 200
    (tmp_path / "office.toml").write_text(f'[[user]]\nname = "administrator"\nrole = "official"\npassword = "{QUICK}"\n')
    assert client.get("/api/me").json()["role"] == "official"
    assert client.get("/api/audit").status_code == 403
    (tmp_path / "office.toml").write_text(users_toml("auditor"))
    assert client.get("/api/me").json()["role"] == "public"
    assert client.post("/api/session", json={"name": "administrator", "password": PASSWORD}).status_code == 401


def test_a_configuration_that_cannot_be_read_signs_everybody_out_and_is_logged(
    office: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    client = signed_in(create_app(staffed(office, tmp_path)), "duty")
    (tmp_path / "office.toml").write_text("[[user]\n")
    with caplog.at_level(logging.ERROR):
        assert [client.get("/healthz").status_code for _ in range(3)] == [200, 200, 200]
        assert client.get("/api/live").status_code == 200
    assert sum("Nobody can be signed in" in line.getMessage() for line in caplog.records) == 1


def test_every_write_without_its_token_is_refused(busy: Any) -> None:
    paths = write_paths(busy.server)
    assert len(paths) > 3
    for role in ("public", "duty"):
        client = signed_in(busy, role)
        token = client.headers.pop("x-csrf-token")
        for method, path in paths:
            assert client.request(method, path, json={}).status_code == 403, (role, method, path)
            wrong = client.request(method, path, json={}, headers={"x-csrf-token": token[:-1] + ("0" if token[-1] != "0" else "1")})
            assert wrong.status_code == 403, (role, method, path)
            assert "x-csrf-token" in wrong.json()["error"]


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
    ],
    ids=str,
)
def test_every_write_from_another_site_is_refused_though_it_has_the_token(busy: Any, headers: dict[str, str]) -> None:
    client = signed_in(busy, "duty")
    for method, path in [*write_paths(busy.server), ("POST", "/api/session")]:
        reply = client.request(method, path, json={"name": "duty", "password": PASSWORD}, headers=headers)
        assert reply.status_code == 403, (method, path)
        assert "다른 사이트" in reply.json()["ko"]


def test_our_own_page_may_write(busy: Any) -> None:
    client = signed_in(busy, "duty")
    own = {"origin": BASE, "sec-fetch-site": "same-origin"}
    assert client.delete("/api/session", headers=own).status_code == 200


def test_a_token_of_another_session_or_visit_does_not_serve(busy: Any) -> None:
    first, second, visitor = signed_in(busy, "duty"), signed_in(busy, "duty"), signed_in(busy, "public")
    for other in (second, visitor):
        assert first.delete("/api/session", headers={"x-csrf-token": other.headers["x-csrf-token"]}).status_code == 403
    assert visitor.delete("/api/session").json() == {"signed_out": False}  # the public's double-submit cookie serves


def test_a_trusted_proxy_names_the_person(office: Settings, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    settings = staffed(office, tmp_path, PROXY)
    client = TestClient(create_app(settings).server, base_url=BASE)

    def role(**headers: str) -> tuple[str, str]:
        me = client.get("/api/me", headers={name.replace("_", "-"): told for name, told in headers.items()}).json()
        return me["name"], me["role"]

    assert role() == ("", "public")
    assert role(x_remote_user="hong", x_remote_role="duty") == ("hong", "duty")
    assert role(x_remote_user="auditor") == ("auditor", "auditor")  # the role the office gives that name
    for wrong in ("king", "public", ""):
        assert role(x_remote_user="hong", x_remote_role=wrong) == ("", "public")
    assert (
        client.get("/api/me", headers={"x-remote-user": "hong", "x-remote-role": "duty", "x-forwarded-proto": "https"})
        .headers["set-cookie"]
        .lower()
        .count("secure")
        == 1
    )
    (tmp_path / "office.toml").write_text(PROXY.replace("testclient", "10.1.1.1") + users_toml("duty"))
    with caplog.at_level(logging.WARNING):
        assert role(x_remote_user="hong", x_remote_role="administrator") == ("", "public")
    assert "ignored" in caplog.text
    assert "testclient" in caplog.text


def test_without_a_cookie_nothing_is_looked_up_and_with_one_rarely(busy: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    client = signed_in(busy, "duty")
    asked: list[str] = []
    real = identity.person_of
    monkeypatch.setattr(identity, "person_of", lambda *args: asked.append(args[2]) or real(*args))
    for _ in range(20):
        assert TestClient(busy.server, base_url=BASE).get("/healthz").status_code == 200
    assert asked == []
    busy.server.state.people.forget()
    for _ in range(20):
        client.get("/api/withheld")
    assert len(asked) == 1


def test_two_requests_at_once_do_not_see_each_other(busy: Any, settings_with_people: Settings) -> None:
    tokens = {role: signed_in(busy, role).cookies.get(identity.SESSION_COOKIE, "") for role in ROLES}
    seen: list[tuple[str, Person]] = []

    async def inner(scope: Any, _receive: Any, _send: Any) -> None:
        await asyncio.sleep(0.01)
        seen.append((scope["path"], current()))

    async def scenario() -> None:
        people = People(open_engine(settings_with_people), settings_with_people)
        door = Identity(inner, people)

        async def ask(role: str) -> None:
            cookie = f"{identity.SESSION_COOKIE}={tokens[role]}".encode() if tokens[role] else b""
            scope = {"type": "http", "method": "GET", "path": role, "headers": [(b"cookie", cookie)], "scheme": "http", "query_string": b""}
            await door(scope, None, None)  # type: ignore[arg-type]

        await asyncio.gather(*(ask(role) for role in [*ROLES] * 5))
        assert current() is PUBLIC

    asyncio.run(scenario())
    assert len(seen) == 25
    assert [path for path, person in seen if person.role != path] == []


def test_the_log_is_whole(settings_with_people: Settings) -> None:
    assert verify(open_engine(settings_with_people)).good

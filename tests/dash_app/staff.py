"""An office with people in it: a copy of the built made-up city with one user of every role, and clients signed in as them."""

import shutil
from pathlib import Path
from typing import Any

from argon2 import PasswordHasher
from fastapi.testclient import TestClient

from geodata.access.person import ROLES
from geodata.settings import Settings

PASSWORD = "correct horse 1"
BASE = "http://127.0.0.1:8050"
# As cheap as argon2 goes: the tests sign in often. The real cost is measured in tests/geodata/access/test_sessions.py.
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(PASSWORD)


def users_toml(*roles: str) -> str:
    """One user a role, named like it."""
    return "".join(f'[[user]]\nname = "{role}"\nrole = "{role}"\npassword = "{QUICK}"\nko = "{role} 님"\n' for role in roles)


def staffed(office: Settings, folder: Path, more: str = "") -> Settings:
    """A copy of a built office in ``folder`` with a user of every role; ``more``: further sections of office.toml."""
    shutil.copytree(office.home, folder, dirs_exist_ok=True)
    (folder / "office.toml").write_text(more + users_toml(*ROLES[1:]), encoding="utf-8")
    return Settings(home=folder, city=office.city, feeds=False)


def signed_in(app: Any, role: str) -> TestClient:
    """A client signed in as ``role`` ("public": nobody), sending the csrf header with every request."""
    client = TestClient(app.server, base_url=BASE)
    if role != "public":
        reply = client.post("/api/session", json={"name": role, "password": PASSWORD})
        assert reply.status_code == 200, reply.text
    client.headers["x-csrf-token"] = client.get("/api/me").json()["csrf"]
    return client

"""Settings: what the environment says, and sentences where it cannot be used."""

import re
from pathlib import Path

import pytest

from geodata.errors import BadInput
from geodata.settings import PROJECT, VARIABLES, from_environment, secret, value


@pytest.fixture(autouse=True)
def _bare_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in VARIABLES:
        monkeypatch.delenv(name, raising=False)


def test_everything_lies_under_the_home_by_default() -> None:
    settings = from_environment()
    assert settings.home == PROJECT / "var"
    assert settings.database.is_relative_to(settings.home)
    assert settings.shapes.is_relative_to(settings.home)
    assert settings.feeds


def test_the_environment_decides(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name, text in {
        "SIJANGSIL_HOME": str(tmp_path),
        "PORT": "9001",
        "HOST": "0.0.0.0",
        "SIJANGSIL_CITY": "mirae",
        "SIJANGSIL_FEEDS": "OFF",
    }.items():
        monkeypatch.setenv(name, text)
    settings = from_environment()
    assert (settings.home, settings.port, settings.host, settings.city, settings.feeds) == (tmp_path, 9001, "0.0.0.0", "mirae", False)


@pytest.mark.parametrize("port", ["0", "65536", "80a", "-1", " 80", "²", "٨٠", "9" * 5000])
def test_a_port_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch, port: str) -> None:
    monkeypatch.setenv("PORT", port)
    with pytest.raises(BadInput, match=re.escape(repr(port))):
        from_environment()


def test_feeds_are_on_or_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIJANGSIL_FEEDS", "maybe")
    with pytest.raises(BadInput, match="maybe"):
        from_environment()


def test_an_empty_variable_is_an_unset_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", "")
    assert from_environment().port == int(VARIABLES["PORT"][0])
    assert secret("SEOUL_OPENAPI_KEY") is None


def test_a_variable_nobody_listed_cannot_be_read() -> None:
    with pytest.raises(KeyError):
        value("NOT_LISTED")


def test_settings_never_hold_a_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEOUL_OPENAPI_KEY", "a-very-secret-key")
    assert secret("SEOUL_OPENAPI_KEY") == "a-very-secret-key"
    assert "a-very-secret-key" not in repr(from_environment())

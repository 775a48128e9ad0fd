"""A served Seoul for the figures, in this process (so its processor time can be read) or for a browser, and callback calls."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn

from dash_app.app import create_app
from geodata.build import build
from geodata.settings import Settings, from_environment
from tests.browser.conftest import free_port


def seoul() -> Settings:
    """Settings of the built Seoul in this machine's own home (built when missing); feeds off."""
    told = from_environment()
    settings = Settings(home=told.home, city="seoul", feeds=False, port=free_port())
    build(settings)
    return settings


@contextmanager
def served(settings: Settings) -> Iterator[tuple[str, Any]]:
    """(address, Dash application) of a server thread."""
    app = create_app(settings)
    server = uvicorn.Server(uvicorn.Config(app.server, host="127.0.0.1", port=settings.port, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        threading.Event().wait(0.02)
    try:
        yield f"http://127.0.0.1:{settings.port}/", app
    finally:
        server.should_exit = True
        thread.join(10)


def call(output: str, source: str, value: Any, state: Any = None) -> dict[str, Any]:
    """Body of a Dash callback request ``source.data -> output.data``."""
    body: dict[str, Any] = {
        "output": f"{output}.data",
        "outputs": {"id": output, "property": "data"},
        "inputs": [{"id": source, "property": "data", "value": value}],
        "changedPropIds": [f"{source}.data"],
    }
    if output == "view":
        body["state"] = [{"id": "view", "property": "data", "value": state}]
    return body


def percentile(values: list[float], share: float) -> float:
    """The value below which ``share`` (0 to 1) of ``values`` lie."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def run(coroutine: Any) -> Any:
    """Run a coroutine to its end."""
    return asyncio.run(coroutine)

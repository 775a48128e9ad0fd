"""What leaves the house for one client, as the browser asks for it, and where two answers differ without a reason."""

import asyncio
import json
from collections.abc import Iterator
from typing import Any

from fastapi.testclient import TestClient

from dash_app.identity import SESSION_COOKIE
from geodata.access.withheld import RULES

# what is computed from a withheld position, or said in place of a withheld title
DERIVED = {"title", "where", "withheld", "distance_m", "distance_text", "bearing_deg", "bearing_text"}
ALLOWED = {rule.id: {*rule.fields, *DERIVED} for rule in RULES}


def unexplained(public: Any, official: Any, path: str = "", may: frozenset[str] = frozenset()) -> Iterator[str]:
    """Where two answers differ without a mark that a rule withheld it there. Rows sorted by distance may stand in another order."""
    if isinstance(public, dict) and isinstance(official, dict):
        told = public.get("withheld")
        marks = [m for m in told if isinstance(m, str)] if isinstance(told, list) else []
        may = may.union(*(ALLOWED[mark] for mark in marks))
        for key in sorted({*public, *official} - may, key=str):
            if key == "withheld" and not public.get(key) and not official.get(key):
                continue
            if key not in public or key not in official:
                yield f"{path}.{key} stands on one side only"
            else:
                yield from unexplained(public[key], official[key], f"{path}.{key}", may if key == "props" else frozenset())
    elif isinstance(public, list) and isinstance(official, list) and len(public) == len(official):
        by_id = [{str(one.get("id")): one for one in side if isinstance(one, dict)} for side in (public, official)]
        if path.endswith(".rows") and len(by_id[0]) == len(public) and by_id[0].keys() == by_id[1].keys():
            official = [by_id[1][id_] for id_ in by_id[0]]
        for n, (one, other) in enumerate(zip(public, official, strict=True)):
            yield from unexplained(one, other, f"{path}[{n}]")
    elif public != official:
        yield f"{path}: {str(public)[:60]!r} / {str(official)[:60]!r}"


def drawn(client: TestClient, feature: str, lang: str) -> dict[str, Any]:
    """What the draw callback answers with a point open, over HTTP as the browser asks."""
    view = {"query": f"v=1&lang={lang}&layers=indicator,emergency_calls,complaints&feature={feature}", "n": 1}
    asked = {
        "output": "drawn.data", "outputs": {"id": "drawn", "property": "data"}, "changedPropIds": ["view.data"],
        "inputs": [{"id": "view", "property": "data", "value": view}],
    }  # fmt: skip
    reply = client.post("/_dash-update-component", json=asked)
    assert reply.status_code == 200, reply.text
    found: dict[str, Any] = reply.json()["response"]["drawn"]["data"]
    return found


def streamed(server: Any, client: TestClient) -> list[dict[str, Any]]:
    """All events of the stream so far, through every middleware."""

    async def scenario() -> bytes:
        body, done = b"", asyncio.Event()
        token = client.cookies.get(SESSION_COOKIE)
        headers = [(b"host", b"127.0.0.1:8050")] + ([(b"cookie", f"{SESSION_COOKIE}={token}".encode())] if token else [])
        scope = {
            "type": "http", "method": "GET", "path": "/live", "raw_path": b"/live", "query_string": b"after=0", "headers": headers,
            "scheme": "http", "server": ("127.0.0.1", 8050), "client": ("testclient", 1), "http_version": "1.1", "root_path": "",
        }  # fmt: skip

        async def receive() -> dict[str, Any]:
            await done.wait()
            return {"type": "http.disconnect"}

        async def send(message: dict[str, Any]) -> None:
            nonlocal body
            body += message.get("body", b"")
            if b'"gone"' in body and not done.is_set():
                asyncio.get_running_loop().call_later(0.3, done.set)  # the order's event comes after it

        task = asyncio.create_task(server.server(scope, receive, send))
        await asyncio.wait_for(done.wait(), 10)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        return body

    texts = asyncio.run(scenario()).decode().split("\n\n")
    return [json.loads(text.partition("data: ")[2]) for text in texts if "event: change" in text]

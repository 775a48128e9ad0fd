"""The live stream by who watches: one text for the office, one for the public, the same bytes when nothing is withheld."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from dash_app import stream
from dash_app.stream import RESTART, Broadcaster
from geodata.access.person import PUBLIC, Person
from geodata.db.schema import event

DUTY = Person("kim", "duty", "s")
FIRE = {"id": "f", "kind": "fire", "name": "Fire", "lon": 10.0, "lat": 50.0, "props": {}}
MEDICAL = FIRE | {"id": "m", "kind": "medical", "name": "canary"}


def write(engine: Engine, *events: tuple[str, str, dict[str, Any]]) -> None:
    with engine.begin() as connection:
        for topic, kind, body in events:
            connection.execute(insert(event).values(at=datetime.now(UTC).isoformat(), city="mirae", topic=topic, kind=kind, body=body))


EVENTS = (
    ("emergency_calls", "upsert", {"features": [FIRE]}),
    ("emergency_calls", "upsert", {"features": [MEDICAL]}),
    ("orders", "order", {"order": {"text": "canary"}}),
    ("emergency_calls", "remove", {"ids": ["f"]}),
)


async def taken(texts: Any, count: int) -> list[bytes]:
    found: list[bytes] = []
    async for text in texts:
        if text.startswith(b"id: "):
            found.append(text)
        if len(found) == count:
            break
    return found


@pytest.mark.parametrize("live", [False, True], ids=["caught up", "live"])
def test_each_text_is_made_once_a_class(engine: Engine, monkeypatch: pytest.MonkeyPatch, live: bool) -> None:
    made: list[int] = []
    real = stream.encode
    monkeypatch.setattr(stream, "encode", lambda told: made.append(told["id"]) or real(told))

    async def scenario() -> list[list[bytes]]:
        broadcaster = Broadcaster(engine)
        async with broadcaster.running():
            watched = [broadcaster.stream(0, person) for person in (PUBLIC, DUTY, PUBLIC, DUTY)]
            if not live:
                write(engine, *EVENTS)
            waiting = [asyncio.create_task(taken(texts, n)) for texts, n in zip(watched, (3, 4, 3, 4), strict=True)]
            while live and len(broadcaster.viewers) < 4:
                await asyncio.sleep(0.01)
            if live:
                await asyncio.sleep(0.1)  # their catching up is over
                await asyncio.to_thread(write, engine, *EVENTS)
            return await asyncio.wait_for(asyncio.gather(*waiting), 5)

    public, duty, other_public, other_duty = asyncio.run(scenario())
    assert public == other_public
    assert duty == other_duty
    assert (public[0], public[2]) == (duty[0], duty[3]), "the same bytes when nothing is withheld"
    assert b"canary" not in b"".join(public)
    assert json.loads(public[1].split(b"data: ")[1])["body"]["features"][0]["withheld"] == ["medical"]
    assert b"canary" in duty[1]
    assert b"canary" in duty[2]
    if live:
        assert sorted(made) == [1, 2, 2, 3, 4]


def test_a_stream_ends_when_its_session_does(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CHECK_EVERY_S", 0.0)
    monkeypatch.setattr(stream, "KEEP_ALIVE_S", 0.02)
    answers = iter([True, True, None])

    async def is_still() -> object:
        return next(answers)

    async def scenario() -> list[bytes]:
        return [text async for text in Broadcaster(engine).stream(0, DUTY, is_still)]

    texts = asyncio.run(asyncio.wait_for(scenario(), 5))
    assert texts[-1] == RESTART
    assert texts.count(b": still here\n\n") == 2

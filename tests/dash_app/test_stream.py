"""The live stream: order, catching up, a viewer that is too far behind, and events of another process."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert

from dash_app import stream
from dash_app.stream import RESTART, Broadcaster
from geodata.db.schema import event


def write(engine: Engine, count: int) -> list[int]:
    """``count`` events as the feed runner writes them."""
    with engine.begin() as connection:
        rows = [
            connection.execute(
                insert(event).values(at=datetime.now(UTC).isoformat(), city="mirae", topic="t", kind="remove", body={"ids": [str(n)]})
            )
            for n in range(count)
        ]
        return [row.inserted_primary_key[0] for row in rows]


async def ids(events: AsyncIterator[bytes], count: int) -> list[int]:
    """Ids of the next ``count`` changes."""
    found: list[int] = []
    async for text in events:
        if text.startswith(b"id: "):
            body = json.loads(text.split(b"data: ")[1])
            found.append(body["id"])
        if len(found) == count:
            return found
    return found


def test_missed_events_come_first_and_each_comes_once(engine: Engine) -> None:
    async def scenario() -> None:
        broadcaster = Broadcaster(engine)
        before = write(engine, 3)
        async with broadcaster.running():
            events = broadcaster.stream(before[0])
            waiting = asyncio.create_task(ids(events, 4))
            await asyncio.sleep(0)
            after = await asyncio.to_thread(write, engine, 2)  # another process would write just so
            assert await asyncio.wait_for(waiting, 5) == [*before[1:], *after]

    asyncio.run(scenario())


def test_a_wake_is_faster_than_the_regular_look(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "LOOK_EVERY_S", 60.0)

    async def scenario() -> None:
        broadcaster = Broadcaster(engine)
        async with broadcaster.running():
            waiting = asyncio.create_task(ids(broadcaster.stream(0), 1))
            while not broadcaster.viewers:
                await asyncio.sleep(0.01)
            new = await asyncio.to_thread(write, engine, 1)
            await asyncio.to_thread(broadcaster.wake, new)
            assert await asyncio.wait_for(waiting, 5) == new

    asyncio.run(scenario())


def test_who_is_too_far_behind_starts_over(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "CATCH_UP", 4)
    write(engine, 6)

    async def scenario() -> list[bytes]:
        return [text async for text in Broadcaster(engine).stream(0)]

    assert asyncio.run(scenario())[-1] == RESTART


def test_a_slow_viewer_is_told_to_start_over_and_holds_nobody_up(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stream, "QUEUE", 2)

    async def scenario() -> Any:
        broadcaster = Broadcaster(engine)
        async with broadcaster.running():
            slow, quick = broadcaster.stream(0), broadcaster.stream(0)
            assert (await anext(slow)).startswith(b"retry")
            waiting = asyncio.create_task(ids(quick, 5))
            while len(broadcaster.viewers) < 2:
                await asyncio.sleep(0.01)
            for _ in range(5):
                await asyncio.to_thread(write, engine, 1)
                broadcaster.wake()
                await asyncio.sleep(0.05)
            assert len(await asyncio.wait_for(waiting, 5)) == 5
            return [text async for text in slow][-1]

    assert asyncio.run(scenario()) == RESTART


def test_an_id_of_a_database_that_is_no_more_starts_over(engine: Engine) -> None:
    write(engine, 2)

    async def scenario() -> list[bytes]:
        return [text async for text in Broadcaster(engine).stream(10_000)]

    assert asyncio.run(scenario())[-1] == RESTART

"""The live stream: order, catching up, a viewer that is too far behind, and events of another process."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, insert, update

from dash_app import stream
from dash_app.stream import HEARD, RESTART, Broadcaster
from geodata.city import City
from geodata.db.schema import event, feed
from geodata.feeds.read import latest_event


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


def test_a_feed_heard_again_is_told_without_an_event(engine: Engine, tiny: City, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page judges age by its own clock: it must learn that a feed is still heard though its state did not change."""
    monkeypatch.setattr(stream, "LOOK_EVERY_S", 0.02)
    monkeypatch.setattr(stream, "HEARD_EVERY_S", 0.05)
    first, second = "2026-11-24T01:00:00+00:00", "2026-11-24T01:00:05+00:00"
    with engine.begin() as connection:
        row = {"id": "demo_air:mirae", "city": "mirae", "topic": "air", "demo": True, "problems": [], "rows": 3, "observed_at": first}
        connection.execute(insert(feed).values(**row))

    async def heard(events: AsyncIterator[bytes], observed_at: str) -> dict[str, Any]:
        async for text in events:
            if text.startswith(HEARD):
                body: dict[str, Any] = json.loads(text.split(b"data: ")[1])
                if body.get("demo_air", {}).get("observed_at") == observed_at:
                    return body
        raise AssertionError("the stream ended")

    async def scenario() -> None:
        broadcaster = Broadcaster(engine, tiny)
        async with broadcaster.running():
            events = broadcaster.stream(0)
            assert "demo_road_incidents" in await asyncio.wait_for(heard(events, first), 5)
            with engine.begin() as connection:
                connection.execute(update(feed).values(observed_at=second, rows=4))
            news = await asyncio.wait_for(heard(events, second), 5)
            assert news == {"demo_air": {"observed_at": second, "rows": 4}}, "only what changed is sent"
            late = broadcaster.stream(0)
            assert (await asyncio.wait_for(heard(late, second), 5)).keys() >= {"demo_air", "demo_road_incidents"}

    asyncio.run(scenario())
    assert latest_event(engine) == 0

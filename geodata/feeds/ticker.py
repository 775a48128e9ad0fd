"""Telling viewers when a feed's state changes, also when it changes by the passing of time alone."""

from datetime import datetime

from sqlalchemy import Engine, insert, select, update

from geodata.city import City
from geodata.connector import Connector
from geodata.db.schema import setting
from geodata.feeds import read
from geodata.feeds.store import append_event


def announce_states(engine: Engine, city: City, now: datetime, known: dict[str, Connector] | None = None) -> list[int]:
    """Append a "feed" event for every feed whose state is not the one last told; returns the event ids. What was told last is
    kept in the database, so that a new holder of the lease tells nothing twice. ``known``: connectors by id, default the project's."""
    key = f"feed_states:{city.id}"
    with engine.connect() as connection:
        told = connection.execute(select(setting.c.value).where(setting.c.key == key)).scalar()
    if told == {s["id"]: s["state"] for s in read.states(engine, city, now, known)}:
        return []  # nearly always: only then is everything about every feed read
    statuses = read.status(engine, city, now, known)
    states = {s.id: s.state for s in statuses}
    with engine.begin() as connection:
        if connection.execute(update(setting).where(setting.c.key == key).values(value=states)).rowcount == 0:
            connection.execute(insert(setting).values(key=key, value=states))
        changed = [s for s in statuses if (told or {}).get(s.id) != s.state]
        return [append_event(connection, city, s.topic, "feed", s.as_dict(), now) for s in changed]

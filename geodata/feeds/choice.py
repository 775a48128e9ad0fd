"""Which connector serves a topic of a city: a real one when its key is present, else the demonstration."""

from functools import lru_cache

import geodata.connectors
import geodata.dialects
from geodata.city import City
from geodata.connector import Connector
from geodata.dialect import Dialect
from geodata.extensions import scan
from geodata.settings import secret


@lru_cache(maxsize=1)
def connectors() -> dict[str, Connector]:
    """All connectors of the project by id."""
    return scan(geodata.connectors, "CONNECTOR")


@lru_cache(maxsize=1)
def dialects() -> dict[str, Dialect]:
    """All dialects of the project by id."""
    return scan(geodata.dialects, "DIALECT")


def has_key(connector: Connector) -> bool:
    """Whether the connector needs no key, or its key is in the environment."""
    return connector.key_env is None or secret(connector.key_env) is not None


def serving(city: City, known: dict[str, Connector] | None = None) -> list[Connector]:
    """The connectors that serve ``city`` now, topics in alphabetical order, lower rank first."""
    fitting = [c for c in (connectors() if known is None else known).values() if c.city in ("*", city.id)]
    real = [c for c in fitting if not c.demo and has_key(c)]
    topics = {c.topic for c in real}
    demo = [c for c in fitting if c.demo and c.topic not in topics]
    return sorted([*real, *demo], key=lambda c: (c.topic, c.rank, c.id))


def feed_key(connector: Connector, city: City) -> str:
    """The feed's key in the database: the connector's id, with the city when the connector serves any city."""
    return connector.id if connector.city == city.id else f"{connector.id}:{city.id}"

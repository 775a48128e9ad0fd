"""Stored points of a topic whose exact positions are withheld: how many there are in each neighbourhood, at its middle."""

from sqlalchemy import Engine

from geodata.access.person import Person
from geodata.access.withheld import RULES
from geodata.city import City
from geodata.places import read
from geodata.places.grid import Extent


def is_coarse(topic: str, person: Person) -> bool:
    """Whether a rule withholds exact positions of ``topic`` (of any kind in it) from ``person``."""
    return any(topic in rule.topics and "lon" in rule.fields and not person.may(rule.right) for rule in RULES)


def viewport(engine: Engine, city: City, topic: str, extent: Extent) -> read.Viewport:
    """As ``geodata.places.read.viewport``: one cluster a neighbourhood, at its middle, for those whose middle lies in ``extent``
    (west, south, east, north degrees). No point comes with its own position or name; the numbers are the true ones."""
    if read.active(engine, city, topic) is None:
        return read.Viewport(0)
    west, south, east, north = extent
    counted = read.counts(engine, city, topic, "neighbourhood")
    inside = [a for a in city.neighbourhoods if counted.get(a.id) and west <= a.lon <= east and south <= a.lat <= north]
    clusters = [(round(a.lon, 6), round(a.lat, 6), counted[a.id]) for a in inside]
    return read.Viewport(sum(n for *_, n in clusters), clusters, extent=extent)

"""Loading stored points: the names other parts call."""

from geodata.places.builtin import BuiltPlaces, build_places, known_topics, load_builtin
from geodata.places.relocate import relocate
from geodata.places.store import remove_places, save_places

__all__ = ["BuiltPlaces", "build_places", "known_topics", "load_builtin", "relocate", "remove_places", "save_places"]

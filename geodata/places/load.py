"""Loading stored points: the names other parts call."""

from geodata.places.builtin import BuiltPlaces, build_places, known_topics, reset_places
from geodata.places.imports import file_source, import_places
from geodata.places.relocate import relocate
from geodata.places.report import Report
from geodata.places.store import remove_places, save_places

__all__ = [
    "BuiltPlaces",
    "Report",
    "build_places",
    "file_source",
    "import_places",
    "known_topics",
    "relocate",
    "remove_places",
    "reset_places",
    "save_places",
]

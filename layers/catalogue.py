"""The map-layer catalogue: every file of ``layers/catalog`` found at start, in the order people see them."""

from functools import lru_cache

from geodata.extensions import scan
from geodata.text import Text
from layers import catalog
from layers.layer import Layer

# Headings of the layer list, in screen order. The four words are those of the mayor's own screen.
GROUPS: dict[str, Text] = {
    "status": Text(ko="도시현황", en="City status"),
    "projects": Text(ko="주요사업", en="Key projects"),
    "administration": Text(ko="시정현황", en="Administration"),
    "opinion": Text(ko="시민여론", en="Citizens' opinion"),
}


@lru_cache(maxsize=1)
def _layers() -> tuple[Layer, ...]:
    return tuple(sorted(scan(catalog, "LAYER").values(), key=lambda found: (found.order, found.id)))


def layers() -> dict[str, Layer]:
    """Every layer by id, by ``order`` then id. Raises SijangsilError naming a file that offers no layer."""
    return {found.id: found for found in _layers()}


def layer_ids() -> tuple[str, ...]:
    """Ids of all layers, in screen order."""
    return tuple(found.id for found in _layers())


def shown_at_start() -> tuple[str, ...]:
    """Ids of the layers that are on when a link names none."""
    return tuple(found.id for found in _layers() if found.shown)


def topics() -> tuple[str, ...]:
    """Topics the layers ask the city for, without repeats, in screen order."""
    return tuple(dict.fromkeys(found.topic for found in _layers() if found.topic))


def by_topic(topic: str) -> Layer | None:
    """The first layer that shows ``topic``, or None."""
    return next((found for found in _layers() if found.topic == topic), None)


def grouped() -> dict[str, tuple[Layer, ...]]:
    """Layers under each heading of GROUPS; headings without layers stay, empty (the screen says so)."""
    return {group: tuple(found for found in _layers() if found.group == group) for group in GROUPS}

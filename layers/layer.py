"""The shape of a map layer.

A file ``layers/catalog/ID.py`` offers ``LAYER = Layer(id="ID", ...)``. A layer asks for a *topic* of the city that is
open, never for a connector: another city's incidents appear in the same layer.
"""

from dataclasses import dataclass
from typing import Literal

from geodata.text import Text


@dataclass(frozen=True, slots=True)
class Field:
    """One line of a detail card. ``key``: a key of the feature's ``props`` (or 'kind', 'observed_at', 'name').
    ``unit`` follows the number. ``format``: 'text', 'number', 'percent', 'time'. ``empty``: what it says when the
    provider left it empty; None: "no data"."""

    key: str
    label: Text
    unit: Text | None = None
    format: Literal["text", "number", "percent", "time"] = "text"
    empty: Text | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of features inside a layer: its value in ``kind``, name, and how its mark differs (shape AND icon AND
    colour, so that colour alone never carries meaning)."""

    value: str
    name: Text
    colour: str | None = None
    icon: str | None = None


@dataclass(frozen=True)
class Layer:
    """A layer of the catalogue.

    ``geometry``: 'areas' (coloured by an indicator), 'points' (stored points: clustered by the server) or 'live'
    (features pushed to every viewer), or 'area_values' (live values per district shown at its centre).
    ``topic``: what it shows, None for the choropleth. ``group``: 'status' 도시현황, 'projects' 주요사업, 'administration'
    시정현황, 'opinion' 시민여론. ``shape``: outline of the mark ('circle', 'square', 'diamond', 'triangle', 'pin').
    ``icon``: one of the named icons in assets/icons.js. ``colour``: hex, at least 3:1 on the map background.
    ``card``: fields of the detail card. ``kinds``: known kinds for the legend. ``shown``: on at first start.
    ``value_key``: prop shown as the mark's label ('area_values'). ``incident``: its features are incidents: they open the workspace.
    """

    id: str
    title: Text
    description: Text
    geometry: Literal["areas", "points", "live", "area_values"]
    group: Literal["status", "projects", "administration", "opinion"]
    icon: str
    colour: str
    topic: str | None = None
    shape: Literal["circle", "square", "diamond", "triangle", "pin"] = "circle"
    card: tuple[Field, ...] = ()
    kinds: tuple[Kind, ...] = ()
    shown: bool = False
    order: int = 100
    value_key: str | None = None
    unit: Text | None = None
    incident: bool = False

"""Nationwide services are asked for one city: {west} {south} {east} {north} in a request stand for its extent in degrees."""

from collections.abc import Sequence
from dataclasses import replace

from geodata.city import City
from geodata.connector import Connector, Request

NAMES = ("west", "south", "east", "north")


def _filled(text: str, degrees: dict[str, str]) -> str:
    for name, value in degrees.items():
        text = text.replace("{" + name + "}", value)
    return text


def within(connector: Connector, city: City) -> Connector:
    """``connector`` with the city's extent filled into path and context of its requests; itself when it asks for none."""
    asked = connector.requests
    if asked is None:
        return connector
    degrees = {name: f"{value:g}" for name, value in zip(NAMES, city.extent, strict=True)}

    def requests() -> Sequence[Request]:
        return [Request(_filled(r.path, degrees), r.context and _filled(r.context, degrees)) for r in asked()]

    return replace(connector, requests=requests)

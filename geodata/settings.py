"""Settings: every environment variable the program reads, in one place.

Everything the program writes lives under ``home``. Secrets are never stored here: ``secret(NAME)`` reads them from the
environment at the moment of use.
"""

import os
from dataclasses import dataclass
from pathlib import Path

from geodata.errors import BadInput

PROJECT = Path(__file__).resolve().parent.parent
PACKS = PROJECT / "geodata" / "packs"

# name -> (default, what it does); the README's table of variables is checked against this
VARIABLES: dict[str, tuple[str, str]] = {
    "SIJANGSIL_HOME": ("var", "folder for everything the program writes"),
    "SIJANGSIL_CITY": ("seoul", "city pack: a name under geodata/packs or the path of a pack folder"),
    "HOST": ("127.0.0.1", "address to serve on"),
    "PORT": ("8050", "port to serve on"),
    "TILE_URL": ("", "optional tile template, e.g. https://tiles.example/{z}/{x}/{y}.png; empty: no outside request"),
    "TILE_ATTRIBUTION": ("", "attribution shown for TILE_URL"),
    "SIJANGSIL_FEEDS": ("on", "on: this process refreshes the live feeds; off: it only reads"),
    "SIJANGSIL_OFFICE": (
        "",
        "the office's configuration: users, grounds for watching cameras, video hosts, calls; empty: office.toml in SIJANGSIL_HOME",
    ),
    "SEOUL_OPENAPI_KEY": ("", "key of data.seoul.go.kr; without it the demonstration feed plays"),
    "SEOUL_OPENAPI_URL": ("http://openapi.seoul.go.kr:8088", "address of the Seoul open-data service"),
    "ITS_API_KEY": ("", "key of its.go.kr (cameras along national roads and motorways); without it demonstration cameras stand on the map"),
    "ITS_API_URL": ("https://openapi.its.go.kr:9443", "address of the ITS open-data service"),
    "UTIC_API_KEY": ("", "key of utic.go.kr (traffic cameras of the cities); without it demonstration cameras stand on the map"),
    "UTIC_API_URL": ("https://www.utic.go.kr", "address of the UTIC open-data service"),
    "SPATIALITE_LIBRARY": ("mod_spatialite", "name or path of the SpatiaLite extension"),
}


@dataclass(frozen=True)
class Settings:
    """What the program was told. ``home``: absolute folder. ``city``: pack name or folder. ``port``: TCP port."""

    home: Path
    city: str = "seoul"
    host: str = "127.0.0.1"
    port: int = 8050
    tile_url: str = ""
    tile_attribution: str = ""
    feeds: bool = True

    @property
    def database(self) -> Path:
        """The SpatiaLite file."""
        return self.home / "sijangsil.sqlite"

    @property
    def shapes(self) -> Path:
        """Folder of the built, compressed outlines."""
        return self.home / "shapes"


def value(name: str) -> str:
    """The environment variable ``name`` or its default; raises KeyError for a variable not listed in VARIABLES."""
    return os.environ.get(name) or VARIABLES[name][0]


def secret(name: str) -> str | None:
    """A secret from the environment, or None; never log what this returns."""
    return os.environ.get(name) or None


def from_environment() -> Settings:
    """Settings of this process; raises BadInput when a variable cannot be used."""
    port = value("PORT")
    if not (port.isascii() and port.isdigit() and len(port) <= 5) or not 0 < int(port) < 65536:
        raise BadInput(f"PORT={port!r} is not a port number; give one from 1 to 65535.")
    feeds = value("SIJANGSIL_FEEDS").lower()
    if feeds not in ("on", "off"):
        raise BadInput(f"SIJANGSIL_FEEDS={feeds!r} is neither 'on' nor 'off'.")
    home = Path(value("SIJANGSIL_HOME"))
    return Settings(
        home=home if home.is_absolute() else PROJECT / home,
        city=value("SIJANGSIL_CITY"),
        host=value("HOST"),
        port=int(port),
        tile_url=value("TILE_URL"),
        tile_attribution=value("TILE_ATTRIBUTION"),
        feeds=feeds == "on",
    )

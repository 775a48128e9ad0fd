"""What a running process works with: settings, database, and the city at the vintage somebody looks at."""

from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, select

from geodata.boundaries.store import vintages
from geodata.city import City, load_city
from geodata.db.schema import setting
from geodata.settings import Settings


@dataclass(frozen=True)
class Context:
    """Shared by routes and callbacks; holds no state of any viewer."""

    settings: Settings
    engine: Engine
    city: City

    def at(self, vintage: str | None) -> City:
        """The city at ``vintage`` (None: the pack's default). Raises BadInput for an unknown vintage."""
        return _at(str(self.city.folder), vintage or self.city.vintage, self.settings.home, self.vintages())

    def vintages(self) -> tuple[str, ...]:
        """Dates whose outlines are loaded, ascending; an import adds one while the server runs."""
        return vintages(self.engine, self.city)

    def base_hash(self) -> str | None:
        """Content hash of the city's base picture (``shapes/CITY-base.HASH.json``), None when there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(select(setting.c.value).where(setting.c.key == f"base:{self.city.id}")).scalar()
        return row["hash"] if row else None


@lru_cache(maxsize=8)
def _at(folder: str, vintage: str, home: Path, vintages: tuple[str, ...]) -> City:
    return replace(load_city(folder, vintage, home), vintages=vintages)

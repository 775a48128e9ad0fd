"""What a running process works with: settings, database, and the city at the vintage somebody looks at."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from sqlalchemy import Engine, select

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
        return self.city if vintage in (None, self.city.vintage) else _at(str(self.city.folder), vintage, self.settings.home)

    def base_hash(self) -> str | None:
        """Content hash of the city's base picture (``shapes/CITY-base.HASH.json``), None when there is none."""
        with self.engine.connect() as connection:
            row = connection.execute(select(setting.c.value).where(setting.c.key == f"base:{self.city.id}")).scalar()
        return row["hash"] if row else None


@lru_cache(maxsize=8)
def _at(folder: str, vintage: str | None, home: Path) -> City:
    return load_city(folder, vintage, home)

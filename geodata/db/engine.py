"""The database engine: the only module that loads SpatiaLite.

shapely, pyproj and pyogrio must be bound before mod_spatialite is loaded: SQLite opens the extension globally and its
libgeos/libproj would otherwise override the ones inside the wheels and crash the process.
"""

# isort: off
import shapely, pyproj, pyogrio  # noqa: E401, F401  order matters, see above
import pyogrio._io  # noqa: F401  geopandas binds it lazily

# isort: on
import sqlite3
from functools import lru_cache
from types import ModuleType
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.exc import DatabaseError

from geodata.errors import NotInstalled, SijangsilError
from geodata.home import check_home
from geodata.settings import Settings, value
from geodata.text import Text


def dbapi() -> ModuleType:
    """The sqlite3 module that can load extensions: the standard one, else pysqlite3. Raises NotInstalled."""
    if hasattr(sqlite3.Connection, "enable_load_extension"):
        return sqlite3
    try:
        import pysqlite3
    except ImportError:
        raise NotInstalled(
            "This Python's sqlite3 cannot load extensions; type: make setup (it installs pysqlite3).",
            Text(
                ko="설치가 끝나지 않았습니다. 터미널에서 make setup 을 실행해 주세요.",
                en="Set-up is not complete. Run make setup in a terminal.",
            ),
        ) from None
    return pysqlite3


def _prepare(connection: Any, _record: Any) -> None:
    connection.enable_load_extension(True)
    try:
        connection.load_extension(value("SPATIALITE_LIBRARY"))
    except Exception as problem:
        raise NotInstalled(
            f"SpatiaLite cannot be loaded ({problem}); type: sudo apt-get install -y libsqlite3-mod-spatialite",
            Text(
                ko="SpatiaLite 라이브러리가 없습니다. sudo apt-get install -y libsqlite3-mod-spatialite 를 실행해 주세요.",
                en="The SpatiaLite library is missing. Run: sudo apt-get install -y libsqlite3-mod-spatialite",
            ),
        ) from problem
    connection.enable_load_extension(False)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA busy_timeout=15000")
    connection.execute("PRAGMA foreign_keys=ON")


@lru_cache(maxsize=8)
def _engine(url: str) -> Engine:
    engine = create_engine(url, module=dbapi(), pool_size=8, max_overflow=16)
    event.listen(engine, "connect", _prepare)
    return engine


def open_engine(settings: Settings) -> Engine:
    """Engine of ``settings.database``; the file and its tables are made when missing. One engine a file and process.
    Raises NotInstalled when SpatiaLite cannot be loaded, BadInput when the home cannot be one, SijangsilError when the file is no
    usable database."""
    from geodata.db.schema import create_tables

    check_home(settings.home)
    settings.home.mkdir(parents=True, exist_ok=True)
    fresh = not settings.database.exists()
    engine = _engine(f"sqlite:///{settings.database}")
    try:
        if fresh or not _has_tables(engine):
            create_tables(engine)
    except (DatabaseError, dbapi().DatabaseError) as problem:
        why = problem.orig if isinstance(problem, DatabaseError) else problem  # SQLAlchemy does not wrap what _prepare meets
        raise SijangsilError(
            f"{settings.database} is not a usable database ({why}); if it is damaged, remove it and build again.",
            Text(
                ko="데이터베이스 파일을 열 수 없습니다. 손상되었다면 지우고 다시 만들어 주세요.",
                en="The database file cannot be opened. If it is damaged, remove it and build again.",
            ),
        ) from problem
    return engine


def _has_tables(engine: Engine) -> bool:
    """Whether every table is there; a newer version of the program may have brought some."""
    from geodata.db.schema import all_tables

    with engine.connect() as connection:
        there = set(connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type='table'").scalars())
    return set(all_tables().tables) <= there

"""Reading plain tables with the standard sqlite3: no SpatiaLite and nothing heavy, for what every start asks."""

import sqlite3
from pathlib import Path
from typing import Any

from geodata.errors import SijangsilError


def read_plain(database: Path, query: str, parameters: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Rows of ``query``; none when the file or the table is not there. Raises SijangsilError for a file that is no usable database."""
    if not database.is_file():
        return []
    connection = sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=15)
    try:
        return connection.execute(query, parameters).fetchall()
    except sqlite3.OperationalError as problem:
        if "no such table" in str(problem):
            return []
        raise SijangsilError(f"{database} cannot be read ({problem}); if it is damaged, remove it and build again.") from problem
    except sqlite3.DatabaseError as problem:
        raise SijangsilError(f"{database} is not a usable database ({problem}); remove it and build again.") from problem
    finally:
        connection.close()

"""What a Python can do, for the set-up scripts. Runs with any Python, before anything is installed.

``describe``: print "VERSION EXTENSIONS VENV" (3.12 yes no); exit 1 when older than 3.11.
``extensions``: exit 0 when this Python, with pysqlite3 or without, has a sqlite3 that loads extensions.
``spatialite``: exit 0 when SPATIALITE_LIBRARY (default mod_spatialite) can be loaded into it.
"""

import importlib.util
import os
import sys


def extension_sqlite():
    """The sqlite3 module that can load extensions (as geodata.db.engine chooses it), or None."""
    try:
        import sqlite3

        if hasattr(sqlite3.Connection, "enable_load_extension"):
            return sqlite3
    except ImportError:
        pass  # a Python built without sqlite3 at all
    try:
        import pysqlite3
    except ImportError:
        return None
    return pysqlite3


def describe():
    if sys.version_info < (3, 11):  # noqa: UP036  it runs before a Python is chosen
        return 1
    venv = importlib.util.find_spec("venv") and importlib.util.find_spec("ensurepip")
    own = importlib.util.find_spec("_sqlite3") is not None and extension_sqlite() is not None
    print(f"{sys.version_info[0]}.{sys.version_info[1]} {'yes' if own else 'no'} {'yes' if venv else 'no'}")
    return 0


def spatialite():
    dbapi = extension_sqlite()
    if dbapi is None:
        return 1
    connection = dbapi.connect(":memory:")
    connection.enable_load_extension(True)
    try:
        connection.load_extension(os.environ.get("SPATIALITE_LIBRARY") or "mod_spatialite")
    except dbapi.OperationalError:
        return 1
    return 0


if __name__ == "__main__":
    answers = {"describe": describe, "extensions": lambda: int(extension_sqlite() is None), "spatialite": spatialite}
    sys.exit(answers[sys.argv[1]]())

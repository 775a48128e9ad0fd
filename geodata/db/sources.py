"""Table of the registry of sources: how often each feed failed, by day and kind.

Days are UTC dates ("2026-11-24"), times UTC ISO-8601 text. ``kind`` is a ``geodata.dialect.ErrorKind``. Sentences hold no secrets.
"""

from sqlalchemy import Column, Index, Integer, String, Table, Text

from geodata.db.schema import metadata

feed_error = Table(
    "feed_error",
    metadata,
    Column("city", String, primary_key=True),
    Column("feed", String, primary_key=True),  # the feed's key, as in table ``feed``
    Column("day", String, primary_key=True),
    Column("kind", String, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("last_at", String, nullable=False),
    Column("last_sentence", Text, nullable=False),
    Index("feed_error_day", "day"),
)

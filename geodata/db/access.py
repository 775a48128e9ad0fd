"""Tables of signed-in sessions and of attempts to sign in. A session's token is kept as its hash only.

Times are UTC ISO-8601 text with seconds and offset, so they sort as text.
"""

from sqlalchemy import Column, Index, Integer, String, Table

from geodata.db.schema import metadata

access_session = Table(
    "access_session",
    metadata,
    Column("token_hash", String, primary_key=True),  # sha256 of the token, hex
    Column("who", String, nullable=False),
    Column("role", String, nullable=False),  # at sign-in; what counts is the configuration, read at each request
    Column("stamp", String, nullable=False),  # of the password then in force: a changed password ends the session
    Column("created_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("seen_at", String, nullable=False),
    Index("access_session_expires", "expires_at"),
)

# Attempts that failed, or are being checked: the throttle must survive a restart.
access_attempt = Table(
    "access_attempt",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("name_hash", String, nullable=False),  # people type passwords into the wrong field
    Column("address", String, nullable=False),
    Index("access_attempt_name", "name_hash", "at"),
    Index("access_attempt_address", "address", "at"),
)

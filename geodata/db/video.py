"""Tables of cameras: where a picture comes from (never leaves the server), who watched, and what was measured.

``camera_stream`` is read by the relay and by nothing else: no route, event, export or command shows an address.
Times are UTC ISO-8601 text with offset, so they sort as text.
"""

from sqlalchemy import Column, Float, ForeignKey, Index, Integer, String, Table

from geodata.db.schema import metadata

# Where a camera's picture comes from. Written in the transaction that makes the set of places the active one.
camera_stream = Table(
    "camera_stream",
    metadata,
    Column("city", String, primary_key=True),
    Column("topic", String, primary_key=True),
    Column("fid", String, primary_key=True),
    Column("kind", String, nullable=False),  # "hls" | "mp4" | "still" | "ask" (the provider gives the address when asked)
    Column("address", String, nullable=False),
    Column("fetched_at", String, nullable=False),
    # the set the camera belongs to: another set's ids never find it, and the address goes when the set goes
    Column("dataset", ForeignKey("dataset.id", ondelete="CASCADE"), nullable=False),
)

# Who watches or watched. An open view has no ``ended_at``; ending one writes its row in the audit log in the same transaction.
camera_view = Table(
    "camera_view",
    metadata,
    Column("id", String, primary_key=True),
    Column("city", String, nullable=False),
    Column("who", String, nullable=False),
    Column("role", String, nullable=False),
    Column("seat", String, nullable=False),  # whose browser: session, name, or the public viewer's mark, hashed
    Column("ground", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("fid", String, nullable=False),
    Column("incident", String),
    Column("begins", String, nullable=False),
    Column("last_kept", String, nullable=False),
    Column("until", String, nullable=False),
    Column("token_until", String, nullable=False),  # when the signed address runs out
    Column("process", String, nullable=False),  # who serves it, to tell a crash from an ordinary end
    Column("ended_at", String),
    Index("camera_view_open", "city", "ended_at", "seat"),
)

# What was measured of a camera, last.
camera_status = Table(
    "camera_status",
    metadata,
    Column("city", String, primary_key=True),
    Column("topic", String, primary_key=True),
    Column("fid", String, primary_key=True),
    Column("state", String, nullable=False),  # "live" | "still" | "offline" | "unknown"
    Column("mark", String, nullable=False),  # digest of what was seen, to notice that it moves
    Column("moved_at", String, nullable=False),  # when it last was seen to be another one
    Column("moved", Integer, nullable=False, default=0),  # how often it was seen to move in a row, at most 1 is kept
    Column("target_s", Float),  # announced length of a segment; NULL for a still
    Column("pictured_at", String),  # the provider's own time of a still, when it states one
    Column("measured_at", String, nullable=False),
)

"""Tables of the database (SQLAlchemy Core; geometry columns by GeoAlchemy2, WGS 84).

Times are UTC ISO-8601 text with offset ("2026-11-24T01:02:03+00:00"), so they sort as text. JSON columns hold plain
objects. Point-in-area runs once, when a feature is stored: ``district`` and ``neighbourhood`` are then plain equality.
"""

import importlib
import pkgutil

from geoalchemy2 import Geometry
from sqlalchemy import JSON, Boolean, Column, Engine, Float, ForeignKey, Index, Integer, MetaData, String, Table, Text

metadata = MetaData()

# One loaded outline set: which file or builder made the outlines of (city, vintage, level), and where they are served.
shape = Table(
    "shape",
    metadata,
    Column("city", String, primary_key=True),
    Column("vintage", String, primary_key=True),
    Column("level", String, primary_key=True),
    Column("hash", String, nullable=False),  # content hash in the served address
    Column("origin", JSON, nullable=False),  # {"kind": "built-in"|"file"|"official", "title": {ko,en}, "detail": ..., "approximate": bool}
    Column("built_at", String, nullable=False),
)

# Full-resolution outlines, for point-in-area and for export.
area_shape = Table(
    "area_shape",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("city", String, nullable=False),
    Column("vintage", String, nullable=False),
    Column("level", String, nullable=False),
    Column("area", String, nullable=False),
    Column("geom", Geometry("MULTIPOLYGON", srid=4326, spatial_index=True), nullable=False),
    Index("area_shape_key", "city", "vintage", "level", "area", unique=True),
)

# One loaded set of stored points; exactly one is active per (city, topic).
dataset = Table(
    "dataset",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("city", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("active", Boolean, nullable=False, default=False),
    Column("demo", Boolean, nullable=False, default=False),
    Column("rows", Integer, nullable=False, default=0),
    Column("source", JSON, nullable=False),  # {"title": {ko,en}, "provider": {ko,en}, "licence": {ko,en}, "as_of", "file"}
    Column("observed_at", String),
    Column("loaded_at", String, nullable=False),
    Column("report", JSON, nullable=False),
    Index("dataset_topic", "city", "topic", "active"),
)

place = Table(
    "place",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("dataset_id", ForeignKey("dataset.id", ondelete="CASCADE"), nullable=False),
    Column("fid", String, nullable=False),
    Column("name", String),
    Column("kind", String),
    Column("lon", Float),
    Column("lat", Float),
    Column("district", String),
    Column("neighbourhood", String),
    Column("props", JSON, nullable=False),
    Column("geom", Geometry("POINT", srid=4326, spatial_index=True)),
    Index("place_fid", "dataset_id", "fid"),
    Index("place_area", "dataset_id", "district", "neighbourhood"),
)

# Cluster pyramid: at web-mercator zoom z the world is cut into cells of 64 px; n points, mean position, per cell. A set's
# points are numbered along a Z-order curve, so the points of any cell are the run place.pk = first ... first + n - 1.
place_cell = Table(
    "place_cell",
    metadata,
    Column("dataset_id", Integer, primary_key=True),
    Column("z", Integer, primary_key=True),
    Column("gx", Integer, primary_key=True),
    Column("gy", Integer, primary_key=True),
    Column("n", Integer, nullable=False),
    Column("first", Integer, nullable=False),  # place.pk of the cell's first point
    Column("lon", Float, nullable=False),
    Column("lat", Float, nullable=False),
    sqlite_with_rowid=False,
)

# Live features: the last good copy of each feed. A refresh replaces a feed's rows or changes nothing.
live = Table(
    "live",
    metadata,
    Column("feed", String, primary_key=True),  # connector id
    Column("id", String, primary_key=True),
    Column("city", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("name", Text),
    Column("kind", String),
    Column("lon", Float),
    Column("lat", Float),
    Column("district", String),
    Column("neighbourhood", String),
    Column("observed_at", String),
    Column("first_seen", String, nullable=False),
    Column("props", JSON, nullable=False),
    Index("live_topic", "city", "topic"),
)

feed = Table(
    "feed",
    metadata,
    Column("id", String, primary_key=True),  # connector id
    Column("city", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("demo", Boolean, nullable=False, default=False),
    Column("observed_at", String),  # time of the newest good data
    Column("fetched_at", String),  # last successful refresh
    Column("tried_at", String),
    Column("next_at", String),
    Column("rows", Integer, nullable=False, default=0),
    Column("failures", Integer, nullable=False, default=0),  # in a row
    Column("error", Text),  # last error sentence, secrets masked; NULL when the last try was good
    Column("problems", JSON, nullable=False),  # rows that could not be read, last refresh
    Column("quota_day", String),
    Column("quota_used", Integer, nullable=False, default=0),
)

# What happened, in order: viewers catch up from the last id they saw.
event = Table(
    "event",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("at", String, nullable=False),
    Column("city", String, nullable=False),
    Column("topic", String, nullable=False),
    Column("kind", String, nullable=False),  # "upsert" | "remove" | "feed"
    Column("body", JSON, nullable=False),
    sqlite_autoincrement=True,
)

observation = Table(
    "observation",
    metadata,
    Column("city", String, primary_key=True),
    Column("indicator", String, primary_key=True),
    Column("level", String, primary_key=True),
    Column("area", String, primary_key=True),  # id in the pack's code system, of ``vintage``
    Column("period", String, primary_key=True),  # "2024", "2024H1", "2024-05"
    Column("vintage", String, nullable=False),
    Column("value", Float),  # NULL: unknown
    Column("flag", String),  # "provisional" | "estimated" | NULL
    Index("observation_period", "city", "indicator", "level", "period"),
    sqlite_with_rowid=False,
)

setting = Table("setting", metadata, Column("key", String, primary_key=True), Column("value", JSON, nullable=False))


def all_tables() -> MetaData:
    """Every table of the program: those above, and those of the other modules of this package (one file a subject)."""
    import geodata.db

    for module in pkgutil.iter_modules(geodata.db.__path__):
        importlib.import_module(f"geodata.db.{module.name}")
    return metadata


def create_tables(engine: Engine) -> None:
    """Make the spatial metadata and every table that is missing; safe to call twice."""
    tables = all_tables()
    with engine.begin() as connection:
        has = connection.exec_driver_sql("SELECT count(*) FROM sqlite_master WHERE name='spatial_ref_sys'").scalar()
        if not has:
            connection.exec_driver_sql("SELECT InitSpatialMetaData(1,'EMPTY')")
            connection.exec_driver_sql("SELECT InsertEpsgSrid(4326)")
    tables.create_all(engine)

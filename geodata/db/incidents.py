"""Tables of incidents: what happened (one row an event), who reported it (evidence), how its state moved, when feeds were heard.

Times are UTC ISO-8601 text with seconds and offset ("2026-11-24T01:02:03+00:00"), so they sort as text.
"""

from sqlalchemy import JSON, Boolean, Column, Float, Index, Integer, String, Table, Text

from geodata.db.schema import metadata

# One event, whoever reported it. ``id`` is "TOPIC:FEATURE" of its first report and never changes.
incident = Table(
    "incident",
    metadata,
    Column("city", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),  # fire rescue medical road disaster crowd facility
    Column("subkind", String),  # the topic's own kind (crash, works, …)
    Column("codes", JSON, nullable=False),  # {"main": "A01", "sub": "01B01"} or {}
    Column("severity", Integer, nullable=False),  # 1 minor … 4 grave
    Column("title", JSON, nullable=False),  # {"ko", "en"}
    Column("place", Text),  # the provider's words for where
    Column("lon", Float),
    Column("lat", Float),
    Column("district", String),  # from the outlines, not from the provider's text
    Column("neighbourhood", String),
    Column("status", String, nullable=False),  # reported dispatched arrived controlled closed
    Column("reported_at", String, nullable=False),
    Column("dispatched_at", String),
    Column("arrived_at", String),
    Column("controlled_at", String),
    Column("closed_at", String),
    Column("closed_by", String),  # "provider" | "absence" (no feed tells of it any more) | "planned" (its announced end passed)
    Column("expected_end", String),
    Column("units", Integer),
    Column("feed", String, nullable=False),  # feed of the strongest report
    Column("observed_at", String),
    Column("first_seen", String, nullable=False),
    Column("updated_at", String, nullable=False),
    Column("demo", Boolean, nullable=False, default=False),
    Column("flags", JSON, nullable=False),  # [{"at", "feed", "code", "ko", "en"}]: illegal jumps, contradictions
    Column("reports", Integer, nullable=False, default=1),
    Index("incident_open", "city", "closed_at", "reported_at"),
    Index("incident_begins", "city", "kind", "reported_at"),  # the time bar counts in these two
    Index("incident_ends", "city", "kind", "closed_at"),
)

# Incidents that, by a provider's impossible times, ended before they began: the time bar takes them out of its counts.
Index(
    "incident_turned_round",
    incident.c.city, incident.c.kind, incident.c.reported_at, incident.c.closed_at,
    sqlite_where=incident.c.closed_at < incident.c.reported_at,
)  # fmt: skip

# Evidence: every feature of every feed that tells of an incident, as last told.
incident_report = Table(
    "incident_report",
    metadata,
    Column("city", String, primary_key=True),
    Column("id", String, primary_key=True),  # "TOPIC:FEATURE"
    Column("incident", String, nullable=False),
    Column("feed", String, nullable=False),
    Column("rank", Integer, nullable=False, default=0),
    Column("first_seen", String, nullable=False),
    Column("last_seen", String, nullable=False),
    Column("gone_at", String),  # the feed tells of it no more
    Column("why", String),  # "first" | "same fingerprint" | "same time, text and place": why it was merged here
    Column("body", JSON, nullable=False),  # the feature as told: name, kind, lon, lat, observed_at, props
    Index("incident_report_incident", "city", "incident"),
    Index("incident_report_feed", "city", "feed", "gone_at"),
)

# How its state moved; append-only. An illegal jump is kept with legal = False and told in the incident's flags.
incident_step = Table(
    "incident_step",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("city", String, nullable=False),
    Column("incident", String, nullable=False),
    Column("at", String, nullable=False),  # when it happened, as the provider says
    Column("seen_at", String, nullable=False),  # when we were told
    Column("from_status", String),
    Column("to_status", String, nullable=False),
    Column("legal", Boolean, nullable=False),
    Column("feed", String, nullable=False),
    Index("incident_step_incident", "city", "incident", "pk"),
)

# Spans of time in which a feed was heard without a gap: what time travel may claim to know.
feed_span = Table(
    "feed_span",
    metadata,
    Column("city", String, primary_key=True),
    Column("feed", String, primary_key=True),
    Column("begins", String, primary_key=True),
    Column("ends", String, nullable=False),
)

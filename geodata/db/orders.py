"""Tables of orders: what was ordered (one row an order), every step it took, the recipients' links, and the rooms of incidents.

Times are UTC ISO-8601 text with seconds and offset. Links, sessions and nothing else that opens a door are kept as sha256 only.
A step is never changed or removed: the database itself refuses it.
"""

from sqlalchemy import DDL, JSON, Column, Index, Integer, String, Table, Text, event

from geodata.db.schema import metadata

order_given = Table(
    "order_given",
    metadata,
    Column("city", String, primary_key=True),
    Column("id", String, primary_key=True),
    Column("contact", String, nullable=False),  # id in the directory
    Column("recipient", JSON, nullable=False),  # the contact as it stood: {"department", "duty", "name": {ko,en}, "phone", "email", "demo"}
    Column("text", Text, nullable=False),
    Column("subject_kind", String, nullable=False),  # "incident" | "area" | "indicator"
    Column("subject_id", String, nullable=False),
    Column("subject_area", String),  # of an indicator
    Column("given_by", String, nullable=False),
    Column("given_at", String, nullable=False),
    Column("due_at", String, nullable=False),
    Column("state", String, nullable=False),  # given seen accepted done refused withdrawn
    Column("updated_at", String, nullable=False),
    Column("closed_at", String),  # when it became done, refused or withdrawn
    Index("order_given_subject", "city", "subject_kind", "subject_id"),
    Index("order_given_open", "city", "closed_at", "due_at"),
)

order_step = Table(
    "order_step",
    metadata,
    Column("pk", Integer, primary_key=True),
    Column("city", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("at", String, nullable=False),
    Column("action", String, nullable=False),  # give open accept done refuse withdraw remind
    Column("from_state", String),  # NULL for the first
    Column("to_state", String, nullable=False),
    Column("by", String, nullable=False),  # person, or "" for the recipient
    Column("note", Text),
    Index("order_step_order", "city", "order_id", "pk"),
    sqlite_autoincrement=True,
)

order_link = Table(
    "order_link",
    metadata,
    Column("hash", String, primary_key=True),  # sha256 of the token in the link
    Column("city", String, nullable=False),
    Column("order_id", String, nullable=False),
    Column("made_at", String, nullable=False),
    Column("expires_at", String, nullable=False),
    Column("opened_at", String),
    Column("session", String, unique=True),  # sha256 of the session the token was exchanged for
    Column("cut_at", String),  # a newer link was made: neither link nor session works any more
    Index("order_link_order", "city", "order_id"),
)

# One video room an incident; the name is random, so nobody can work it out from the incident.
incident_room = Table(
    "incident_room",
    metadata,
    Column("city", String, primary_key=True),
    Column("incident", String, primary_key=True),
    Column("name", String, nullable=False),
    Column("made_at", String, nullable=False),
)

for _verb in ("UPDATE", "DELETE"):
    event.listen(
        order_step,
        "after_create",
        DDL(
            f"CREATE TRIGGER IF NOT EXISTS order_step_no_{_verb.lower()} BEFORE {_verb} ON order_step "
            "BEGIN SELECT RAISE(ABORT, 'steps of orders are never changed or removed'); END"
        ),
    )

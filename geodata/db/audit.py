"""The audit log's table: append-only, each row chained to the one before by its hash. SQLite itself refuses changes.

Rows may be deleted only up to what a row ``audit.cut`` says (retention, ``geodata.audit.retention``): that row stands in the chain
and carries the number and hash of the last row removed, so the rest still proves itself.
"""

from sqlalchemy import DDL, Column, Index, Integer, String, Table, Text, event

from geodata.db.schema import metadata

audit = Table(
    "audit",
    metadata,
    Column("n", Integer, primary_key=True, autoincrement=False),  # 1, 2, 3 … without a gap
    Column("at", String, nullable=False),  # UTC ISO text
    Column("city", String, nullable=False),
    Column("who", String, nullable=False),  # name as configured, "" for the public
    Column("role", String, nullable=False),
    Column("action", String, nullable=False),  # "session.open", "camera.view", "order.give" …
    Column("subject", String, nullable=False),  # "camera:TOPIC/ID", "incident:ID", "" …
    Column("details", Text, nullable=False),  # canonical JSON: keys sorted, no spaces
    Column("prev", String, nullable=False),  # hash of row n - 1
    Column("hash", String, nullable=False),  # sha256 over all other columns
    Index("audit_at", "at"),
    Index("audit_who", "who", "n"),
    Index("audit_action", "action", "n"),
)

CUT = "audit.cut"

_REFUSE_UPDATE = DDL(
    "CREATE TRIGGER IF NOT EXISTS audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
)
_REFUSE_DELETE = DDL(
    "CREATE TRIGGER IF NOT EXISTS audit_no_delete BEFORE DELETE ON audit WHEN OLD.n > "
    f"coalesce((SELECT max(json_extract(details, '$.through')) FROM audit WHERE action = '{CUT}'), 0) "
    "BEGIN SELECT RAISE(ABORT, 'the audit log is append-only'); END"
)
for _trigger in (_REFUSE_UPDATE, _REFUSE_DELETE):
    event.listen(audit, "after_create", _trigger)

"""Tables of dispatch statistics: what is known about an imported history of incidents.

A history that holds only late (or only early) arrivals is a truncated sample: counts of it are true, shares and medians are not.
What the importer noticed stays with the import, so that every statistic that meets its rows knows.
"""

from typing import Any

from sqlalchemy import JSON, Column, Connection, Float, Index, Integer, String, Table, event, inspect, text

from geodata.db.incidents import incident
from geodata.db.schema import metadata

# The calls the fire service answers: a repair crew at a broken street light is no arrival within seven minutes. SQLite reads a partial index only for a query that holds the same words.
ANSWERED = "kind IN ('fire', 'rescue', 'medical')"

# Everything a statistic reads, in the order it is grouped in, and nothing of the far more numerous road incidents: a month of 45,000
# calls is read from here in 30 ms, from the rows themselves (half a kilobyte each) in 150.
_column = incident.c
incident_dispatch = Index(
    "incident_dispatch",
    *(_column.city, _column.kind, _column.feed, _column.demo, _column.district, _column.neighbourhood),
    *(_column.reported_at, _column.dispatched_at, _column.arrived_at),
    sqlite_where=text(ANSWERED),
)

# One imported file: ``feed`` is the ``incident.feed`` of its rows.
incident_sample = Table(
    "incident_sample",
    metadata,
    Column("city", String, primary_key=True),
    Column("feed", String, primary_key=True),  # "import:FILENAME"
    Column("rows", Integer, nullable=False),  # incidents of the file with a delay
    Column("state", String, nullable=False),  # "truncated" | "no_edge" | "cannot_tell"
    Column("lower_s", Float),  # call to arrival: nothing in the file is shorter; NULL without such an edge
    Column("upper_s", Float),  # nothing in the file is longer; NULL without such an edge
    Column("sentence", JSON, nullable=False),  # {"ko", "en"}: what may be said about the sample
    Column("report", JSON, nullable=False),  # rows, placed, outside, mismatches, span: as reported at the import
    Column("imported_at", String, nullable=False),
)


@event.listens_for(incident_sample, "after_create")
def _index(_table: Table, connection: Connection, **_told: Any) -> None:
    """A database whose incidents are older than this index gets it with the first table of this file."""
    if inspect(connection).has_table(incident.name):
        incident_dispatch.create(connection, checkfirst=True)

"""Moments as the database keeps them: UTC text with seconds and offset, which sorts as text."""

from datetime import UTC, datetime


def utc(moment: datetime | None) -> str | None:
    """UTC text as the database keeps it ("2026-11-24T01:02:03+00:00"); None stays None."""
    return moment.astimezone(UTC).isoformat(timespec="seconds") if moment else None

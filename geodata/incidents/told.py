"""What one report tells of an incident: times, status, and what is wrong with them. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from geodata.incidents.merge import Trace
from geodata.incidents.model import STATUSES, kind_of, reached
from geodata.moments import utc

AHEAD = timedelta(minutes=10)  # how far a provider's clock may run before ours and still be believed


@dataclass(frozen=True, slots=True)
class Told:
    """``times``: UTC text by status, only what is known and not to come; ``status``: the furthest stage told of; ``problems``:
    (flag code, stage) of what could not be used."""

    times: dict[str, str]
    status: str
    problems: tuple[tuple[str, str], ...] = field(default=())


def moment(written: Any) -> datetime | None:
    """A time as a connector writes it (ISO 8601; without an offset it is UTC); None when it is absent or no time."""
    if not isinstance(written, str) or not written:
        return None
    try:
        read = datetime.fromisoformat(written)
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def told(body: Mapping[str, Any], now: datetime) -> Told:
    """What a report's ``body`` says at ``now``. A time a little ahead of our clock counts as now; one further ahead is not used
    (a call itself cannot be announced: it is then reported now)."""
    props, times, problems = body["props"], {}, []
    for stage in STATUSES:
        written = props.get(f"{stage}_at") or (props.get("started_at") if stage == "reported" else None)
        if written is None or written == "":
            continue
        at = moment(written)
        if at is None:
            problems.append(("unreadable_time", stage))
        elif at > now + AHEAD and stage != "reported":
            problems.append(("future_time", stage))
        else:
            times[stage] = utc(min(at, now)) or ""
    status = reached(times)
    named = props.get("status")
    if named in STATUSES:
        status = max(status, named, key=STATUSES.index)
    elif named:
        problems.append(("unknown_status", status))
    return Told(times, status, tuple(problems))


def trace_of(report: Mapping[str, Any], topic: str, now: datetime) -> Trace:
    """What decides whether a report (its row: id, body) tells of an event known already."""
    body = report["body"]
    props = body["props"]
    same_as = props.get("same_as")
    at = told(body, now).times.get("reported")
    return Trace(
        id=report["id"],
        kind=kind_of(topic, body["kind"]),
        at=datetime.fromisoformat(at) if at else None,
        lon=body["lon"],
        lat=body["lat"],
        words=props.get("text") or body["name"] or props.get("title_ko"),
        same_as=str(same_as) if same_as else None,
    )

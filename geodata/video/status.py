"""What is known of a camera's picture, by measuring only: whether it moves, how old it is, whether it comes at all.

``live``: it was seen to move within ``SLACK`` target durations. ``still``: it comes but does not move (a still picture, a
recording, or a stream that froze: ``since``). ``offline``: it does not come. ``unknown``: nobody measured, or not long enough yet.
A stream is never called live because it answers; and what was measured a while ago is no longer called live either.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Engine, select
from sqlalchemy.dialects.sqlite import insert

from geodata.city import City
from geodata.db.video import camera_status

State = Literal["live", "still", "offline", "unknown"]

SLACK = 3  # target durations without a move until a stream is called frozen
SHOWN = timedelta(hours=24)  # how long any measurement is told at all


@dataclass(frozen=True, slots=True)
class Seen:
    """One measurement. ``mark``: digest of what was seen, "" when nothing came. ``target_s``: seconds between two pictures or
    segments as announced; None: not a stream. ``pictured_at``: the provider's time of a still. ``ended``: a recording."""

    mark: str
    target_s: float | None = None
    pictured_at: datetime | None = None
    ended: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """A camera's state now. ``since``: since when it is so (frozen since, picture of); ``measured_at``: last measurement, None
    when there was none."""

    state: State = "unknown"
    since: datetime | None = None
    measured_at: datetime | None = None
    stream: bool = False

    @property
    def frozen(self) -> bool:
        """Whether this is a stream that should move and does not."""
        return self.stream and self.state == "still"

    def as_dict(self) -> dict[str, Any]:
        """Plain JSON; times UTC ISO text."""
        times = {"since": self.since, "measured_at": self.measured_at}
        return {"state": self.state, "frozen": self.frozen} | {k: v.isoformat(timespec="seconds") if v else None for k, v in times.items()}


def judged(before: dict[str, Any] | None, seen: Seen | None, now: datetime) -> dict[str, Any]:
    """The row of ``camera_status`` after a measurement. Pure. ``before``: the row so far; ``seen``: None when nothing came."""
    stamp = now.astimezone(UTC).isoformat(timespec="microseconds")
    if seen is None:
        kept = before if before and before["state"] == "offline" else {"moved_at": stamp}
        return {
            "state": "offline",
            "mark": "",
            "moved_at": kept["moved_at"],
            "moved": 0,
            "target_s": None,
            "pictured_at": None,
            "measured_at": stamp,
        }
    row: dict[str, Any] = {
        "mark": seen.mark, "target_s": seen.target_s, "measured_at": stamp,
        "pictured_at": seen.pictured_at.astimezone(UTC).isoformat(timespec="seconds") if seen.pictured_at else None,
    }  # fmt: skip
    known = before is not None and before["mark"] != "" and before["state"] != "offline"
    if before is None or not known:
        row |= {"moved_at": stamp, "moved": 0}
    elif before["mark"] != seen.mark:
        # after a pause in measuring it moved at some time in between: that says nothing of now
        gap_s = (now - datetime.fromisoformat(before["measured_at"])).total_seconds()
        row |= {"moved_at": stamp, "moved": int(seen.target_s is not None and gap_s <= SLACK * seen.target_s)}
    else:
        row |= {"moved_at": before["moved_at"], "moved": before["moved"]}
    if seen.target_s is None or seen.ended:
        return row | {"state": "still", "target_s": None}
    quiet_s = (now - datetime.fromisoformat(row["moved_at"])).total_seconds()
    if quiet_s > SLACK * seen.target_s:
        return row | {"state": "still", "moved": 0}
    return row | {"state": "live" if row["moved"] else "unknown"}


def note(engine: Engine, city: City, topic: str, fid: str, seen: Seen | None, now: datetime) -> Status:
    """Write one measurement down and say the state it makes."""
    key = (camera_status.c.city == city.id, camera_status.c.topic == topic, camera_status.c.fid == fid)
    with engine.connect() as connection:
        before = connection.execute(select(camera_status).where(*key)).mappings().first()
    row = judged(dict(before) if before else None, seen, now)
    values = {"city": city.id, "topic": topic, "fid": fid, **row}
    with engine.begin() as connection:
        written = insert(camera_status).values(**values)
        newer = camera_status.c.measured_at <= row["measured_at"]  # a slow measurement does not undo a newer one
        connection.execute(written.on_conflict_do_update(index_elements=["city", "topic", "fid"], set_=row, where=newer))
    return _status(row, now)


def _status(row: Any, now: datetime) -> Status:
    measured = datetime.fromisoformat(row["measured_at"])
    stream = row["target_s"] is not None
    if now - measured > SHOWN:
        return Status()
    state: State = row["state"]
    since = row["pictured_at"] if not stream and row["pictured_at"] else row["moved_at"]
    if state == "live" and (now - measured).total_seconds() > SLACK * row["target_s"]:
        return Status("unknown", None, measured, True)
    return Status(state, datetime.fromisoformat(since), measured, stream)


def read(engine: Engine, city: City, topic: str, fids: list[str], now: datetime) -> dict[str, Status]:
    """The state of each camera now; one that was never measured is ``unknown``."""
    query = select(camera_status).where(camera_status.c.city == city.id, camera_status.c.topic == topic, camera_status.c.fid.in_(fids))
    with engine.connect() as connection:
        rows = {row["fid"]: row for row in connection.execute(query).mappings()}
    return {fid: _status(rows[fid], now) if fid in rows else Status() for fid in fids}

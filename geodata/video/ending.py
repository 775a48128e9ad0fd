"""How views end: by the viewer, by themselves when nobody keeps them, or by a crash. Each end is one row in the audit log.

The row carries who, role, purpose, camera, incident, from, to. A view nobody kept ends at its ``until``; one whose server died
ends at the last moment it was kept, for nothing was shown by a server that was not there.
"""

import os
import secrets
import socket
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Row, select, update

from geodata.audit.log import append
from geodata.city import City
from geodata.db.video import camera_view
from geodata.video.grants import OVER, Refused, utc

# After this the process that served a view is believed dead: it closes its own within a second or two.
GRACE = timedelta(seconds=20)


def _close(connection: Connection, row: Row, ends: str, why: str, now: datetime) -> bool:
    """Close one open view inside the caller's transaction; False when somebody else did."""
    open_still = (camera_view.c.id == row.id, camera_view.c.ended_at.is_(None), camera_view.c.until == row.until)
    if not connection.execute(update(camera_view).where(*open_still).values(ended_at=ends)).rowcount:
        return False
    append(
        connection, row.city, at=now, who=row.who, role=row.role, action="camera.view", subject=f"{row.topic}:{row.fid}",
        details={
            "view": row.id, "purpose": row.ground, "camera": f"{row.topic}:{row.fid}", "incident": row.incident, "from": row.begins,
            "to": ends, "ended": why,
        },
    )  # fmt: skip
    return True


def end(engine: Engine, city: City, view: str, seat: str, now: datetime) -> bool:
    """Stop a view; False when it was over already. Refused when it is another viewer's."""
    with engine.connect() as connection:
        row = connection.execute(select(camera_view).where(camera_view.c.id == view, camera_view.c.city == city.id)).first()
    if row is None or row.seat != seat:
        raise Refused("foreign", "No such view is this viewer's.", OVER)
    if row.ended_at is not None:
        return False
    with engine.begin() as connection:
        return _close(connection, row, min(utc(now), row.until), "viewer", now)


def this_process() -> str:
    """The name of this process in ``camera_view``: host, number, and a word of its own."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def is_gone(process: str) -> bool:
    """Whether a process of this machine does not run any more; False when that cannot be told (another machine's)."""
    host, _, rest = process.rpartition(":")[0].rpartition(":")
    if host != socket.gethostname() or not rest.isdigit():
        return False
    try:
        os.kill(int(rest), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False  # it runs, as somebody else
    return False


def end_overdue(engine: Engine, city: City, process: str, now: datetime) -> int:
    """Close what is past its time: this process's own views, and after a grace those of processes that are gone. Returns how
    many were closed. Also called at start, where it closes what a crash left."""
    with engine.connect() as connection:
        unended = (camera_view.c.city == city.id, camera_view.c.ended_at.is_(None))
        rows = connection.execute(select(camera_view).where(*unended)).all()
    closed = 0
    for row in (r for r in rows if r.until <= utc(now) or is_gone(r.process)):
        own = row.process == process
        if not own and not is_gone(row.process) and datetime.fromisoformat(row.until) + GRACE > now:
            continue
        ends, why = (row.until, "time") if own else (row.last_kept, "crash")
        with engine.begin() as connection:
            closed += _close(connection, row, ends, why, now)
    return closed


def end_all(engine: Engine, city: City, process: str, now: datetime) -> int:
    """Close every view of this process: the server is being stopped."""
    with engine.connect() as connection:
        mine = (camera_view.c.city == city.id, camera_view.c.ended_at.is_(None), camera_view.c.process == process)
        rows = connection.execute(select(camera_view).where(*mine)).all()
    closed = 0
    for row in rows:
        with engine.begin() as connection:
            closed += _close(connection, row, min(utc(now), row.until), "stop", now)
    return closed


def any_open(engine: Engine, city: City) -> bool:
    """Whether some view is not closed yet."""
    with engine.connect() as connection:
        query = select(camera_view.c.id).where(camera_view.c.city == city.id, camera_view.c.ended_at.is_(None)).limit(1)
        return connection.execute(query).first() is not None

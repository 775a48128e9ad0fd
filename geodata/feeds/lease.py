"""One of several processes that share a database runs the feeds: it holds a lease that it renews and that others may take when
it has run out. Every step is one conditional statement, so two processes never both believe they hold it."""

from datetime import datetime, timedelta

from sqlalchemy import Engine, delete, insert, or_, update
from sqlalchemy.exc import IntegrityError

from geodata.db.schema import setting
from geodata.moments import utc

TERM_S = 20.0
RENEW_S = 5.0


class Lease:
    """The lease ``name``; ``holder`` is this process's own word."""

    def __init__(self, engine: Engine, name: str, holder: str):
        self.engine, self.key, self.holder = engine, f"lease:{name}", holder
        self._held_until: datetime | None = None
        self._renew_at: datetime | None = None

    def hold(self, now: datetime) -> bool:
        """Take or renew the lease; whether this process holds it at ``now``."""
        if self._held_until and self._renew_at and now < min(self._renew_at, self._held_until):
            return True
        until = now + timedelta(seconds=TERM_S)
        held = self._write({"holder": self.holder, "until": utc(until)}, now)
        self._held_until, self._renew_at = (until, now + timedelta(seconds=RENEW_S)) if held else (None, None)
        return held

    def release(self) -> None:
        """Give the lease back, so that another process need not wait for its end."""
        self._held_until = None
        with self.engine.begin() as connection:
            connection.execute(delete(setting).where(setting.c.key == self.key, setting.c.value["holder"].as_string() == self.holder))

    def _write(self, value: dict[str, str | None], now: datetime) -> bool:
        mine_or_over = or_(setting.c.value["holder"].as_string() == self.holder, setting.c.value["until"].as_string() < utc(now))
        with self.engine.begin() as connection:
            if connection.execute(update(setting).where(setting.c.key == self.key, mine_or_over).values(value=value)).rowcount:
                return True
        try:
            with self.engine.begin() as connection:
                connection.execute(insert(setting).values(key=self.key, value=value))
            return True
        except IntegrityError:
            return False  # somebody else holds it

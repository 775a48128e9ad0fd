"""Signing in and out. The browser holds a random token in a cookie, the database only its hash; the role is read from the
configuration at every request, so somebody who is taken out of it is out at once."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, and_, delete, insert, select, update

from geodata.access.person import Person
from geodata.access.users import User, is_password, users
from geodata.audit.log import append
from geodata.db.access import access_attempt, access_session
from geodata.errors import SijangsilError
from geodata.moments import utc
from geodata.office import Office, whole
from geodata.text import Text

HOURS = 12
IDLE = timedelta(minutes=60)
SEEN_EVERY = timedelta(minutes=1)  # how exactly idleness is known; spares a write at every request
WINDOW = timedelta(minutes=5)
# failures in the window: of a name from one address, of an address, of a name from anywhere. The last is high, so that nobody outside can
# shut an officer out with five wrong guesses, and still far too few to guess a password.
PER_NAME, PER_ADDRESS, PER_NAME_ANYWHERE = 5, 20, 100

WRONG = Text(ko="이름 또는 비밀번호가 맞지 않습니다.", en="The name or the password is wrong.")


class Refused(SijangsilError):
    """A sign-in that was refused: wrong name or password."""


class TooMany(Refused):
    """Too many failures: ``retry_s`` seconds until it may be tried again."""

    def __init__(self, retry_s: int):
        minutes = -(-retry_s // 60)
        super().__init__(
            f"Too many failed sign-ins; try again in {retry_s} s.",
            Text(
                ko=f"로그인 실패가 너무 많았습니다. {minutes}분 뒤에 다시 해 주세요.",
                en=f"Too many failed sign-ins. Please try again in {minutes} min.",
            ),
        )
        self.retry_s = retry_s


@dataclass(frozen=True, slots=True)
class Session:
    """A new session: ``token`` for the cookie (told once), ``csrf`` for the header of writes, ``expires`` (UTC)."""

    token: str
    csrf: str
    expires: datetime
    person: Person


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


def csrf_of(token: str) -> str:
    """The csrf token of a session or visit token: only who has the cookie's value (or was told by GET /api/me) knows it."""
    return hmac.new(token.encode(), b"csrf", hashlib.sha256).hexdigest()


def same(told: str, wanted: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(told.encode(), wanted.encode())


def new_token() -> str:
    """256 random bits as text for a cookie."""
    return secrets.token_urlsafe(32)


def sign_in(
    engine: Engine, office: Office, name: str, password: str, now: datetime | None = None, *, address: str = "", city_id: str = ""
) -> Session:
    """A session for ``name``. Raises Refused for a wrong name or password and TooMany after 5 failures of a name or 20 of an address
    within 5 minutes. Either way one audit row tells it, in one transaction with what changed. Takes tens of milliseconds."""
    now = now or datetime.now(UTC)
    user = users(office).get(name)
    attempt = _begin(engine, name, address, now, user, city_id)
    if not is_password(user, password) or user is None:
        with engine.begin() as connection:
            append(connection, city_id, at=now, action="session.refuse", **_who(user), details={"address": address})
        raise Refused("A sign-in was refused: unknown name or wrong password.", WRONG)
    token, expires = new_token(), now + timedelta(hours=whole(office, "session", "hours", HOURS, lowest=1, highest=24 * 31))
    with engine.begin() as connection:
        connection.execute(delete(access_attempt).where((access_attempt.c.name_hash == hash_of(name)) | (access_attempt.c.pk == attempt)))
        connection.execute(delete(access_session).where(access_session.c.expires_at <= utc(now)))
        connection.execute(
            insert(access_session).values(
                token_hash=hash_of(token), who=name, role=user.role, stamp=user.stamp,
                created_at=utc(now), expires_at=utc(expires), seen_at=utc(now),
            )
        )  # fmt: skip
        append(connection, city_id, at=now, action="session.open", **_who(user), details={"address": address})
    return Session(token, csrf_of(token), expires, Person(name, user.role, hash_of(token)[:16]))


def _who(user: User | None) -> dict[str, str]:
    """Names nobody has are not written down: people type passwords into the wrong field."""
    return {"who": user.name, "role": user.role} if user else {"who": "", "role": "public"}


def _begin(engine: Engine, name: str, address: str, now: datetime, user: User | None, city_id: str) -> int:
    """Count the attempt before it is checked, so that many at once cannot slip through; returns its key. Raises TooMany."""
    with engine.begin() as connection:
        connection.execute(delete(access_attempt).where(access_attempt.c.at <= utc(now - WINDOW)))  # takes the write lock
        retry_s = max(
            _wait_s(connection, and_(access_attempt.c.name_hash == hash_of(name), access_attempt.c.address == address), PER_NAME, now),
            _wait_s(connection, access_attempt.c.name_hash == hash_of(name), PER_NAME_ANYWHERE, now),
            _wait_s(connection, access_attempt.c.address == address, PER_ADDRESS, now),
        )
        if not retry_s:
            row = insert(access_attempt).values(at=utc(now), name_hash=hash_of(name), address=address)
            return int(connection.execute(row).inserted_primary_key[0])  # type: ignore[index]
        append(connection, city_id, at=now, action="session.throttle", **_who(user), details={"address": address, "retry_s": retry_s})
    raise TooMany(retry_s)


def _wait_s(connection: Connection, which: object, most: int, now: datetime) -> int:
    """Seconds until fewer than ``most`` attempts lie in the window; 0 when it is so now."""
    times = connection.execute(select(access_attempt.c.at).where(which).order_by(access_attempt.c.at.desc()).limit(most)).scalars().all()  # type: ignore[arg-type]
    if len(times) < most:
        return 0
    return max(1, round((datetime.fromisoformat(times[-1]) + WINDOW - now).total_seconds()))


def person_of(engine: Engine, office: Office, token: str, now: datetime | None = None, *, touch: bool = True) -> Person | None:
    """The person of a session as the configuration has them now; None when the session is over, idle for an hour, closed, or its
    user gone or with another password. ``touch``: whether asking counts as being active."""
    now = now or datetime.now(UTC)
    table, key = access_session.c, hash_of(token)
    with engine.connect() as connection:
        row = connection.execute(select(access_session).where(table.token_hash == key)).mappings().first()
    if row is None or row["expires_at"] <= utc(now) or row["seen_at"] <= utc(now - IDLE):
        return None
    user = users(office).get(row["who"])
    if user is None or user.stamp != row["stamp"]:
        return None
    if touch and row["seen_at"] <= utc(now - SEEN_EVERY):
        with engine.begin() as connection:
            connection.execute(update(access_session).where(table.token_hash == key).values(seen_at=utc(now)))
    return Person(user.name, user.role, key[:16])


def sign_out(engine: Engine, token: str, now: datetime | None = None, *, city_id: str = "") -> bool:
    """End a session; whether there was one. Its row is deleted, an audit row tells it."""
    with engine.begin() as connection:
        gone = connection.execute(
            delete(access_session)
            .where(access_session.c.token_hash == hash_of(token))
            .returning(access_session.c.who, access_session.c.role)
        ).first()
        if gone:
            append(connection, city_id, at=now or datetime.now(UTC), who=gone.who, role=gone.role, action="session.close")
    return gone is not None

"""Who may sign in: the [[user]] tables of the office's configuration, and their passwords (argon2id, hashes only)."""

import hashlib
from dataclasses import dataclass
from functools import lru_cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from geodata.access.person import ROLES, Role
from geodata.errors import BadInput
from geodata.office import UNUSABLE, Office
from geodata.text import Text

PASSWORD_SHORTEST = 10
PASSWORD_LONGEST = 1000  # bytes: nobody may keep the server busy with a novel
NAME_LONGEST = 64

_hasher = PasswordHasher()


@dataclass(frozen=True, slots=True)
class User:
    """Somebody who may sign in. ``password``: argon2 hash. ``title``: the name on screen, default ``name``."""

    name: str
    role: Role
    password: str
    title: Text

    @property
    def stamp(self) -> str:
        """Changes with the password, so that sessions of an old one end."""
        return hashlib.sha256(self.password.encode()).hexdigest()[:16]


def check_name(name: str) -> str:
    """``name`` when it can be one; BadInput otherwise."""
    if not name or name != name.strip() or len(name) > NAME_LONGEST or not name.isprintable():
        raise BadInput(f"The name {name[:80]!r} must have 1 to {NAME_LONGEST} printable characters without spaces around.")
    return name


def users(office: Office) -> dict[str, User]:
    """Users by name; BadInput naming file and field for one that cannot be used."""
    found: dict[str, User] = {}
    for number, told in enumerate(office.users, start=1):
        where = f"{office.path}: [[user]] number {number}"
        name, role, password = told.get("name"), told.get("role"), told.get("password")
        if not isinstance(name, str) or not name:
            raise BadInput(f"{where}: name is missing.", UNUSABLE)
        if name in found:
            raise BadInput(f"{where}: the name {name!r} stands twice.", UNUSABLE)
        if role not in ROLES[1:]:
            raise BadInput(f"{where} ({name}): role = {role!r} must be one of {', '.join(ROLES[1:])}.", UNUSABLE)
        if not isinstance(password, str) or not password.startswith("$argon2"):
            raise BadInput(f"{where} ({name}): password must be a hash; make one with: python -m geodata access add", UNUSABLE)
        found[name] = User(name, role, password, Text(ko=str(told.get("ko") or name), en=str(told.get("en") or name)))
    return found


def hash_password(password: str) -> str:
    """The argon2id hash of a new password; BadInput for one that is too weak: short, blank, or of one character."""
    if len(password) < PASSWORD_SHORTEST or len(set(password)) < 4 or not password.strip():
        raise BadInput(
            f"The password is too weak: it needs {PASSWORD_SHORTEST} characters or more, at least 4 of them different.",
            Text(
                ko=f"비밀번호는 {PASSWORD_SHORTEST}자 이상이어야 합니다.", en=f"The password needs {PASSWORD_SHORTEST} characters or more."
            ),
        )
    if len(password.encode()) > PASSWORD_LONGEST:
        raise BadInput(f"The password may have {PASSWORD_LONGEST:,} bytes.")
    return _hasher.hash(password)


@lru_cache(maxsize=1)
def _nobody() -> str:
    """A hash no password fits: checked for unknown names, which then take as long as known ones."""
    return _hasher.hash("nobody's password, never accepted")


def is_password(user: User | None, password: str) -> bool:
    """Whether ``password`` is the user's; takes the same time when there is no such user (tens of milliseconds)."""
    if len(password.encode()) > PASSWORD_LONGEST:
        return False
    try:
        return _hasher.verify(user.password if user else _nobody(), password) and user is not None
    except (VerificationError, InvalidHashError):
        return False

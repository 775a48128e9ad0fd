"""Signed addresses of views: URL-safe, short-lived, made with a secret that stays in ``HOME/secret.key``.

A token carries the view's id and when it runs out, nothing else. It opens nothing by itself: the relay looks the view up.
"""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from itsdangerous import BadSignature, URLSafeSerializer

from geodata.errors import SijangsilError
from geodata.settings import Settings

NAME = "secret.key"
LONGEST_TOKEN = 200  # characters; ours have about a hundred


def secret_key(settings: Settings) -> bytes:
    """The secret of this home, 32 random bytes in hexadecimal, mode 600; made once, whoever comes first.

    Raises SijangsilError when the file cannot be used."""
    path = settings.home / NAME
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) < 32:
        raise SijangsilError(f"{path} holds no key of at least 32 bytes; remove it and start again (open views end by that).")
    return key


def _make(path: Path) -> None:
    """Written whole beside it and linked, so that of two processes one wins and nobody reads half a key."""
    draft = path.with_name(f"{NAME}.{os.getpid()}.{secrets.token_hex(4)}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process made it between the look and the link: that key is the one wanted
    finally:
        draft.unlink()


def _serializer(key: bytes) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt="sijangsil.camera-view")


def sign(key: bytes, view: str, expires: datetime) -> str:
    """The token of a view, good until ``expires``."""
    signed = _serializer(key).dumps([view, int(expires.timestamp())])
    return signed.decode() if isinstance(signed, bytes) else signed


def view_of(key: bytes, token: str, now: datetime) -> str | None:
    """The view a token stands for; None when it is not ours, was changed, or has run out."""
    if len(token) > LONGEST_TOKEN:
        return None
    try:
        view, expires = _serializer(key).loads(token)
    except (BadSignature, ValueError, TypeError):
        return None
    return view if isinstance(view, str) and isinstance(expires, int) and now < datetime.fromtimestamp(expires, UTC) else None

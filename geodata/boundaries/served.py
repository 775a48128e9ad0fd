"""Files the browser fetches: named by their content, compressed beforehand, never half-written."""

import gzip
import hashlib
import os
import tempfile
from pathlib import Path

import brotli


def write_served(folder: Path, stem: str, content: bytes) -> str:
    """Write ``<stem>.<hash>.json`` with ``.br`` and ``.gz`` beside it into ``folder``; returns the hash (12 hex digits
    of SHA-256). Each file appears whole or not at all; the plain file comes last, so whoever sees it sees all three."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = hashlib.sha256(content).hexdigest()[:12]
    plain = served_path(folder, stem, digest)
    forms = {
        plain.with_name(plain.name + ".br"): brotli.compress(content, quality=9),
        plain.with_name(plain.name + ".gz"): gzip.compress(content, compresslevel=9, mtime=0),
        plain: content,
    }
    for path, body in forms.items():
        _replace(path, body)
    return digest


def served_path(folder: Path, stem: str, digest: str) -> Path:
    """Where ``write_served`` puts the plain file."""
    return folder / f"{stem}.{digest}.json"


def _replace(path: Path, body: bytes) -> None:
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=".writing-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
        os.chmod(temporary, 0o644)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise

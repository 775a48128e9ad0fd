"""How rows of the audit log are written down and hashed. Pure."""

import hashlib
import json
from typing import Any

from geodata.errors import SijangsilError

HEAD = "audit:head"  # setting: {"n", "hash"}
GENESIS = "0" * 64
DETAILS_BYTES = 20_000


def canonical(details: dict[str, Any]) -> str:
    """``details`` as the one text that is hashed: keys sorted, no spaces. SijangsilError when it is no JSON or too long."""
    try:
        text = json.dumps(details, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as problem:
        raise SijangsilError(f"Details of an audit row must be plain JSON: {problem}.") from problem
    if len(text.encode()) > DETAILS_BYTES:
        raise SijangsilError(f"Details of an audit row may have {DETAILS_BYTES:,} bytes, not {len(text.encode()):,}.")
    return text


def digest(row: dict[str, Any]) -> str:
    """The hash of a row: SHA-256 over its fields as a JSON list, so that no two rows read alike. Hex."""
    fields = [row[name] for name in ("n", "at", "city", "who", "role", "action", "subject", "details", "prev")]
    return hashlib.sha256(json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()).hexdigest()

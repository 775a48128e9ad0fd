"""Reading a provider's fields: numbers that come as strings, times without a zone, metres of another CRS, renamed fields.

Rows have lower-case field names (see ``geodata.dialect.Page``). Unknown is None, never zero.
"""

import hashlib
import math
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from pyproj import Transformer

from geodata.dialect import ProviderError

_ABSENT = {"", "-", "null", "none", "nan"}


def text(row: dict[str, Any], *names: str) -> str | None:
    """The first of the fields that holds something, trimmed; None when all are absent or empty."""
    for name in names:
        value = row.get(name)
        if value is not None and str(value).strip().lower() not in _ABSENT:
            return str(value).strip()
    return None


def number(row: dict[str, Any], *names: str) -> float | None:
    """The first of the fields that holds a finite number ("1,234" reads as 1234), else None."""
    found = text(row, *names)
    try:
        value = float(found.replace(",", "")) if found else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def count(row: dict[str, Any], *names: str) -> int | None:
    """Like ``number`` for things that are counted."""
    value = number(row, *names)
    return None if value is None else round(value)


def local_time(written: str | None, zone: str) -> datetime | None:
    """A provider's local time as UTC: any of YYYYMMDD[HHMM[SS]], YYYY-MM-DD HH:MM[:SS[.f]]; 24:00 is the next midnight.
    None when it is no time."""
    digits = re.sub(r"\D", "", (written or "").split(".")[0])
    if len(digits) not in (8, 10, 12, 14):
        return None
    digits = digits.ljust(14, "0")
    midnight_after = digits[8:10] == "24"
    try:
        moment = datetime.strptime(digits[:8] + ("00" if midnight_after else digits[8:10]) + digits[10:], "%Y%m%d%H%M%S")
    except ValueError:
        return None
    return (moment + timedelta(days=midnight_after)).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


def iso(moment: datetime | None) -> str | None:
    """UTC ISO-8601 text for props, or None."""
    return moment.isoformat(timespec="seconds") if moment else None


@lru_cache(maxsize=8)
def _transformer(crs: int) -> Transformer:
    return Transformer.from_crs(crs, 4326, always_xy=True)


def lonlat(crs: int, x: float | None, y: float | None) -> tuple[float | None, float | None]:
    """Metres of EPSG ``crs`` as WGS 84 degrees; (None, None) when either is unknown or falls off the CRS."""
    if x is None or y is None:
        return None, None
    lon, lat = _transformer(crs).transform(x, y)
    return (lon, lat) if math.isfinite(lon) and math.isfinite(lat) else (None, None)


def require(service: str, rows: Sequence[dict[str, Any]], *fields: str | tuple[str, ...]) -> None:
    """ProviderError when a field (or, for a tuple, every one of its names) is absent from all rows: it was renamed."""
    if not rows:
        return
    seen = set().union(*rows)
    lost = ["/".join(f) if isinstance(f, tuple) else f for f in fields if not seen & set((f,) if isinstance(f, str) else f)]
    if lost:
        sentence = f"{service}: no row has the field {', '.join(lost)} any more; the reply has: {', '.join(sorted(seen))[:300]}."
        raise ProviderError(f"{sentence} The provider renamed it; add the new name to the connector.", "later", kind="shape")


def fingerprint(*parts: object) -> str:
    """16 hex digits that are the same for the same parts, in every process."""
    return hashlib.sha256("\x1f".join(map(str, parts)).encode()).hexdigest()[:16]


def same_happening(started: datetime | None, words: str | None) -> str | None:
    """Fingerprint shared by two services that report one incident: its start and the first 20 letters and digits of its
    text (punctuation and line breaks differ between services). None when either is unknown."""
    core = re.sub(r"\W+", "", words or "")[:20]
    return fingerprint(iso(started), core) if started and core else None

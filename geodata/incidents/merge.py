"""Whether two reports tell of one event. Pure: traces in, groups out.

Providers that share a fingerprint (``props.same_as``) agree by themselves, unless their positions are far apart (a fingerprint
knows start and text only, and "works, one lane closed" begins at nine in many places). Else two reports are one event when they are of one
kind, at most ``TIME_APART`` and ``DISTANCE_M`` apart, and their words are alike (Jaccard of the two-letter sequences at least
``LIKENESS``: spelling, punctuation and lane numbers may differ, another street does not pass). Unknown time, position or words
never merge: being near each other is no reason. Groups are the connected pieces of this relation, so the order in which reports
come makes no difference.
"""

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

TIME_APART = timedelta(minutes=15)
DISTANCE_M = 150.0
FINGERPRINT_M = 1000.0
LIKENESS = 0.5

FIRST = "first"
FINGERPRINT = "same fingerprint"
ALIKE = "same time, text and place"

_METRES_A_DEGREE = 111_320.0
_NOT_LETTERS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class Trace:
    """What of a report decides whether it is the same event. ``at``: when it began, UTC; ``words``: its text as told."""

    id: str
    kind: str
    at: datetime | None
    lon: float | None
    lat: float | None
    words: str | None
    same_as: str | None


def distance_m(a: Trace, b: Trace) -> float:
    """Metres between two traces on a plane (good to a thousandth within a city); infinite when a position is unknown."""
    if a.lon is None or a.lat is None or b.lon is None or b.lat is None:
        return math.inf
    x = (a.lon - b.lon) * math.cos(math.radians((a.lat + b.lat) / 2))
    return math.hypot(x, a.lat - b.lat) * _METRES_A_DEGREE


@lru_cache(maxsize=4096)
def _pairs(words: str) -> frozenset[str]:
    letters = _NOT_LETTERS.sub("", words.casefold())
    return frozenset(letters[i : i + 2] for i in range(len(letters) - 1))


def likeness(a: str | None, b: str | None) -> float:
    """Jaccard index 0..1 of the two-letter sequences of two texts; 0 when one is unknown or has fewer than two letters."""
    one, two = _pairs(a or ""), _pairs(b or "")
    return len(one & two) / len(one | two) if one and two else 0.0


def same_event(a: Trace, b: Trace) -> str | None:
    """Why two reports are one event (FINGERPRINT or ALIKE), None when they are not."""
    apart_m = distance_m(a, b)
    if a.same_as and a.same_as == b.same_as and (apart_m <= FINGERPRINT_M or math.isinf(apart_m)):
        return FINGERPRINT
    if a.kind != b.kind or a.at is None or b.at is None or abs(a.at - b.at) > TIME_APART:
        return None
    return ALIKE if apart_m <= DISTANCE_M and likeness(a.words, b.words) >= LIKENESS else None


def grouped(traces: Sequence[Trace]) -> list[list[Trace]]:
    """The traces in groups of one event each; groups and their members in the order of (time, id)."""
    ordered = sorted(traces, key=_age)
    root = list(range(len(ordered)))

    def find(i: int) -> int:
        while root[i] != i:
            root[i] = root[root[i]]
            i = root[i]
        return i

    alike: dict[str, list[int]] = {}
    first = 0
    for i, trace in enumerate(ordered):
        if trace.same_as:
            for j in alike.setdefault(trace.same_as, []):
                if same_event(trace, ordered[j]):
                    root[find(i)] = find(j)
            alike[trace.same_as].append(i)
        if trace.at is None:
            continue
        while (begun := ordered[first].at) is not None and trace.at - begun > TIME_APART:
            first += 1
        for j in range(first, i):
            if same_event(trace, ordered[j]):
                root[find(i)] = find(j)
    groups: dict[int, list[Trace]] = {}
    for i, trace in enumerate(ordered):
        groups.setdefault(find(i), []).append(trace)
    return sorted(groups.values(), key=lambda group: _age(group[0]))


def matching(group: Iterable[Trace], known: Sequence[tuple[str, Trace]]) -> tuple[str, str] | None:
    """(incident id, why) of the incident that a group belongs to, None for none. ``known``: (incident id, trace of one of its
    reports). Of several the fingerprint counts first, then the oldest."""
    found = [
        (why != FINGERPRINT, _age(trace), incident, why) for one in group for incident, trace in known if (why := same_event(one, trace))
    ]
    return min(found)[2:] if found else None


def _age(trace: Trace) -> tuple[bool, float, str]:
    """Sort key: by time, unknown times last, then by id."""
    return trace.at is None, trace.at.timestamp() if trace.at else 0.0, trace.id

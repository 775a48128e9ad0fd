"""What an incident is: kinds, severities, and the small state machine of its life. Pure; nothing here reads a clock or a table.

A life goes reported -> dispatched -> arrived -> controlled -> closed. Stages may be left out (nothing is "under control" in a
medical call; a feed that is asked every few minutes does not see every stage), and closing is legal from anywhere. Going back is
illegal, and so is a stage that lies before the call or before an earlier stage. What is illegal is kept and flagged, never lost.
"""

from collections.abc import Mapping
from typing import Any

from geodata.text import Text

KINDS = ("fire", "rescue", "medical", "road", "disaster", "crowd", "facility")
STATUSES = ("reported", "dispatched", "arrived", "controlled", "closed")
SEVERITIES = (1, 2, 3, 4)  # minor, moderate, serious, grave

# Topics whose features are incidents, and the kind of those whose own kind is none of KINDS.
TOPICS: dict[str, str] = {
    "emergency_calls": "rescue",
    "road_incidents": "road",
    "disaster_messages": "disaster",
    "crowd": "crowd",
    "facility_faults": "facility",
}
_CALLS = ("fire", "rescue", "medical")  # an emergency call's own kind says which it is

# Severity where the provider states none: by kind, then corrected by (kind, subkind), then raised by the vehicles sent.
_BY_KIND = {"fire": 3, "rescue": 2, "medical": 2, "road": 2, "disaster": 3, "crowd": 2, "facility": 1}
_BY_SUBKIND = {("road", "works"): 1, ("road", "event"): 1, ("road", "other"): 1, ("road", "breakdown"): 1}
SEVERAL_UNITS, MANY_UNITS = 3, 6

# What a flag says, by its code. {stage} is filled with the stage's name.
_SENTENCES: dict[str, Text] = {
    "before_call": Text(ko="{stage} 시각이 신고 시각보다 앞섭니다.", en="The time of “{stage}” lies before the call."),
    "out_of_order": Text(ko="{stage} 시각이 앞 단계의 시각보다 앞섭니다.", en="The time of “{stage}” lies before an earlier stage."),
    "future_time": Text(ko="{stage} 시각이 미래여서 쓰지 않았습니다.", en="The time of “{stage}” lies in the future and was not used."),
    "unreadable_time": Text(ko="{stage} 시각을 읽을 수 없습니다.", en="The time of “{stage}” cannot be read."),
    "unknown_status": Text(ko="제공 기관이 알 수 없는 상태를 보냈습니다.", en="The provider told a status that is not known here."),
    "went_back": Text(ko="제공 기관이 상태를 {stage}(으)로 되돌렸습니다.", en="The provider went back to “{stage}”."),
    "reopened": Text(ko="종료된 뒤 다시 접수되었습니다.", en="It was told of again after it had been closed."),
}
STAGES: dict[str, Text] = {
    "reported": Text(ko="신고", en="reported"),
    "dispatched": Text(ko="출동", en="dispatched"),
    "arrived": Text(ko="도착", en="arrived"),
    "controlled": Text(ko="통제", en="under control"),
    "closed": Text(ko="종료", en="closed"),
}
FLAG_CODES = tuple(_SENTENCES)


def kind_of(topic: str, subkind: str | None) -> str:
    """Kind of an incident of ``topic`` (one of TOPICS) whose feature's own kind is ``subkind``."""
    return subkind if topic == "emergency_calls" and subkind in _CALLS else TOPICS[topic]


def kinds_of(topic: str) -> tuple[str, ...]:
    """Every kind an incident of ``topic`` can have."""
    return _CALLS if topic == "emergency_calls" else (TOPICS[topic],)


def severity_of(kind: str, subkind: str | None, told: Any, units: int | None) -> int:
    """1 to 4: what the provider told if it is one of these, else by kind and subkind; three vehicles raise it by one, six make it 4."""
    if isinstance(told, int) and not isinstance(told, bool) and told in SEVERITIES:
        return told
    if units is not None and units >= MANY_UNITS:
        return 4
    raised = 1 if units is not None and units >= SEVERAL_UNITS else 0
    return min(_BY_SUBKIND.get((kind, subkind or ""), _BY_KIND[kind]) + raised, 4)


def is_legal(before: str | None, to: str) -> bool:
    """Whether an incident may go from ``before`` (None: not known yet) to ``to``. Staying is legal; back is not."""
    return before is None or STATUSES.index(to) >= STATUSES.index(before)


def next_status(before: str | None, told: str) -> tuple[str, bool]:
    """(status afterwards, legal): a stage once reached is not undone by a provider that goes back. Only a closed incident that is
    told of again takes the told status: it is open, whatever was believed."""
    legal = is_legal(before, told)
    return (told if legal or before == "closed" or before is None else before), legal


def reached(times: Mapping[str, str | None]) -> str:
    """The furthest stage that has a time; ``times``: UTC text or None by status."""
    return next((stage for stage in reversed(STATUSES) if times.get(stage)), "reported")


def disorder(times: Mapping[str, str | None], stage: str) -> str | None:
    """Why the time of ``stage`` cannot be: "before_call", "out_of_order", or None when it can (or is unknown)."""
    at = times.get(stage)
    earlier = [times[s] for s in STATUSES[: STATUSES.index(stage)] if times.get(s)]
    if at is None or not earlier or all(at >= e for e in earlier if e):
        return None
    call = times.get("reported")
    return "before_call" if call and at < call else "out_of_order"


def flag(code: str, stage: str, feed: str, at: str) -> dict[str, str]:
    """One entry of an incident's ``flags``. ``at``: UTC text; ``stage``: a status the sentence names."""
    words = _SENTENCES[code]
    particle = "로" if _open_ended(STAGES[stage].ko) else "으로"
    ko = words.ko.replace("(으)로", particle).format(stage=STAGES[stage].ko)
    return {"at": at, "feed": feed, "code": code, "ko": ko, "en": words.en.format(stage=STAGES[stage].en)}


def _open_ended(word: str) -> bool:
    """Whether the particle 로 follows without 으: after a vowel or ㄹ."""
    return (ord(word[-1]) - 0xAC00) % 28 in (0, 8)

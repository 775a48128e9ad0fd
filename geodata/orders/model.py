"""What an order is and how it may move. Pure: no clock, no database.

given -> seen -> accepted -> done; refused from seen; withdrawn by the giver before it is closed. Opening again (on a new device, by
a new link) and making a new link are steps that leave the state as it is.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from geodata.city import City
from geodata.errors import BadInput, SijangsilError
from geodata.indicators.catalogue import indicators
from geodata.text import Text

State = Literal["given", "seen", "accepted", "done", "refused", "withdrawn"]
STATES: tuple[State, ...] = ("given", "seen", "accepted", "done", "refused", "withdrawn")
OPEN: tuple[State, ...] = ("given", "seen", "accepted")

# action -> state before -> state after; what does not stand here is not possible.
MOVES: dict[str, dict[State, State]] = {
    "open": {"given": "seen", "seen": "seen", "accepted": "accepted"},
    "accept": {"seen": "accepted"},
    "refuse": {"seen": "refused"},
    "done": {"accepted": "done"},
    "withdraw": {"given": "withdrawn", "seen": "withdrawn", "accepted": "withdrawn"},
    "remind": {"given": "given", "seen": "seen", "accepted": "accepted"},
}
ANSWERS = ("accept", "refuse", "done")  # what the recipient's page sends
WANTS_NOTE = ("refuse", "done")

TEXT_LENGTH = 1000
LINK_LASTS = timedelta(days=7)  # after the due time
SESSION_LASTS = timedelta(days=30)  # after the due time, for an order nobody closed
AFTER_CLOSING = timedelta(hours=24)
LONGEST = timedelta(days=366)

WORDS: dict[State, Text] = {
    "given": Text(ko="전달됨", en="given"),
    "seen": Text(ko="확인함", en="seen"),
    "accepted": Text(ko="수락함", en="accepted"),
    "done": Text(ko="완료", en="done"),
    "refused": Text(ko="거부됨", en="refused"),
    "withdrawn": Text(ko="철회됨", en="withdrawn"),
}


class NotPossible(BadInput):
    """The order's state does not allow the step; somebody else may have been quicker."""


class NotAllowed(BadInput):
    """This person may not do that with this order."""


class LinkOver(BadInput):
    """A link that opens nothing any more: used, cut, expired or never made. ``why`` is one of these five words."""

    def __init__(self, why: Literal["used", "cut", "expired", "closed", "unknown"]):
        super().__init__(f"The link to an order is {why}; make a new one.", _LINK_WORDS[why])
        self.why = why


_LINK_WORDS = {
    "used": Text(
        ko="이미 다른 기기에서 열린 링크입니다. 지시한 사람에게 새 링크를 요청해 주세요.",
        en="This link was already opened on another device; ask for a new link.",
    ),
    "cut": Text(
        ko="새 링크가 발급되어 이 링크는 더 이상 쓸 수 없습니다. 가장 최근에 받은 링크를 열어 주세요.",
        en="A newer link was made, so this one no longer works. Open the one you got last.",
    ),
    "expired": Text(ko="기한이 지난 링크입니다. 지시한 사람에게 새 링크를 요청해 주세요.", en="This link has expired; ask for a new link."),
    "closed": Text(
        ko="열기 전에 철회된 지시입니다. 하실 일이 없습니다.", en="This order was withdrawn before it was opened. There is nothing to do."
    ),
    "unknown": Text(
        ko="그런 지시 링크가 없습니다. 주소를 끝까지 복사했는지 확인해 주세요.",
        en="There is no such link. Check that you copied the whole address.",
    ),
}


def next_state(state: State, action: str) -> State:
    """The state after ``action``. Raises NotPossible naming both when it is not allowed from ``state``."""
    after = MOVES.get(action, {}).get(state)
    if after is None:
        words = WORDS[state]
        raise NotPossible(
            f"An order that is {state} cannot take the step {action!r}; reload it and look at its state.",
            Text(
                ko=f"지금 상태({words.ko})에서는 할 수 없습니다. 다른 사람이 먼저 처리했을 수 있으니 화면을 새로 고쳐 주세요.",
                en=f"That is not possible now: the order is {words.en}. Somebody may have been quicker; please reload.",
            ),
        )
    return after


def is_overdue(state: str, due_at: datetime, now: datetime) -> bool:
    """Whether the due time has passed and the order is not closed."""
    return state in OPEN and due_at < now


@dataclass(frozen=True, slots=True)
class Subject:
    """What an order is about. ``kind``: 'incident', 'area' or 'indicator'; ``area``: of an indicator, or None."""

    kind: Literal["incident", "area", "indicator"]
    id: str
    area: str | None = None

    def as_dict(self) -> dict[str, str]:
        """{"incident": id}, {"area": id} or {"indicator": id, "area": id}."""
        return {str(self.kind): self.id} | ({"area": self.area} if self.area and self.kind == "indicator" else {})


def subject_of(told: Any, city: City) -> Subject:
    """The subject as told by a request: {"incident": id} | {"area": id} | {"indicator": id, "area": id?}. BadInput naming the
    field; whether an incident exists is asked where the order is stored."""
    words = Text(ko="지시 대상을 읽을 수 없습니다.", en="What the order is about cannot be read.")
    if not isinstance(told, dict) or not all(isinstance(v, str) and 0 < len(v) <= 200 for v in told.values()):
        raise BadInput(f"Field subject={str(told)[:80]!r} must be an object of short texts.", words)
    area = told.get("area")
    if area is not None and area not in city.areas:
        raise BadInput(f"Field subject.area={area[:80]!r} is no area of {city.id}; give one of its codes.", words)
    if told.keys() == {"incident"}:
        return Subject("incident", told["incident"])
    if told.keys() == {"area"}:
        return Subject("area", told["area"])
    if "indicator" in told and told.keys() <= {"indicator", "area"}:
        if told["indicator"] not in indicators():
            raise BadInput(f"Field subject.indicator={told['indicator'][:80]!r} is no indicator that is declared.", words)
        return Subject("indicator", told["indicator"], area)
    raise BadInput('Field subject must be {"incident"}, {"area"} or {"indicator", "area"}.', words)


def clean(text: Any, field: str, *, required: bool = True) -> str:
    """A text as a person typed it, without control characters; markup stays text. BadInput when it is no text, longer than 1,000
    characters, or empty though ``required``."""
    if not isinstance(text, str):
        raise BadInput(f"Field {field} must be a text.", SijangsilError("").screen)
    told = "".join(c for c in text.replace("\r\n", "\n") if c in "\n\t" or (c.isprintable())).strip()
    if required and not told:
        raise BadInput(f"Field {field} is empty; write what is meant.", Text(ko="내용을 적어 주세요.", en="Please write something."))
    if len(told) > TEXT_LENGTH:
        raise BadInput(
            f"Field {field} has {len(told):,} characters; {TEXT_LENGTH:,} are allowed.",
            Text(ko="1,000자까지 적을 수 있습니다.", en="At most 1,000 characters."),
        )
    return told

"""The state machine of an order, table-driven, and what an order may hold."""

from datetime import datetime, timedelta

import pytest

from geodata.city import City
from geodata.errors import BadInput
from geodata.orders.give import Due
from geodata.orders.model import MOVES, STATES, NotPossible, Subject, clean, is_overdue, next_state, subject_of
from tests.geodata.orders.made_up import NOW

ALLOWED = {
    ("given", "open"): "seen", ("seen", "open"): "seen", ("accepted", "open"): "accepted",
    ("seen", "accept"): "accepted", ("seen", "refuse"): "refused", ("accepted", "done"): "done",
    ("given", "withdraw"): "withdrawn", ("seen", "withdraw"): "withdrawn", ("accepted", "withdraw"): "withdrawn",
    ("given", "remind"): "given", ("seen", "remind"): "seen", ("accepted", "remind"): "accepted",
}  # fmt: skip


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("action", [*MOVES, "give", "nonsense"])
def test_every_pair_of_state_and_action(state: str, action: str) -> None:
    wanted = ALLOWED.get((state, action))
    if wanted:
        assert next_state(state, action) == wanted
    else:
        with pytest.raises(NotPossible, match=state):
            next_state(state, action)


@pytest.mark.parametrize(("state", "late"), [(s, s in ("given", "seen", "accepted")) for s in STATES])
def test_only_open_orders_can_be_overdue(state: str, late: bool) -> None:
    assert is_overdue(state, NOW - timedelta(seconds=1), NOW) is late
    assert not is_overdue(state, NOW, NOW)


def test_the_due_time_lies_in_the_future_and_is_told_once(tiny: City) -> None:
    assert Due(in_s=900).moment(tiny, NOW) == NOW + timedelta(minutes=15)
    assert Due(at=datetime.fromisoformat("2026-11-24T13:00:00+09:00")).moment(tiny, NOW) == NOW + timedelta(hours=1)
    assert Due(local=datetime(2026, 11, 24, 18, 0)).moment(tiny, NOW).isoformat() == "2026-11-24T17:00:00+00:00"  # the city's own clock
    bad = [Due(), Due(in_s=5, at=NOW), Due(in_s=0), Due(in_s=-5), Due(in_s=10**30), Due(at=NOW), Due(at=datetime(2027, 1, 1)), Due(local=datetime(2030, 1, 1))]  # fmt: skip
    for due in bad:
        with pytest.raises(BadInput, match="due"):
            due.moment(tiny, NOW)


def test_a_text_keeps_its_markup_as_text_and_loses_what_cannot_be_seen() -> None:
    assert clean("  <b>불</b>\r\n끄기\x00\u202e ", "text") == "<b>불</b>\n끄기"
    assert len(clean("가" * 1000, "text")) == 1000
    for bad in ("", " \n", "가" * 1001, None, 5):
        with pytest.raises(BadInput, match="text"):
            clean(bad, "text")
    assert clean("", "note", required=False) == ""


def test_a_subject_is_one_of_three(tiny: City) -> None:
    area = tiny.districts[0].id
    assert subject_of({"incident": "a:b"}, tiny) == Subject("incident", "a:b")
    assert subject_of({"area": area}, tiny).as_dict() == {"area": area}
    assert subject_of({"indicator": "population", "area": area}, tiny).as_dict() == {"indicator": "population", "area": area}
    for bad in (None, [], {}, {"area": "nowhere"}, {"incident": "a", "area": area}, {"incident": 5}, {"other": "x"}, {"incident": ""}):
        with pytest.raises(BadInput, match="subject"):
            subject_of(bad, tiny)

"""The recipient's link: looking never uses it up, it opens once, a new one cuts the old, everything ends in time."""

import threading

import pytest
from sqlalchemy import Engine

from geodata.city import City
from geodata.orders import answer, look, open_link, read, remind
from geodata.orders.links import csrf_of
from geodata.orders.model import LinkOver
from tests.geodata.orders.made_up import GIVER, NOW, later, ordered


def test_looking_uses_nothing_up_and_shows_no_text(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    for _ in range(5):
        seen = look(fire, tiny, given.link_token, ["another session"], NOW)
        assert seen.state == "fresh"
        assert set(seen.order) == {"id", "recipient"}
    assert read.one(fire, tiny, given.order["id"])["state"] == "given"
    assert look(fire, tiny, "no such token", [], NOW).state == "unknown"


def test_the_second_person_is_told_and_the_first_comes_back(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    mine = open_link(fire, tiny, given.link_token, NOW).session
    with pytest.raises(LinkOver, match="used") as refused:
        open_link(fire, tiny, given.link_token, NOW)
    assert "이미 다른 기기에서" in refused.value.screen.ko
    assert look(fire, tiny, given.link_token, ["theirs"], NOW).state == "used"
    again = look(fire, tiny, given.link_token, ["of another order", mine], NOW)
    assert (again.state, again.order["text"]) == ("open", given.order["text"])


def test_of_many_openings_at_once_exactly_one_opens(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    outcomes: list[str] = []
    start = threading.Barrier(6)

    def one() -> None:
        start.wait()
        try:
            open_link(fire, tiny, given.link_token, NOW)
            outcomes.append("opened")
        except LinkOver as over:
            outcomes.append(over.why)

    threads = [threading.Thread(target=one) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["opened", *["used"] * 5]


def test_a_new_link_cuts_the_old_one_and_its_session(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    old = open_link(fire, tiny, given.link_token, NOW).session
    answer(fire, tiny, old, given.order["id"], "accept", "", NOW)
    again = remind(fire, tiny, GIVER, given.order["id"], later(minutes=1))
    assert look(fire, tiny, given.link_token, [old], later(minutes=1)).state == "cut"
    with pytest.raises(LinkOver, match="cut"):
        answer(fire, tiny, old, given.order["id"], "done", "끝", later(minutes=1))
    new = open_link(fire, tiny, again.link_token, later(minutes=2))
    assert new.order["state"] == "accepted", "what was answered stays answered"
    assert [s["action"] for s in new.order["steps"]] == ["give", "open", "accept", "remind", "open"]
    assert answer(fire, tiny, new.session, given.order["id"], "done", "끝", later(minutes=3))["state"] == "done"


def test_a_link_ends_a_week_after_the_due_time(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)  # due after 30 minutes
    assert look(fire, tiny, given.link_token, [], later(days=7, minutes=29)).state == "fresh"
    assert look(fire, tiny, given.link_token, [], later(days=7, minutes=31)).state == "expired"
    with pytest.raises(LinkOver, match="expired"):
        open_link(fire, tiny, given.link_token, later(days=7, minutes=31))


def test_a_session_ends_a_day_after_closing_and_never_lasts_for_ever(fire: Engine, tiny: City) -> None:
    given, idle = ordered(fire, tiny), ordered(fire, tiny)
    session = open_link(fire, tiny, given.link_token, NOW).session
    assert look(fire, tiny, given.link_token, [session], later(days=8)).state == "open", "late is not lost"
    answer(fire, tiny, session, given.order["id"], "refuse", "관할 아님", later(days=8))
    assert look(fire, tiny, given.link_token, [session], later(days=8, hours=23)).state == "open"
    assert look(fire, tiny, given.link_token, [session], later(days=9, hours=1)).state == "expired"
    other = open_link(fire, tiny, idle.link_token, NOW).session
    assert look(fire, tiny, idle.link_token, [other], later(days=31)).state == "expired"
    with pytest.raises(LinkOver, match="expired"):
        answer(fire, tiny, other, idle.order["id"], "accept", "", later(days=31))


def test_a_session_opens_its_own_order_only(fire: Engine, tiny: City) -> None:
    one, two = ordered(fire, tiny), ordered(fire, tiny)
    session = open_link(fire, tiny, one.link_token, NOW).session
    open_link(fire, tiny, two.link_token, NOW)
    with pytest.raises(LinkOver):
        answer(fire, tiny, session, two.order["id"], "accept", "", NOW)
    assert read.one(fire, tiny, two.order["id"])["state"] == "seen"
    assert csrf_of(session, one.order["id"]) != csrf_of(session, two.order["id"])

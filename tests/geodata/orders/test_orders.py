"""An order from giving to closing: every step in the steps, the audit log and the stream, or in none of them."""

import threading

import pytest
from sqlalchemy import Engine, delete, select, update
from sqlalchemy.exc import DatabaseError

from geodata.access.person import PUBLIC, Person
from geodata.audit import log
from geodata.city import City
from geodata.db.orders import order_given, order_link, order_step
from geodata.errors import BadInput
from geodata.feeds.read import events_since
from geodata.orders import Due, answer, give, look, open_link, read, remind, steps, withdraw
from geodata.orders.give import link_of
from geodata.orders.model import LinkOver, NotAllowed, NotPossible, Subject
from tests.geodata.orders.made_up import ADMINISTRATOR, DUTY, FIRE, GIVER, MARKUP, NOW, OTHER, later, ordered


def trail(engine: Engine, city: City, order_id: str) -> list[str]:
    """Actions of the order in the audit log, oldest first."""
    found = log.rows(engine, city.id, subject=f"order:{order_id}").rows
    return [row["action"].removeprefix("order.") for row in reversed(found)]


def test_the_whole_way_is_stamped_and_audited(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    opened = open_link(fire, tiny, given.link_token, later(minutes=2))
    accepted = answer(fire, tiny, opened.session, given.order["id"], "accept", "", later(minutes=3))
    assert accepted["state"] == "accepted"
    done = answer(fire, tiny, opened.session, given.order["id"], "done", "다 껐음", later(minutes=9))
    assert [(s["action"], s["from"], s["to"], s["by"], s["note"]) for s in done["steps"]] == [
        ("give", None, "given", "kim", None), ("open", "given", "seen", "", None),
        ("accept", "seen", "accepted", "", None), ("done", "accepted", "done", "", "다 껐음"),
    ]  # fmt: skip
    assert [s["at"][14:16] for s in done["steps"]] == ["00", "02", "03", "09"]
    assert (done["state"], done["closed_at"], done["overdue"]) == ("done", "2026-11-24T03:09:00+00:00", False)
    assert trail(fire, tiny, done["id"]) == [s["action"] for s in done["steps"]]
    assert log.verify(fire).good
    rows = log.rows(fire, tiny.id, action="order").rows
    assert {row["who"] for row in rows} == {"kim", f"contact:{DUTY.id}"}
    assert {row["role"] for row in rows} == {"duty", "recipient"}


def test_each_step_is_told_to_the_giver_by_the_stream(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    open_link(fire, tiny, given.link_token, NOW)
    told = [e for e in events_since(fire, 0, 100) if e["topic"] == "orders"]
    assert [(e["kind"], e["body"]["order"]["state"]) for e in told] == [("order", "given"), ("order", "seen")]
    assert given.link_token not in str(told)


def test_what_opens_a_door_is_kept_as_a_hash_only(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    opened = open_link(fire, tiny, given.link_token, NOW)
    fire.dispose()
    for path in fire.url.database and [fire.url.database, fire.url.database + "-wal"]:
        try:
            kept = open(path, "rb").read()  # noqa: SIM115
        except FileNotFoundError:
            continue
        assert given.link_token.encode() not in kept
        assert opened.session.encode() not in kept


def test_an_order_keeps_its_words_and_knows_where(fire: Engine, tiny: City) -> None:
    order = ordered(fire, tiny, subject=Subject("incident", FIRE + "-twin")).order
    assert order["text"] == MARKUP
    assert order["subject"] == {"incident": FIRE}, "a report's id leads to the incident"
    assert order["about"]["title"]["en"] == "Building fire"
    assert order["about"]["link"] == "feature=emergency_calls%3Af1"
    assert [name["ko"] for name in order["about"]["areas"]] == [tiny.districts[0].name.ko, tiny.neighbourhoods[0].name.ko]
    assert order["recipient"]["department"]["ko"] == "재난상황과"
    assert order["recipient"]["demo"] is True


def test_an_order_may_be_about_an_area_or_an_indicator(fire: Engine, tiny: City) -> None:
    area = tiny.neighbourhoods[0]
    on_area = ordered(fire, tiny, subject=Subject("area", area.id)).order
    assert on_area["about"]["title"]["en"] == area.name.en
    figure = Subject("indicator", "population", tiny.districts[0].id)
    on_figure = ordered(fire, tiny, subject=figure).order
    assert on_figure["about"]["title"]["en"] == "Registered population"
    assert [o["id"] for o in read.for_subject(fire, tiny, figure)] == [on_figure["id"]]
    assert read.for_subject(fire, tiny, Subject("incident", FIRE)) == []


@pytest.mark.parametrize(
    ("changed", "problem", "words"),
    [
        ({"contact_id": "nobody"}, BadInput, "contact"),
        ({"subject": Subject("incident", "x:y")}, BadInput, "incident"),
        ({"text": "가" * 1001}, BadInput, "text"),
        ({"due": Due(at=NOW)}, BadInput, "due"),
        ({"person": PUBLIC}, NotAllowed, "public"),
        ({"person": Person("a", "auditor")}, NotAllowed, "auditor"),
    ],
)
def test_a_bad_order_changes_nothing(fire: Engine, tiny: City, changed: dict, problem: type[BadInput], words: str) -> None:
    with pytest.raises(problem, match=words):
        ordered(fire, tiny, **changed)
    with fire.connect() as connection:
        assert [connection.execute(select(t)).first() for t in (order_given, order_step, order_link)] == [None, None, None]
    assert log.rows(fire, tiny.id, action="order").total == 0
    assert events_since(fire, 0, 10) == []


def test_overdue_follows_the_clock(fire: Engine, tiny: City) -> None:
    late, soon = ordered(fire, tiny, due=Due(in_s=600)).order, ordered(fire, tiny, due=Due(in_s=5400)).order
    assert read.overdue(fire, tiny, later(minutes=10)) == []
    assert [o["id"] for o in read.overdue(fire, tiny, later(minutes=11))] == [late["id"]]
    listed = read.all_open(fire, tiny, GIVER, later(minutes=11))
    assert [(o["id"], o["overdue"]) for o in listed] == [(late["id"], True), (soon["id"], False)]
    withdraw(fire, tiny, GIVER, late["id"], "", later(minutes=12))
    assert read.overdue(fire, tiny, later(minutes=13)) == []
    with pytest.raises(NotAllowed):
        read.all_open(fire, tiny, PUBLIC)


def test_refusing_and_done_want_a_note(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    session = open_link(fire, tiny, given.link_token, NOW).session
    with pytest.raises(BadInput, match="note"):
        answer(fire, tiny, session, given.order["id"], "refuse", " ", NOW)
    with pytest.raises(NotPossible, match="seen"):
        answer(fire, tiny, session, given.order["id"], "done", "했음", NOW)  # accepted first
    assert answer(fire, tiny, session, given.order["id"], "refuse", "관할이 아님", NOW)["state"] == "refused"


def test_only_the_giver_withdraws_and_only_before_the_end(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    for step in (
        lambda: withdraw(fire, tiny, OTHER, given.order["id"], "", NOW),
        lambda: remind(fire, tiny, OTHER, given.order["id"], NOW),
    ):
        with pytest.raises(NotAllowed, match="lee"):
            step()
    assert read.one(fire, tiny, given.order["id"])["state"] == "given"
    assert withdraw(fire, tiny, ADMINISTRATOR, given.order["id"], "잘못 보냄", NOW)["state"] == "withdrawn"
    with pytest.raises(NotPossible, match="withdrawn"):
        withdraw(fire, tiny, GIVER, given.order["id"], "", NOW)
    with pytest.raises(BadInput, match="no order"):
        withdraw(fire, tiny, GIVER, "nonsense", "", NOW)
    assert trail(fire, tiny, given.order["id"]) == ["give", "withdraw"]


def test_of_many_answers_at_once_exactly_one_is_taken(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    session = open_link(fire, tiny, given.link_token, NOW).session
    outcomes: list[str] = []
    start = threading.Barrier(8)

    def one(action: str) -> None:
        start.wait()
        try:
            outcomes.append(answer(fire, tiny, session, given.order["id"], action, "이유", NOW)["state"])
        except NotPossible as told:
            outcomes.append(told.screen.en[:28])

    threads = [threading.Thread(target=one, args=("accept" if n % 2 else "refuse",)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    order = read.one(fire, tiny, given.order["id"])
    assert sorted(outcomes) == sorted([order["state"], *["That is not possible now: th"] * 7])
    assert [s["action"] for s in order["steps"]] == trail(fire, tiny, order["id"])
    assert len(order["steps"]) == 3


def test_a_past_moment_shows_what_stood_then(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    open_link(fire, tiny, given.link_token, later(minutes=5))
    incident = Subject("incident", FIRE)
    assert read.for_subject(fire, tiny, incident, later(minutes=-1), past=True) == []
    (then,) = read.for_subject(fire, tiny, incident, later(minutes=1), past=True)
    assert (then["state"], len(then["steps"])) == ("given", 1)
    assert read.for_subject(fire, tiny, incident, later(minutes=6), past=True)[0]["state"] == "seen"


def test_steps_cannot_be_changed_or_removed(fire: Engine, tiny: City) -> None:
    ordered(fire, tiny)
    for change in (update(order_step).values(note="x"), delete(order_step)):
        with pytest.raises(DatabaseError, match="never changed"), fire.begin() as connection:
            connection.execute(change)


def test_a_failure_in_the_middle_leaves_nothing(fire: Engine, tiny: City, monkeypatch: pytest.MonkeyPatch) -> None:
    given = ordered(fire, tiny)
    monkeypatch.setattr(steps, "append_event", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        open_link(fire, tiny, given.link_token, NOW)
    with pytest.raises(ZeroDivisionError):
        give(fire, tiny, GIVER, contact_id=DUTY.id, text="x", due=Due(in_s=60), subject=Subject("incident", FIRE), now=NOW)
    assert read.one(fire, tiny, given.order["id"])["state"] == "given"
    assert len(read.all_open(fire, tiny, GIVER, NOW)) == 1
    assert trail(fire, tiny, given.order["id"]) == ["give"]
    assert look(fire, tiny, given.link_token, [], NOW).state == "fresh"
    assert link_of(fire, tiny, given.order["id"])["opened_at"] is None


def test_a_link_to_a_withdrawn_order_says_so(fire: Engine, tiny: City) -> None:
    given = ordered(fire, tiny)
    withdraw(fire, tiny, GIVER, given.order["id"], "", NOW)
    with pytest.raises(NotPossible, match="withdrawn"):
        open_link(fire, tiny, given.link_token, NOW)
    with pytest.raises(LinkOver, match="expired"):
        open_link(fire, tiny, given.link_token, later(days=8))

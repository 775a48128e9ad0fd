"""Nothing is lost in a crash: a process is killed at every single statement of an answer, and of giving."""

import json
import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import Engine

from geodata.audit import log
from geodata.city import City
from geodata.feeds.read import events_since
from geodata.orders import answer, look, open_link, read
from geodata.settings import PROJECT, Settings
from tests.geodata.orders.made_up import GIVER, NOW, ordered

# Forks before each try, so that the interpreter starts once; the child kills itself before its n-th statement is carried out.
CHILD = """
import json, os, signal, sys
from pathlib import Path
from sqlalchemy import event
from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.orders import answer, give
from geodata.settings import Settings
from tests.geodata.orders import made_up

home, city_folder, session, order_id, what = sys.argv[1:]
made_up.stand_in()
city = load_city(city_folder)

def work(kill_at):
    engine = open_engine(Settings(home=Path(home), city=city_folder, feeds=False))
    count = 0

    def look(*_):
        nonlocal count
        count += 1
        if count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(engine, "before_cursor_execute", look)
    event.listen(engine, "commit", look)
    if what == "answer":
        answer(engine, city, session, order_id, "accept", "", made_up.NOW)
    else:
        made_up.ordered(engine, city, text="another")

outcomes = []
for kill_at in range(1, 40):
    pid = os.fork()
    if pid == 0:
        work(kill_at)
        os._exit(0)
    status = os.waitpid(pid, 0)[1]
    outcomes.append(os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0)
    if not outcomes[-1]:
        break
print(json.dumps(outcomes))
"""


def crash(settings: Settings, session: str, order_id: str, what: str) -> list[int]:
    """Signals that ended each try: SIGKILL at every statement, then 0 for the try that came through."""
    arguments = [str(settings.home), settings.city, session, order_id, what]
    done = subprocess.run(
        [sys.executable, "-c", CHILD, *arguments], cwd=PROJECT, capture_output=True, text=True, timeout=60, check=False,
        env=os.environ | {"PYTHONPATH": str(PROJECT)},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def agree(engine: Engine, city: City, order_id: str) -> list[str]:
    """Actions of the order; state, steps, audit and events tell the same."""
    order = read.one(engine, city, order_id)
    assert order is not None
    actions = [step["action"] for step in order["steps"]]
    assert order["state"] == order["steps"][-1]["to"]
    audited = log.rows(engine, city.id, subject=f"order:{order_id}").rows
    assert [row["action"] for row in reversed(audited)] == [f"order.{action}" for action in actions]
    told = [e["body"]["order"] for e in events_since(engine, 0, 100) if e["topic"] == "orders"]
    assert len([1 for o in told if o["id"] == order_id]) == len(actions)
    verdict = log.verify(engine)
    assert verdict.good, verdict.problem
    return actions


def test_a_kill_during_an_answer_leaves_the_whole_step_or_none(fire: Engine, tiny: City, settings: Settings) -> None:
    given = ordered(fire, tiny)
    order_id, session = given.order["id"], open_link(fire, tiny, given.link_token, NOW).session
    fire.dispose()
    outcomes = crash(settings, session, order_id, "answer")
    assert len(outcomes) > 8, "an answer is several statements"
    assert outcomes == [*[9] * (len(outcomes) - 1), 0]
    assert agree(fire, tiny, order_id) == ["give", "open", "accept"], "the killed tries left nothing, the last one everything"
    assert look(fire, tiny, given.link_token, [session], NOW).state == "open"
    answer(fire, tiny, session, order_id, "done", "끝", NOW)
    assert agree(fire, tiny, order_id)[-1] == "done"


def test_a_kill_while_giving_leaves_the_whole_order_or_none(fire: Engine, tiny: City, settings: Settings) -> None:
    fire.dispose()
    outcomes = crash(settings, "", "", "give")
    assert outcomes == [*[9] * (len(outcomes) - 1), 0]
    (order,) = read.all_open(fire, tiny, GIVER, NOW)
    assert agree(fire, tiny, order["id"]) == ["give"]
    assert Path(settings.database).exists()

"""No lawful ground, no picture; with one, a short view, and a row in the audit log for its opening and its end."""

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select

from geodata.access.person import ROLES, Person
from geodata.audit import log as audit
from geodata.city import City
from geodata.db.video import camera_view
from geodata.errors import BadInput
from geodata.office import Office
from geodata.settings import PROJECT, Settings
from geodata.video import ending, grants, tokens
from geodata.video.grants import Refused
from geodata.video.grounds import DEFAULTS, grounds, open_to
from tests.fake_cameras import CANARY
from tests.geodata.video.conftest import DUTY, NOW, OFFICIAL, PUBLIC, save_incident

KEY = b"k" * 32


def view(
    engine: Engine, city: City, office: Office, person: Person, topic: str, fid: str, ground: str, incident: str | None = None, **more: Any
) -> grants.Grant:
    """Open a view at NOW (or ``now``), in a seat of the person's own."""
    seat = more.pop("seat", grants.seat_of(person))
    return grants.grant(
        engine,
        city,
        office,
        person,
        topic,
        fid,
        ground,
        incident,
        more.pop("now", NOW),
        key=KEY,
        seat=seat,
        process=more.pop("process", "here:1:a"),
    )


def refusal(*arguments: Any, **more: Any) -> Refused:
    with pytest.raises(Refused) as caught:
        view(*arguments, **more)
    return caught.value


@pytest.mark.parametrize("role", [r for r in ROLES if r not in ("duty", "administrator")])
def test_safety_cameras_are_closed_to_everybody_without_the_right(engine: Engine, cameras: City, office: Office, role: Any) -> None:
    for ground in ("rescue", "crime", "facility", "traffic", ""):
        problem = refusal(engine, cameras, office, Person("x", role, "s"), "cctv", "c1", ground)
        assert (problem.status, problem.reason) == (403, "role")
    assert audit.rows(engine).total == 0


def test_a_purpose_must_be_stated_and_be_one_of_the_list(engine: Engine, cameras: City, office: Office) -> None:
    for ground in ("", "curiosity", "traffic"):
        assert refusal(engine, cameras, office, DUTY, "cctv", "c1", ground).reason == "ground"


def test_a_purpose_that_needs_an_incident_gets_none_without(engine: Engine, cameras: City, office: Office) -> None:
    assert refusal(engine, cameras, office, DUTY, "cctv", "c1", "rescue").reason == "incident"
    assert refusal(engine, cameras, office, DUTY, "cctv", "c1", "rescue", "nowhere:1").reason == "incident"
    closed = save_incident(engine, cameras, "emergency_calls:closed", status="closed")
    assert refusal(engine, cameras, office, DUTY, "cctv", "c1", "rescue", closed).reason == "closed"
    far = save_incident(engine, cameras, "emergency_calls:far", away_deg=0.03)
    assert refusal(engine, cameras, office, DUTY, "cctv", "c1", "rescue", far).reason == "far"
    near = save_incident(engine, cameras, "emergency_calls:near", away_deg=0.001)
    assert view(engine, cameras, office, DUTY, "cctv", "c1", "rescue", near).incident == near
    assert view(engine, cameras, office, DUTY, "cctv", "c1", "facility").incident is None


def test_a_camera_without_a_picture_and_one_that_is_none(engine: Engine, cameras: City, office: Office) -> None:
    assert refusal(engine, cameras, office, DUTY, "cctv", "c2", "facility").status == 404
    assert refusal(engine, cameras, office, PUBLIC, "traffic_cctv", "nobody", "traffic").status == 404
    assert refusal(engine, cameras, office, PUBLIC, "bikes", "t1", "traffic").status == 404


def test_the_public_watches_traffic_and_every_view_is_a_row(engine: Engine, cameras: City, office: Office) -> None:
    found = view(engine, cameras, office, PUBLIC, "traffic_cctv", "t1", "traffic")
    assert found.until - NOW == timedelta(seconds=15)
    (opened,) = audit.rows(engine).rows
    assert (opened["action"], opened["role"], opened["subject"]) == ("camera.open", "public", "traffic_cctv:t1")
    assert ending.end(engine, cameras, found.view, grants.seat_of(PUBLIC), NOW + timedelta(seconds=7))
    assert not ending.end(engine, cameras, found.view, grants.seat_of(PUBLIC), NOW + timedelta(seconds=8)), "ended once"
    closed, _ = audit.rows(engine).rows
    assert closed["action"] == "camera.view"
    details = closed["details"]
    assert (details["purpose"], details["camera"], details["incident"]) == ("traffic", "traffic_cctv:t1", None)
    assert (details["from"][:19], details["to"][:19]) == ("2026-11-24T05:00:00", "2026-11-24T05:00:07")
    assert audit.verify(engine).good
    assert CANARY not in str(audit.rows(engine).rows)


def test_a_view_nobody_keeps_ends_by_itself_and_a_kept_one_goes_on(engine: Engine, cameras: City, office: Office) -> None:
    seat = grants.seat_of(DUTY)
    left = view(engine, cameras, office, DUTY, "traffic_cctv", "t1", "traffic")
    kept = view(engine, cameras, office, DUTY, "traffic_cctv", "t2", "traffic")
    again = grants.keep(engine, cameras, office, DUTY, kept.view, NOW + timedelta(seconds=10), key=KEY, seat=seat, process="here:1:a")
    assert again.until == NOW + timedelta(seconds=70)
    assert ending.end_overdue(engine, cameras, "here:1:a", NOW + timedelta(seconds=20)) == 1
    row = audit.rows(engine).rows[0]
    assert (row["details"]["view"], row["details"]["ended"]) == (left.view, "time")
    assert row["details"]["to"][:19] == "2026-11-24T05:00:15"
    with pytest.raises(Refused):
        grants.keep(engine, cameras, office, DUTY, left.view, NOW + timedelta(seconds=21), key=KEY, seat=seat, process="here:1:a")
    assert grants.viewed(engine, cameras, token_of(kept), NOW + timedelta(seconds=60), key=KEY, seat=seat).fid == "t2"


def test_a_closed_incident_ends_its_purpose(engine: Engine, cameras: City, office: Office) -> None:
    near = save_incident(engine, cameras, "emergency_calls:1")
    found = view(engine, cameras, office, DUTY, "cctv", "c1", "rescue", near)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE incident SET status = 'closed', closed_at = updated_at")
    with pytest.raises(Refused) as caught:
        grants.keep(engine, cameras, office, DUTY, found.view, NOW + timedelta(seconds=5), key=KEY, seat=grants.seat_of(DUTY), process="p")
    assert caught.value.reason == "closed"


def test_the_fifth_at_once_is_refused_in_words_until_one_ends(engine: Engine, cameras: City, office: Office) -> None:
    for n in range(1, 5):
        view(engine, cameras, office, OFFICIAL, "traffic_cctv", f"t{n}", "traffic")
    problem = refusal(engine, cameras, office, OFFICIAL, "traffic_cctv", "t5", "traffic")
    assert (problem.status, problem.reason) == (403, "too_many")
    assert "4" in problem.screen.ko
    assert "4" in problem.screen.en
    assert len(audit.rows(engine).rows) == 4, "a refused view leaves nothing"
    assert view(engine, cameras, office, DUTY, "traffic_cctv", "t5", "traffic"), "somebody else may"
    later = NOW + timedelta(seconds=16)
    assert view(engine, cameras, office, OFFICIAL, "traffic_cctv", "t5", "traffic", now=later), "previews that are over do not count"


def token_of(found: grants.Grant) -> str:
    return found.src.split("/")[1]


def test_a_token_is_refused_when_late_changed_foreign_or_over(engine: Engine, cameras: City, office: Office) -> None:
    seat = grants.seat_of(DUTY)
    found = view(engine, cameras, office, DUTY, "traffic_cctv", "t1", "traffic")
    token = token_of(found)
    assert grants.viewed(engine, cameras, token, NOW, key=KEY, seat=seat).fid == "t1"
    changed = ("A" if token[5] != "A" else "B").join([token[:5], token[6:]])
    for wrong in (changed, token + "x", "", "a.b", "x" * 5000, tokens.sign(b"other" * 8, found.view, found.token_until)):
        with pytest.raises(Refused):
            grants.viewed(engine, cameras, wrong, NOW, key=KEY, seat=seat)
    with pytest.raises(Refused):
        grants.viewed(engine, cameras, token, NOW, key=KEY, seat=grants.seat_of(OFFICIAL))
    with pytest.raises(Refused):
        grants.viewed(engine, cameras, token, NOW + timedelta(seconds=16), key=KEY, seat=seat)
    short = tokens.sign(KEY, found.view, NOW - timedelta(seconds=1))
    with pytest.raises(Refused):
        grants.viewed(engine, cameras, short, NOW, key=KEY, seat=seat)
    ending.end(engine, cameras, found.view, seat, NOW)
    with pytest.raises(Refused):
        grants.viewed(engine, cameras, token, NOW, key=KEY, seat=seat)


def test_the_secret_is_made_once_and_nobody_else_reads_it(settings: Settings) -> None:
    key = tokens.secret_key(settings)
    assert tokens.secret_key(settings) == key
    assert (settings.home / "secret.key").stat().st_mode & 0o777 == 0o600
    assert len(list(settings.home.glob("secret.key*"))) == 1


def test_the_offices_own_grounds_hold_and_cannot_open_safety_cameras_to_the_public(office: Office) -> None:
    told = {
        "id": "own",
        "ko": "가",
        "en": "a",
        "law_ko": "나",
        "law_en": "b",
        "roles": ["public", "duty"],
        "topics": ["cctv"],
        "needs_incident": False,
    }
    own = Office(office.path, grounds=(told,))
    assert [g.id for g in grounds(own)] == ["own"]
    assert open_to(own, PUBLIC, "cctv") == []
    assert [g.id for g in open_to(own, DUTY, "cctv")] == ["own"]
    for field, value in (("roles", ["king"]), ("topics", []), ("needs_incident", "no"), ("ko", ""), ("id", None)):
        with pytest.raises(BadInput, match=field):
            grounds(Office(office.path, grounds=({**told, field: value},)))
    with pytest.raises(BadInput, match="twice"):
        grounds(Office(office.path, grounds=(told, told)))
    assert [g.id for g in grounds(office)] == [g.id for g in DEFAULTS]


CRASH = """
import sys, time
from datetime import UTC, datetime
from geodata.access.person import Person
from geodata.city import load_city
from geodata.db.engine import open_engine
from geodata.office import Office
from geodata.settings import Settings
from geodata.video import ending, grants
from pathlib import Path
home, pack = Path(sys.argv[1]), sys.argv[2]
engine, city = open_engine(Settings(home=home, city=pack)), load_city(pack)
person = Person("kim", "duty", "s1")
grants.grant(engine, city, Office(home / "office.toml"), person, "traffic_cctv", "t1", "traffic", None, datetime.now(UTC),
             key=b"k" * 32, seat=grants.seat_of(person), process=ending.this_process())
print("open", flush=True)
time.sleep(60)
"""


def test_a_killed_server_leaves_no_view_without_its_row(engine: Engine, cameras: City, settings: Settings, tiny_pack: Path) -> None:
    killed = subprocess.Popen(
        [sys.executable, "-c", CRASH, str(settings.home), str(tiny_pack)], cwd=PROJECT, stdout=subprocess.PIPE, text=True
    )
    assert killed.stdout is not None
    assert killed.stdout.readline() == "open\n"
    assert [r["action"] for r in audit.rows(engine).rows] == ["camera.open"]
    os.kill(killed.pid, signal.SIGKILL)
    killed.wait(10)
    killed.stdout.close()
    assert ending.end_overdue(engine, cameras, ending.this_process(), datetime.now(UTC)) == 1, "closed at the next start, not later"
    closed, opened = audit.rows(engine).rows
    assert (closed["action"], closed["details"]["ended"], closed["details"]["view"]) == ("camera.view", "crash", opened["details"]["view"])
    assert closed["details"]["to"] == closed["details"]["from"], "nothing was shown after the last time it was kept"
    assert audit.verify(engine).good
    with engine.connect() as connection:
        assert connection.execute(select(camera_view.c.id).where(camera_view.c.ended_at.is_(None))).all() == []


def test_another_process_that_lives_keeps_its_views(engine: Engine, cameras: City, office: Office) -> None:
    mine = ending.this_process()
    found = view(engine, cameras, office, DUTY, "traffic_cctv", "t1", "traffic", process=mine)
    assert ending.end_overdue(engine, cameras, "elsewhere:1:b", NOW + timedelta(seconds=16)) == 0
    assert ending.end_overdue(engine, cameras, "elsewhere:1:b", NOW + timedelta(seconds=60)) == 1
    assert audit.rows(engine).rows[0]["details"]["view"] == found.view

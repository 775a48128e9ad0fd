"""Signing in: hashes only, limits in the database, and out at once when taken out of the configuration."""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import Engine, select

from geodata.access.person import Person
from geodata.access.sessions import Refused, Session, TooMany, csrf_of, hash_of, person_of, sign_in, sign_out
from geodata.access.users import hash_password, is_password, users
from geodata.audit.log import rows
from geodata.db.access import access_attempt, access_session
from geodata.db.engine import open_engine
from geodata.errors import BadInput
from geodata.office import Office, load_office
from geodata.settings import Settings

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
PASSWORD = "correct horse 1"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)  # as cheap as argon2 goes: these tests sign in a hundred times
HASH = QUICK.hash(PASSWORD)


@pytest.fixture(autouse=True)
def _quick(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if "real_cost" not in request.fixturenames:
        monkeypatch.setattr("geodata.access.users._nobody", lambda: QUICK.hash("nobody"))


@pytest.fixture
def real_cost() -> str:
    """A hash as the program makes them."""
    return hash_password(PASSWORD)


def office_of(settings: Settings, *people: tuple[str, str], more: str = "", password: str = HASH) -> Office:
    path = settings.home / "office.toml"
    tables = [f'[[user]]\nname = "{name}"\nrole = "{role}"\npassword = "{password}"\n' for name, role in people]
    path.write_text(more + "".join(tables), encoding="utf-8")
    return load_office(settings)


@pytest.fixture
def office(settings: Settings) -> Office:
    return office_of(settings, ("kim", "duty"), ("lee", "auditor"))


def enter(
    engine: Engine, office: Office, name: str = "kim", password: str = PASSWORD, now: datetime = NOW, address: str = "10.0.0.1"
) -> Session:
    return sign_in(engine, office, name, password, now, address=address, city_id="mirae")


def test_a_session_is_a_person_and_only_its_hash_is_kept(engine: Engine, office: Office) -> None:
    session = enter(engine, office)
    person = person_of(engine, office, session.token, NOW)
    assert person == session.person == Person("kim", "duty", hash_of(session.token)[:16])
    assert session.csrf == csrf_of(session.token)
    with engine.connect() as connection:
        row = connection.execute(select(access_session)).mappings().one()  # and no other
    assert session.token not in str(dict(row))
    assert person_of(engine, office, "another", NOW) is None


def test_it_ends_after_its_hours_and_after_an_idle_hour(engine: Engine, office: Office) -> None:
    session, at = enter(engine, office), NOW
    assert session.expires == NOW + timedelta(hours=12)
    assert person_of(engine, office, session.token, NOW + timedelta(minutes=61)) is None
    while at < session.expires - timedelta(minutes=30):
        at += timedelta(minutes=30)
        assert (person_of(engine, office, session.token, at) is not None) == (at < session.expires)
    assert person_of(engine, office, session.token, session.expires) is None


def test_asking_without_touching_does_not_keep_a_session_alive(engine: Engine, office: Office) -> None:
    session = enter(engine, office)
    for minutes in (20, 40, 59):
        assert person_of(engine, office, session.token, NOW + timedelta(minutes=minutes), touch=False)
    assert person_of(engine, office, session.token, NOW + timedelta(minutes=60), touch=False) is None


def test_the_office_sets_the_hours(engine: Engine, settings: Settings) -> None:
    office = office_of(settings, ("kim", "duty"), more="[session]\nhours = 1\n")
    assert enter(engine, office).expires == NOW + timedelta(hours=1)


def test_the_role_is_the_configuration_s_at_each_request(engine: Engine, settings: Settings, office: Office) -> None:
    token = enter(engine, office).token
    demoted = office_of(settings, ("kim", "official"))
    assert person_of(engine, demoted, token, NOW) == Person("kim", "official", hash_of(token)[:16])
    assert person_of(engine, office_of(settings, ("lee", "auditor")), token, NOW) is None


def test_a_new_password_ends_open_sessions(engine: Engine, settings: Settings, office: Office) -> None:
    token = enter(engine, office).token
    assert person_of(engine, office_of(settings, ("kim", "duty"), password=hash_password("another one 2")), token, NOW) is None


def test_signing_out_deletes_the_row_and_is_told(engine: Engine, office: Office) -> None:
    token = enter(engine, office).token
    assert sign_out(engine, token, NOW, city_id="mirae")
    assert person_of(engine, office, token, NOW) is None
    assert not sign_out(engine, token, NOW)
    with engine.connect() as connection:
        assert connection.execute(select(access_session)).all() == []
    with pytest.raises(Refused):
        enter(engine, office, password="wrong")
    told = rows(engine).rows
    assert [(row["action"], row["who"]) for row in reversed(told)] == [
        ("session.open", "kim"),
        ("session.close", "kim"),
        ("session.refuse", "kim"),
    ]
    assert token not in str(told)
    assert PASSWORD not in str(told)


def test_a_name_nobody_has_is_not_written_down(engine: Engine, office: Office) -> None:
    with pytest.raises(Refused):
        enter(engine, office, name="my secret password")
    assert "secret" not in str(rows(engine).rows)
    with engine.connect() as connection:
        assert "secret" not in str(connection.execute(select(access_attempt)).all())


def test_five_failures_of_a_name_wait(engine: Engine, office: Office, settings: Settings) -> None:
    for n in range(5):
        with pytest.raises(Refused) as refused:
            enter(engine, office, password="wrong", now=NOW + timedelta(seconds=n))
        assert not isinstance(refused.value, TooMany)
    engine.dispose()
    again = open_engine(settings)  # a restart changes nothing
    with pytest.raises(TooMany) as many:
        enter(again, office, now=NOW + timedelta(seconds=10))
    assert many.value.retry_s == 290
    assert "5" in many.value.screen.ko
    assert enter(again, office, "lee", now=NOW + timedelta(seconds=10)).person.name == "lee"
    assert enter(again, office, now=NOW + timedelta(seconds=301)).person.name == "kim"
    assert rows(again, action="session.throttle").total == 1


def test_nobody_outside_can_shut_an_officer_out_with_a_few_wrong_guesses(engine: Engine, office: Office) -> None:
    for _ in range(5):
        with pytest.raises(Refused):
            enter(engine, office, password="wrong", address="203.0.113.9")
    assert enter(engine, office, address="10.0.0.2").person.name == "kim"


def test_a_hundred_failures_of_a_name_wait_wherever_they_come_from(engine: Engine, office: Office) -> None:
    for n in range(100):
        with pytest.raises(Refused) as refused:
            enter(engine, office, password="wrong", address=f"203.0.113.{n}")
        assert not isinstance(refused.value, TooMany)
    with pytest.raises(TooMany):
        enter(engine, office, address="10.0.0.2")


def test_twenty_failures_of_an_address_wait(engine: Engine, office: Office) -> None:
    for n in range(20):
        with pytest.raises(Refused):
            enter(engine, office, name=f"n{n}", password="wrong")
    with pytest.raises(TooMany):
        enter(engine, office)
    assert enter(engine, office, address="10.0.0.2").person.name == "kim"


def test_a_success_clears_the_name_s_failures(engine: Engine, office: Office) -> None:
    for _ in range(2):
        for _ in range(4):
            with pytest.raises(Refused):
                enter(engine, office, password="wrong")
        enter(engine, office)


def test_many_at_once_do_not_slip_through(engine: Engine, office: Office) -> None:
    def attempt(n: int) -> type[Exception]:
        try:
            enter(engine, office, password=f"wrong {n}")
        except Refused as refused:
            return type(refused)
        raise AssertionError

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(attempt, range(16)))
    assert found.count(Refused) == 5
    assert found.count(TooMany) == 11


def test_an_unknown_name_takes_as_long_as_a_known_one(settings: Settings, real_cost: str) -> None:
    known = users(office_of(settings, ("kim", "duty"), password=real_cost))["kim"]

    def cost_s(user: object) -> float:
        begun = time.process_time()
        assert not is_password(user, "wrong")  # type: ignore[arg-type]
        return time.process_time() - begun

    cost_s(None)  # makes the hash nobody has
    ours, theirs = (statistics.median(cost_s(user) for _ in range(5)) for user in (known, None))
    assert 0.5 < theirs / ours < 2


@pytest.mark.parametrize(
    ("table", "field"),
    [
        ('[[user]]\nrole = "duty"\n', "name"),
        ('[[user]]\nname = "a"\nrole = "king"\npassword = "$argon2id$x"\n', "role"),
        ('[[user]]\nname = "a"\nrole = "public"\npassword = "$argon2id$x"\n', "role"),
        ('[[user]]\nname = "a"\nrole = "duty"\npassword = "plain"\n', "hash"),
        ('[[user]]\nname = "a"\nrole = "duty"\npassword = "$argon2id$x"\n' * 2, "twice"),
    ],
)
def test_a_user_that_cannot_be_is_named(settings: Settings, table: str, field: str) -> None:
    (settings.home / "office.toml").write_text(table)
    with pytest.raises(BadInput, match=field) as problem:
        users(load_office(settings))
    assert "office.toml" in problem.value.log
    assert "plain" not in problem.value.log


def test_a_damaged_hash_lets_nobody_in(engine: Engine, settings: Settings) -> None:
    office = office_of(settings, ("kim", "duty"), password="$argon2id$damaged")
    with pytest.raises(Refused):
        enter(engine, office)

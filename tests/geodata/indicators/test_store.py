"""Loading a pack's observations: everything or nothing, reported, repeated at no cost."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select

from geodata.city import City, load_city
from geodata.db.schema import observation
from geodata.errors import BadInput
from geodata.indicators import store
from geodata.indicators.read import values
from geodata.indicators.store import load_observations
from tests.geodata.indicators.conftest import Write


def stored(engine: Engine) -> int:
    with engine.connect() as connection:
        return connection.execute(select(func.count()).select_from(observation)).scalar_one()


def test_the_report_says_what_matched_and_what_did_not(engine: Engine, tiny: City) -> None:
    report = load_observations(engine, tiny)
    levels = {match.level: match for match in report.matches if match.indicator == "population"}
    assert report.rows == stored(engine) > 0
    assert (levels["district"].matched, levels["district"].of) == (3, 3)
    assert not report.unchanged


def test_missing_and_foreign_areas_are_told_in_a_sentence(engine: Engine, pack: Path, write: Write) -> None:
    write("population", "# vintage: 1999-12-31\narea,period,value\nM1,2024,5\nM2,2024,\nold,2024,7\n")
    assert load_observations(engine, load_city(str(pack))).sentences() == [
        "population: 1 of 3 districts matched; missing M2, M3; of another vintage old."
    ]


def test_a_second_load_changes_nothing_and_reports_the_same(engine: Engine, tiny: City) -> None:
    first, second = load_observations(engine, tiny), load_observations(engine, tiny)
    assert second.unchanged
    assert (second.rows, second.matches) == (first.rows, first.matches)


def test_one_bad_row_leaves_the_database_as_it_was(engine: Engine, pack: Path, write: Write) -> None:
    write("population", "area,period,value\nM1,2024,5\n")
    load_observations(engine, load_city(str(pack)))
    write("population", "area,period,value\nM1,2024,6\nM2,2024,x\n")
    with pytest.raises(BadInput, match="row 3"):
        load_observations(engine, load_city(str(pack)))
    assert values(engine, load_city(str(pack)), "population", "district").values["M1"] == 5


def test_a_changed_table_replaces_the_old_figures(engine: Engine, pack: Path, write: Write) -> None:
    write("population", "area,period,value\nM1,2024,5\nM2,2024,5\n")
    city = load_city(str(pack))
    load_observations(engine, city)
    assert values(engine, city, "population", "district").values["M1"] == 5
    write("population", "area,period,value\nM1,2024,6\n")
    load_observations(engine, city)
    assert values(engine, city, "population", "district").values == {"M1": 6, "M2": None, "M3": None}
    assert stored(engine) == 1


def test_a_table_nobody_declared_is_left_out_and_named(engine: Engine, pack: Path, write: Write, monkeypatch: pytest.MonkeyPatch) -> None:
    write("population", "area,period,value\nM1,2024,5\nM2,2024,6\nM3,2024,7\n")
    write("unheard_of", "area,period,value\nM1,2024,5\n")
    city = load_city(str(pack))
    report = load_observations(engine, city)
    assert (report.tables, report.rows, report.undeclared) == (1, 3, ("unheard_of.csv",))
    assert report.sentences()[0].startswith("unheard_of.csv: no indicator 'unheard_of' is declared, so this table was left out.")
    again = load_observations(engine, city)
    assert (again.unchanged, again.undeclared) == (True, ("unheard_of.csv",))
    declared = {**store.indicators(), "unheard_of": replace(store.indicators()["population"], id="unheard_of")}
    monkeypatch.setattr(store, "indicators", lambda: declared)
    assert (load_observations(engine, city).rows, load_observations(engine, city).undeclared) == (4, ())

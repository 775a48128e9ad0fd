"""Histories of incidents from files: recognised, placed by the outlines, all or nothing, twice the same."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from geodata.__main__ import main
from geodata.city import City, load_city
from geodata.db.dispatch import incident_sample
from geodata.db.incidents import incident, incident_report, incident_step
from geodata.db.schema import observation
from geodata.errors import BadInput
from geodata.incidents.columns import guess_columns
from geodata.incidents.import_report import Report
from geodata.incidents.imports import import_incidents
from geodata.incidents.statistics import dispatch
from geodata.settings import Settings
from tests.geodata.incidents.histories import ENGLISH, KOREAN, lay, rows, stored, write

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def placed(engine: Engine, settings: Settings, tiny: City) -> Engine:
    return lay(engine, settings, tiny)


def load(engine: Engine, city: City, path: Path, **more: Any) -> Report:
    return import_incidents(engine, city, path, NOW, **more)


def test_a_row_becomes_a_closed_incident_with_its_times(placed: Engine, tiny: City, tmp_path: Path) -> None:
    body = [
        ["가람구", "가람1동", 10.02, 50.015, "2021-01-01 0:00:00", 421, 11702],
        ["가람구", "", 10.02, 50.05, "2021-07-01 13:16:00", 447, 0],
    ]
    report = load(placed, tiny, write(tmp_path / "late.csv", KOREAN, body))
    assert (report.read, report.new, report.placed, report.outside) == (2, 2, 2, 0)
    with placed.connect() as connection:
        first, second = connection.execute(select(incident).order_by(incident.c.reported_at)).mappings().all()
    assert (first["reported_at"], first["arrived_at"]) == ("2020-12-31T23:00:00+00:00", "2020-12-31T23:07:01+00:00")  # the city's winter
    assert first["controlled_at"] == first["closed_at"] == "2021-01-01T02:22:03+00:00"
    assert (first["status"], first["kind"], first["feed"], first["demo"]) == ("closed", "fire", "import:late.csv", False)
    assert (first["district"], first["neighbourhood"], first["place"]) == ("M1", "M101", "가람구 가람1동")
    assert second["reported_at"] == "2021-07-01T11:16:00+00:00"  # its summer
    assert second["controlled_at"] is None  # 0 s is no suppression time
    assert second["closed_at"] == second["arrived_at"]
    with placed.connect() as connection:
        steps = connection.execute(select(incident_step.c.to_status).where(incident_step.c.incident == first["id"])).scalars().all()
        evidence = connection.execute(select(incident_report).where(incident_report.c.incident == first["id"])).mappings().one()
    assert steps == ["reported", "arrived", "controlled", "closed"]
    assert evidence["gone_at"]
    assert evidence["body"]["props"]["cells"]["출동소요시간"] == "421"


@pytest.mark.parametrize(
    ("head", "encoding"), [(KOREAN, "utf-8"), (KOREAN, "utf-8-sig"), (KOREAN, "cp949"), (KOREAN, "utf-16"), (ENGLISH, "utf-8")]
)
def test_any_encoding_and_both_languages(placed: Engine, tiny: City, tmp_path: Path, head: tuple[str, ...], encoding: str) -> None:
    report = load(placed, tiny, write(tmp_path / "all.csv", head, rows(tiny, 24), encoding), dry_run=True)
    assert (report.incidents, report.placed, report.no_delay) == (24, 24, 0)
    assert report.columns["delay"].startswith(head[5])
    assert report.columns["reported_at"] == head[4]
    assert (report.columns["longitude"], report.columns["district"]) == (head[2], head[0])


@pytest.mark.parametrize(("head", "delay"), [("소요시간(분)", 300), ("delay_min", 300), ("delay (s)", 5), ("출동소요시간", 5)])
def test_the_unit_in_a_name_is_understood(placed: Engine, tiny: City, tmp_path: Path, head: str, delay: int) -> None:
    body = [[10.02, 50.015, "2021-01-01 10:00", 5]]
    load(placed, tiny, write(tmp_path / "one.csv", ("lon", "lat", "reported_at", head), body))
    with placed.connect() as connection:
        at, arrived = connection.execute(select(incident.c.reported_at, incident.c.arrived_at)).one()
    assert (datetime.fromisoformat(arrived) - datetime.fromisoformat(at)).total_seconds() == delay


def test_a_time_of_arrival_serves_as_well(placed: Engine, tiny: City, tmp_path: Path) -> None:
    body = [[10.02, 50.015, "2021-01-01T10:00:00Z", "2021-01-01T10:01:00Z", "2021-01-01T10:06:00Z"]]
    load(placed, tiny, write(tmp_path / "one.csv", ("lon", "lat", "call_time", "dispatched_at", "arrived_at"), body))
    with placed.connect() as connection:
        row = connection.execute(select(incident)).mappings().one()
    assert (row["reported_at"], row["dispatched_at"], row["arrived_at"]) == tuple(f"2021-01-01T10:0{m}:00+00:00" for m in (0, 1, 6))


def test_a_column_is_given_one_role(tiny: City) -> None:
    found = guess_columns(["화재진압시간", "출동소요시간", "출동일시", "도착일시", "신고일시"], set()).of
    assert found == {
        "controlled": "화재진압시간",
        "delay": "출동소요시간",
        "dispatched_at": "출동일시",
        "arrived_at": "도착일시",
        "reported_at": "신고일시",
    }


@pytest.mark.parametrize(
    ("lacking", "named"), [("화재발생일시", "time of the call"), ("출동소요시간", "delay in seconds"), ("경도", "the position")]
)
def test_a_missing_column_is_named_with_those_there_are(placed: Engine, tiny: City, tmp_path: Path, lacking: str, named: str) -> None:
    at = KOREAN.index(lacking)
    body = [[cell for i, cell in enumerate(row) if i != at] for row in rows(tiny, 10)]
    path = write(tmp_path / "lacking.csv", tuple(name for name in KOREAN if name != lacking), body)
    with pytest.raises(BadInput, match=f"{named}.*the columns are: .*화재진압시간"):
        load(placed, tiny, path)
    assert stored(placed)[0] == []


def test_duplicates_wrong_times_places_and_districts_are_counted(placed: Engine, tiny: City, tmp_path: Path) -> None:
    body = rows(tiny, 20)
    body += [body[0], ["가람구", "", 10.02, 50.015, "soon", 400, 1], ["가람구", "", 10.02, 50.015, "2031-01-01 0:00:00", 400, 1]]
    body += [["가람구", "", 20.0, 60.0, "2021-02-01 1:00:00", 400, 1], ["가람구", "", "", "", "2021-02-01 2:00:00", 400, 1]]
    body += [["나루구", "", 10.02, 50.015, "2021-02-01 3:00:00", "", 1]]
    report = load(placed, tiny, write(tmp_path / "mixed.csv", KOREAN, body))
    assert (report.read, report.incidents, report.duplicates, report.unreadable) == (26, 23, 1, 2)
    assert report.unreadable_rows == [23, 24]
    assert (report.placed, report.outside, report.no_position, report.no_delay) == (21, 1, 1, 1)
    assert report.mismatches == [(27, "나루구", "가람구")]
    assert report.first == "2020-12-31T23:00:00+00:00"
    assert report.last == "2021-02-01T02:00:00+00:00"


def test_a_second_import_changes_nothing(placed: Engine, tiny: City, tmp_path: Path) -> None:
    path = write(tmp_path / "all.csv", KOREAN, rows(tiny, 60))
    load(placed, tiny, path)
    before = stored(placed)
    again = load(placed, tiny, path)
    turned = write(tmp_path / "other_name.csv", KOREAN[::-1], [row[::-1] for row in rows(tiny, 60)], "cp949")
    assert (again.new, again.already) == (0, 60)
    assert load(placed, tiny, turned).new == 0
    assert stored(placed) == before


def test_a_dry_run_changes_nothing(placed: Engine, tiny: City, tmp_path: Path) -> None:
    before = stored(placed)
    assert load(placed, tiny, write(tmp_path / "all.csv", KOREAN, rows(tiny, 60)), dry_run=True).new == 60
    assert stored(placed) == before


def test_a_truncated_file_is_noticed_kept_and_left_out_of_medians(placed: Engine, tiny: City, tmp_path: Path) -> None:
    report = load(placed, tiny, write(tmp_path / "late.csv", KOREAN, rows(tiny, 400, shortest_s=420)))
    assert (report.sample.state, report.sample.lower_s) == ("truncated", 420)
    found = dispatch(placed, tiny, since=None, until=None).whole
    assert (found.n, found.n_with_times, found.n_truncated, found.median_s, found.share_pct) == (400, 0, 400, None, None)
    load(placed, tiny, write(tmp_path / "all.csv", KOREAN, rows(tiny, 400, seed=9)))
    found = dispatch(placed, tiny, since=None, until=None).whole
    assert (found.n, found.n_with_times, found.n_truncated) == (800, 400, 400)
    assert found.median_s is not None
    assert found.median_s < 420


def test_a_truncated_feed_stays_one_while_it_holds_other_rows(placed: Engine, tiny: City, tmp_path: Path) -> None:
    load(placed, tiny, write(tmp_path / "late.csv", KOREAN, rows(tiny, 400, shortest_s=420)))
    report = load(placed, tiny, write(tmp_path / "late.csv", KOREAN, rows(tiny, 400, seed=9)))
    assert report.sample.state == "no_edge"
    assert report.remarks
    with placed.connect() as connection:
        assert connection.execute(select(incident_sample.c.state)).scalars().all() == ["truncated"]


@pytest.mark.parametrize("body", [[["가람구", "", 20.0, 60.0, f"2021-02-01 {i}:00:00", 400, 1] for i in range(20)],
                                  [["가람구", "", 10.02, 50.015, f"number {i}", 400, 1] for i in range(20)]])  # fmt: skip
def test_a_file_about_something_else_is_refused(placed: Engine, tiny: City, tmp_path: Path, body: list[list[object]]) -> None:
    with pytest.raises(BadInput):
        load(placed, tiny, write(tmp_path / "else.csv", KOREAN, body))
    assert stored(placed)[0] == []


def test_the_command_says_what_it_found_and_forms_the_indicators(
    placed: Engine, settings: Settings, tiny: City, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "late.csv", KOREAN, rows(tiny, 400, shortest_s=420))
    words = ["import", "incidents", str(path), "--city", settings.city, "--home", str(settings.home)]
    assert main(words) == 0
    said = capsys.readouterr().out
    assert "truncated sample" in said
    assert "잘린 표본입니다" in said
    assert main([*words[:2], str(write(tmp_path / "all.csv", KOREAN, rows(tiny, 300, seed=5))), *words[3:], "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)["facts"]
    assert (facts["new"], facts["sample"]["state"]) == (300, "no_edge")
    with placed.connect() as connection:
        months = connection.execute(select(observation.c.period, func.count()).group_by(observation.c.period)).all()
    assert [month for month, _ in months] == ["2021-01"]
    assert main([*words, "--kind", "flood"]) == 2


def test_the_real_history_of_late_arrivals_is_noticed(shared: Path, settings: Settings, tmp_path: Path) -> None:
    """905 fires of 2021 with arrivals of 420 s and more. Districts only: the built-in outlines take longer than a test may."""
    from geodata.boundaries.default import build_outlines
    from geodata.command import silent
    from geodata.db.engine import open_engine

    seoul, home = load_city("seoul"), Settings(home=tmp_path / "real", city="seoul")
    engine = open_engine(home)
    build_outlines(engine, home, seoul, silent)
    path = shared / "incidents" / "seoul_fire_dispatch_golden_time.csv"
    report = load(engine, seoul, path)
    assert (report.read, report.new, report.placed, report.outside, report.duplicates) == (905, 905, 905, 0, 0)
    assert len(report.mismatches) == 1
    assert (report.sample.state, report.sample.lower_s, report.sample.upper_s) == ("truncated", 420, None)
    assert report.first == "2020-12-31T15:00:00+00:00"
    assert load(engine, seoul, path).new == 0
    found = dispatch(engine, seoul, since=None, until=None, level="district")
    assert (found.whole.n, found.whole.n_truncated, found.whole.median_s, found.whole.share_pct) == (905, 905, None, None)
    assert {row.median_s for row in found.rows} == {None}
    engine.dispose()

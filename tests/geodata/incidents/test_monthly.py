"""The dispatch indicators: a month a period, at both levels; they survive a rebuild and show in a running server."""

import random
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest
from sqlalchemy import Engine, insert

from geodata.city import City, load_city
from geodata.db.dispatch import incident_sample
from geodata.feeds.refresh import Tools
from geodata.feeds.runner import FeedRunner
from geodata.incidents.monthly import MEASURES, refresh_indicators
from geodata.indicators import read
from geodata.indicators.catalogue import indicators
from geodata.indicators.store import load_observations
from geodata.settings import Settings
from tests.geodata.incidents.calls import call, store

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
OCTOBER, NOVEMBER = datetime(2026, 10, 1, 6, tzinfo=UTC), datetime(2026, 11, 3, 6, tzinfo=UTC)


@pytest.fixture
def pack(tiny_pack: Path, tmp_path: Path) -> Path:
    """A writable copy of the made-up pack."""
    return Path(shutil.copytree(tiny_pack, tmp_path / "pack"))


@pytest.fixture
def filled(engine: Engine, tiny: City) -> Engine:
    """October (300 s in M101, 500 s in M201) and November (400 s in M101)."""
    rows = [call(tiny, i, 300, at=OCTOBER) for i in range(6)] + [call(tiny, 10 + i, 500, at=OCTOBER, area="M201") for i in range(6)]
    store(engine, rows + [call(tiny, 20 + i, 400, at=NOVEMBER) for i in range(6)])
    assert refresh_indicators(engine, tiny, NOW)
    return engine


def test_they_are_declared_as_the_issue_wants_them() -> None:
    declared = indicators()
    assert set(MEASURES) == {i.id for i in declared.values() if i.from_records}
    assert {declared[i].direction for i in ("dispatch_median", "dispatch_p90")} == {"lower"}
    assert declared["dispatch_within_target"].direction == "higher"
    assert {declared[i].periodicity for i in MEASURES} == {"month"}
    assert [declared[i].unit.ko for i in MEASURES] == ["초", "초", "%"]


def test_months_at_both_levels_and_the_city(filled: Engine, tiny: City) -> None:
    assert read.levels(filled, tiny, "dispatch_median") == ("district", "neighbourhood")
    assert read.periods(filled, tiny, "dispatch_median", "district") == ["2026-10", "2026-11"]
    october = read.values(filled, tiny, "dispatch_median", "district", "2026-10")
    assert october.values == {"M1": 300, "M2": 500, "M3": None}
    assert read.values(filled, tiny, "dispatch_p90", "neighbourhood", "2026-10").values["M101"] == 300
    assert read.city_value(filled, tiny, "dispatch_median", "2026-10") == 400
    assert read.city_value(filled, tiny, "dispatch_within_target", "2026-10") == 50
    assert {i.id for i in read.available(filled, tiny)} >= set(MEASURES)


def test_the_month_under_way_is_provisional(filled: Engine, tiny: City) -> None:
    assert read.values(filled, tiny, "dispatch_median", "district", "2026-10").flags == {}
    assert read.values(filled, tiny, "dispatch_median", "district", "2026-11").flags == {"M1": "provisional"}


def test_a_month_recorded_only_in_part_is_provisional(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, i, 300, at=OCTOBER + timedelta(days=20)) for i in range(6)])
    refresh_indicators(engine, tiny, NOW)
    assert read.values(engine, tiny, "dispatch_median", "district", "2026-10").flags == {"M1": "provisional"}


def test_demonstration_is_said_in_the_source(filled: Engine, tiny: City) -> None:
    source = read.values(filled, tiny, "dispatch_median", "district").indicator.source
    assert "시연" in source.provider.ko
    assert "Demonstration" in source.provider.en
    assert source.as_of == "2026-11-03"
    store(filled, [call(tiny, 50 + i, 300, at=NOVEMBER, demo=False) for i in range(6)])
    refresh_indicators(filled, tiny, NOW)
    assert "included" in read.values(filled, tiny, "dispatch_median", "district").indicator.source.provider.en


def test_the_target_is_the_offices_and_the_source_names_it(filled: Engine, tiny: City) -> None:
    refresh_indicators(filled, tiny, NOW, target_s=600)
    assert read.city_value(filled, tiny, "dispatch_within_target", "2026-10") == 100
    assert "10 min" in read.values(filled, tiny, "dispatch_within_target", "district").indicator.source.title.en


def test_a_running_server_sees_new_figures_and_nothing_changes_without_them(filled: Engine, tiny: City) -> None:
    assert read.city_value(filled, tiny, "dispatch_median", "2026-11") == 400
    assert refresh_indicators(filled, tiny, NOW) is False
    store(filled, [call(tiny, 60 + i, 800, at=NOVEMBER) for i in range(20)])
    assert refresh_indicators(filled, tiny, NOW) is True
    assert read.city_value(filled, tiny, "dispatch_median", "2026-11") == 800


def test_they_survive_a_rebuild_of_the_packs_figures(filled: Engine, pack: Path) -> None:
    city = load_city(str(pack))
    path = pack / "observations" / "population.csv"
    path.write_text("area,period,value\nM1,2024,100\n", encoding="utf-8")
    load_observations(filled, city)
    assert read.city_value(filled, city, "dispatch_median", "2026-10") == 400
    assert read.values(filled, city, "population", "district").values["M1"] == 100
    path.write_text("area,period,value\nM1,2024,200\n", encoding="utf-8")
    load_observations(filled, city)
    assert read.city_value(filled, city, "dispatch_median", "2026-10") == 400
    assert read.values(filled, city, "population", "district").values["M1"] == 200


def test_records_replace_no_figure_of_the_pack(filled: Engine, tiny: City) -> None:
    load_observations(filled, tiny)
    before = read.values(filled, tiny, "population", "district").values
    store(filled, [call(tiny, 70 + i, 100, at=NOVEMBER) for i in range(9)])
    refresh_indicators(filled, tiny, NOW)
    assert read.values(filled, tiny, "population", "district").values == before


def test_a_truncated_history_gives_no_figure_and_is_named(filled: Engine, tiny: City) -> None:
    store(filled, [call(tiny, 80 + i, 900, at=OCTOBER, feed="import:late.csv") for i in range(50)])
    sample = {"state": "truncated", "lower_s": 420, "sentence": {"ko": "늦음", "en": "late"}, "report": {}, "imported_at": "2026-11-20"}
    with filled.begin() as connection:
        connection.execute(insert(incident_sample).values(city=tiny.id, feed="import:late.csv", rows=50, **sample))
    refresh_indicators(filled, tiny, NOW)
    assert read.city_value(filled, tiny, "dispatch_median", "2026-10") == 400
    assert "late.csv" in read.values(filled, tiny, "dispatch_median", "district").indicator.source.title.en


def test_withheld_areas_have_no_figure(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, i, 300, at=OCTOBER) for i in range(20)] + [call(tiny, 30 + i, 300, at=OCTOBER, area="M201") for i in range(3)]
          + [call(tiny, 40 + i, 300, at=OCTOBER, area="M301") for i in range(9)])  # fmt: skip
    refresh_indicators(engine, tiny, NOW)
    assert read.values(engine, tiny, "dispatch_median", "district", "2026-10").values == {"M1": 300, "M2": None, "M3": None}


def test_without_calls_nothing_is_written(engine: Engine, tiny: City) -> None:
    refresh_indicators(engine, tiny, NOW)
    assert not set(MEASURES) & {i.id for i in read.available(engine, tiny)}


def test_the_feed_runner_forms_them_hourly_with_the_offices_target(engine: Engine, settings: Settings, tiny: City) -> None:
    clock = [NOW]
    tools = Tools(engine, tiny, httpx.Client(), now=lambda: clock[0], dice=random.Random(1))
    runner = FeedRunner(engine, tiny, settings, known={}, tools=tools)
    (settings.home / "office.toml").write_text("[dispatch]\ntarget_s = 350\n", encoding="utf-8")
    store(engine, [call(tiny, i, 300 + 20 * i, at=NOVEMBER, demo=False) for i in range(6)])
    runner.step()
    assert read.city_value(engine, tiny, "dispatch_within_target", "2026-11") == 50
    store(engine, [call(tiny, 20 + i, 300, at=NOVEMBER, demo=False) for i in range(6)])
    clock[0] = NOW + timedelta(minutes=30)
    runner.step()
    assert read.city_value(engine, tiny, "dispatch_within_target", "2026-11") == 50
    clock[0] = NOW + timedelta(minutes=61)
    runner.step()
    assert read.city_value(engine, tiny, "dispatch_within_target", "2026-11") == 75

"""Dispatch statistics: what they count, what they leave out, what they withhold, in which hours, and how fast."""

import statistics
import time
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest
from sqlalchemy import Engine, insert, text

from geodata.city import City
from geodata.db.dispatch import incident_sample
from geodata.errors import BadInput, SijangsilError
from geodata.incidents.statistics import Table, dispatch
from geodata.incidents.times import _GROUPS
from tests.geodata.incidents.calls import FEED, NOON, call, store

SINCE, UNTIL = NOON - timedelta(days=30), NOON + timedelta(days=1)


def ask(engine: Engine, city: City, **asked: Any) -> Table:
    return dispatch(engine, city, **{"since": SINCE, "until": UNTIL} | asked)


def test_nothing_is_none_and_never_zero(engine: Engine, tiny: City) -> None:
    found = ask(engine, tiny, level="district")
    assert (found.whole.n, found.whole.n_with_times) == (0, 0)
    assert [found.whole.median_s, found.whole.p90_s, found.whole.within, found.whole.share_pct] == [None] * 4
    assert [row.area for row in found.rows] == ["M1", "M2", "M3"]
    assert {row.median_s for row in found.rows} == {None}
    assert not any(row.withheld for row in found.rows)
    assert found.observed_at is None


def test_the_measures_of_a_group(engine: Engine, tiny: City) -> None:
    arrivals = [120, 240, 360, 420, 421, 600, None]
    store(engine, [call(tiny, i, s, dispatch_s=None if s is None else s / 4) for i, s in enumerate(arrivals)])
    known = [s for s in arrivals if s is not None]
    whole = ask(engine, tiny).whole
    assert (whole.n, whole.n_with_times, whole.within) == (7, 6, 4)
    assert whole.median_s == np.percentile(known, 50)
    assert whole.p90_s == pytest.approx(np.percentile(known, 90))
    assert whole.share_pct == pytest.approx(100 * 4 / 6)
    assert whole.dispatch_median_s == pytest.approx(np.median([int(s / 4) for s in known]), abs=1)
    assert whole.travel_median_s == pytest.approx(np.median([s - int(s / 4) for s in known]), abs=1)


def test_the_target_is_an_argument_and_its_last_second_counts(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, i, s) for i, s in enumerate([299, 300, 301, 500, 600])])
    assert ask(engine, tiny, target_s=300).whole.within == 2
    assert ask(engine, tiny, target_s=500).whole.share_pct == 80


def test_an_arrival_before_its_call_is_no_time(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, i, 300) for i in range(6)] + [call(tiny, 9, -60)])
    assert (ask(engine, tiny).whole.n, ask(engine, tiny).whole.n_with_times) == (7, 6)


def test_only_calls_of_the_fire_service(engine: Engine, tiny: City) -> None:
    rows = [call(tiny, i, 300) for i in range(6)]
    rows += [call(tiny, 10 + i, None, kind="road") for i in range(6)] + [call(tiny, 20 + i, 200, kind="crowd") for i in range(6)]
    store(engine, rows)
    assert {row.kind: row.n for row in ask(engine, tiny, by="kind").rows} == {"medical": 6}


def test_a_repair_crew_changes_no_figure_of_the_fire_service(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, n, 200 + 10 * n) for n in range(8)])
    before = ask(engine, tiny)
    store(engine, [call(tiny, 100 + n, 7200, kind="facility") for n in range(6)])
    assert ask(engine, tiny) == before


def test_hours_are_the_citys_and_follow_its_summer_time(engine: Engine, tiny: City) -> None:
    """23:30 UTC is 01:30 in summer and 00:30 in winter in this city's zone."""
    summer, winter = datetime(2026, 7, 1, 23, 30, tzinfo=UTC), datetime(2026, 11, 10, 23, 30, tzinfo=UTC)
    store(engine, [call(tiny, i, at=summer) for i in range(6)] + [call(tiny, 10 + i, at=winter) for i in range(7)])
    rows = ask(engine, tiny, by="hour", since=datetime(2026, 6, 1, tzinfo=UTC)).rows
    assert len(rows) == 24
    assert {row.hour: row.n for row in rows if row.n} == {0: 7, 1: 6}


def test_small_cells_are_withheld_with_the_next_smallest(engine: Engine, tiny: City) -> None:
    areas = ["M101"] * 20 + ["M102"] * 3 + ["M103"] * 8 + ["M201"] * 10 + ["M202"] * 9 + ["M301"] * 2
    store(engine, [call(tiny, i, 300, area=area) for i, area in enumerate(areas)])
    district = {row.area: row for row in ask(engine, tiny, level="district").rows}
    assert (district["M3"].withheld, district["M2"].withheld, district["M1"].n) == (True, True, 31)
    assert (district["M3"].n, district["M3"].median_s, district["M3"].share_pct) == (None, None, None)
    below = {row.area: row for row in ask(engine, tiny, level="neighbourhood").rows}
    assert [a for a, row in below.items() if row.withheld] == ["M102", "M103", "M201", "M202", "M301"]  # M2 is withheld as a whole
    assert below["M302"].n == 0
    assert not below["M302"].withheld


@pytest.mark.parametrize(("asked", "withheld"), [({"area": "M103"}, True), ({"area": "M101"}, False), ({"area": "M2"}, True)])
def test_asking_for_one_area_tells_no_more_than_asking_for_all(engine: Engine, tiny: City, asked: dict[str, str], withheld: bool) -> None:
    areas = ["M101"] * 20 + ["M102"] * 3 + ["M103"] * 8 + ["M201"] * 19 + ["M301"] * 2
    store(engine, [call(tiny, i, 300, area=area) for i, area in enumerate(areas)])
    assert ask(engine, tiny, **asked).whole.withheld is withheld


def test_asking_for_one_kind_tells_no_more_than_asking_for_all(engine: Engine, tiny: City) -> None:
    kinds = ["medical"] * 20 + ["rescue"] * 8 + ["fire"] * 3
    store(engine, [call(tiny, i, 300, kind=kind) for i, kind in enumerate(kinds)])
    assert {row.kind: row.n for row in ask(engine, tiny, by="kind").rows} == {"fire": None, "rescue": None, "medical": 20}
    assert ask(engine, tiny, kind="rescue").whole.withheld
    assert ask(engine, tiny, kind="medical").whole.n == 20


def test_a_few_known_times_are_withheld_like_a_few_cases(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, i, None) for i in range(20)] + [call(tiny, 30 + i, 500) for i in range(3)])
    assert ask(engine, tiny).whole.withheld


def test_area_and_level_together(engine: Engine, tiny: City) -> None:
    store(
        engine,
        [call(tiny, i, 300, area="M101" if i % 2 else "M102") for i in range(20)] + [call(tiny, 50 + i, area="M201") for i in range(9)],
    )
    found = ask(engine, tiny, level="neighbourhood", area="M1")
    assert {row.area: row.n for row in found.rows} == {"M101": 10, "M102": 10, "M103": 0}
    assert found.whole.n == 20


def test_a_truncated_history_is_counted_named_and_left_out_of_shares(engine: Engine, tiny: City) -> None:
    store(
        engine, [call(tiny, i, 300) for i in range(10)] + [call(tiny, 20 + i, 900, feed="import:late.csv", demo=False) for i in range(10)]
    )
    assert ask(engine, tiny).whole.share_pct == 50
    with engine.begin() as connection:
        connection.execute(
            insert(incident_sample).values(
                city=tiny.id, feed="import:late.csv", rows=10, state="truncated", lower_s=420, upper_s=None,
                sentence={"ko": "늦은 도착만", "en": "late arrivals only"}, report={}, imported_at="2026-11-20T00:00:00+00:00",
            )
        )  # fmt: skip
    found = ask(engine, tiny)
    assert (found.whole.n, found.whole.n_with_times, found.whole.n_truncated) == (20, 10, 10)
    assert (found.whole.share_pct, found.whole.median_s, found.whole.p90_s) == (100, 300, 300)
    assert [(s.feed, s.rows, s.lower_s, s.sentence.en) for s in found.samples] == [("import:late.csv", 10, 420, "late arrivals only")]
    assert found.demo


def test_demonstration_is_told_from_real_calls(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, i, 300, demo=False, feed="real") for i in range(6)])
    assert ask(engine, tiny).demo is False
    store(engine, [call(tiny, 10, 300, demo=True, feed=FEED)])
    assert ask(engine, tiny).demo is True
    assert ask(engine, tiny).observed_at == NOON.isoformat(timespec="seconds")


@pytest.mark.parametrize(
    "asked",
    [{"level": "street"}, {"by": "month"}, {"kind": "flood"}, {"area": "X9"}, {"level": "district", "area": "M101"}, {"target_s": 0},
     {"since": UNTIL, "until": SINCE}, {"since": datetime(2026, 1, 1)}],
)  # fmt: skip
def test_what_cannot_be_asked_is_named(engine: Engine, tiny: City, asked: dict[str, Any]) -> None:
    with pytest.raises(BadInput, match=next(iter(asked))):
        ask(engine, tiny, **asked)


def test_a_time_written_otherwise_is_named_not_misread(engine: Engine, tiny: City) -> None:
    store(engine, [call(tiny, 1) | {"arrived_at": "2026-11-20T12:05:00Z"}])
    with pytest.raises(SijangsilError, match="arrived_at"):
        ask(engine, tiny)


def test_thirty_days_of_a_large_city_in_time(engine: Engine, tiny: City) -> None:
    dice = np.random.default_rng(7)
    areas = [one.id for one in tiny.neighbourhoods]
    store(
        engine,
        (
            call(
                tiny,
                i,
                int(s),
                at=NOON - timedelta(seconds=int(ago)),
                area=areas[i % len(areas)],
                kind=("fire", "rescue", "medical")[i % 3],
            )
            for i, (s, ago) in enumerate(zip(dice.lognormal(5.8, 0.4, 45_000), dice.integers(0, 29 * 86_400, 45_000), strict=True))
        ),
    )
    spans_ms = []
    for _ in range(7):
        began = time.perf_counter()
        found = ask(engine, tiny, level="neighbourhood")
        spans_ms.append(1000 * (time.perf_counter() - began))
    assert found.whole.n == 45_000
    assert statistics.median(spans_ms) < 180  # 45 ms when the machine is free; three times that while it is shared


def test_only_the_index_is_read_and_no_row(engine: Engine) -> None:
    """Road incidents outnumber calls and the rows are half a kilobyte each: reading them would triple the time."""
    asked = {"city": "mirae", "since": "0", "until": "9", "never": ""}
    with engine.connect() as connection:
        plan = [row.detail for row in connection.execute(text("EXPLAIN QUERY PLAN " + _GROUPS), asked)]
    assert plan == ["SEARCH incident USING COVERING INDEX incident_dispatch (city=? AND kind=?)"]

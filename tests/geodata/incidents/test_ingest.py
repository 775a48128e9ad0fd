"""From what feeds tell to incidents: life cycles, flags, evidence, absence and return."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, func, select

from geodata.city import City
from geodata.connector import Feature
from geodata.connectors import seoul_citydata_incidents
from geodata.db.incidents import incident
from geodata.db.schema import event
from geodata.dialect import Page
from geodata.feeds.read import events_since
from geodata.feeds.refresh import Tools
from geodata.incidents import ingest, read
from geodata.incidents.merge import ALIKE, FINGERPRINT, FIRST
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul, incident_row
from tests.geodata.incidents.feeding import NOW, Telling, after, feature, iso, road

Row = dict[str, Any]


@pytest.fixture
def telling(engine: Engine, tiny: City) -> Telling:
    return Telling(engine, tiny)


def only(telling: Telling) -> Row:
    (one,) = read.open_incidents(telling.engine, telling.city)
    return one


def get(telling: Telling, id_: str) -> Row:
    found = read.incident(telling.engine, telling.city, id_)
    assert found
    return found


def codes(one: Row) -> list[str]:
    return [f["code"] for f in one["flags"]]


def moves(telling: Telling) -> list[tuple[str | None, str, bool]]:
    return [(s["from_status"], s["to_status"], s["legal"]) for s in telling.steps()]


def test_a_call_goes_through_its_life_step_by_step(telling: Telling) -> None:
    times = {"reported_at": NOW, "dispatched_at": after(1), "arrived_at": after(6), "controlled_at": after(20), "closed_at": after(40)}
    for n, now in enumerate(times.values()):
        known = dict(list(times.items())[: n + 1])
        assert telling.tell(now, feature("1", units=2, severity=3, place="가람1동 12", **known)) == ["emergency_calls:1"]
        one = get(telling, "emergency_calls:1")
        assert one["status"] == ("reported", "dispatched", "arrived", "controlled", "closed")[n]
        assert {k: one[k] for k in times} == {k: iso(known.get(k)) for k in times}
    assert (one["kind"], one["severity"], one["units"], one["place"], one["reports"], one["closed_by"]) == ("fire", 3, 2, "가람1동 12", 1, "provider")
    assert (one["district"], one["neighbourhood"], one["flags"], one["demo"]) == ("M1", "M11", [], False)
    assert moves(telling) == [
        (None, "reported", True), ("reported", "dispatched", True), ("dispatched", "arrived", True), ("arrived", "controlled", True),
        ("controlled", "closed", True),
    ]  # fmt: skip
    assert [s["at"] for s in telling.steps()] == [s["seen_at"] for s in telling.steps()]
    assert read.open_incidents(telling.engine, telling.city) == []
    assert [o["id"] for o in read.recent(telling.engine, telling.city, NOW, after(40))] == ["emergency_calls:1"]
    assert read.recent(telling.engine, telling.city, after(40), after(50)) == []
    told = read.steps(telling.engine, telling.city, "emergency_calls:1")
    assert [s["to_status"] for s in told] == ["reported", "dispatched", "arrived", "controlled", "closed"]


def test_an_event_carries_the_incident_as_it_is_read_and_nothing_is_told_twice(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=NOW), feature("2", reported_at=NOW, lon=10.08))
    told = [e for e in events_since(telling.engine, 0, 10) if e["topic"] == "incidents"]
    assert [e["kind"] for e in told] == ["incident"]
    by_id = {o["id"]: o for o in told[0]["body"]["incidents"]}
    assert by_id == {o["id"]: o for o in read.open_incidents(telling.engine, telling.city)}
    assert telling.tell(after(1), feature("1", reported_at=NOW), feature("2", reported_at=NOW, lon=10.08)) == []
    assert telling.tell(after(2), feature("1", reported_at=NOW), feature("2", reported_at=NOW, lon=10.08, units=3)) == ["emergency_calls:2"]


def test_several_hundred_at_once_are_told_in_events_of_200(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = [feature(str(n), reported_at=NOW + timedelta(hours=n)) for n in range(450)]
    telling.tell(after(60 * 500), *calls)
    told = [len(e["body"]["incidents"]) for e in events_since(telling.engine, 0, 10) if e["topic"] == "incidents"]
    assert told == [200, 200, 50]


def test_unchanged_reports_touch_no_row(telling: Telling, monkeypatch: pytest.MonkeyPatch) -> None:
    telling.tell(NOW, feature("1", reported_at=NOW, odd=(1, 2)))
    monkeypatch.setattr(ingest, "_live_on", lambda *_: pytest.fail("something was computed anew"))
    assert telling.tell(after(1), feature("1", reported_at=NOW, odd=(1, 2))) == []


def test_going_back_is_kept_and_flagged_and_undoes_nothing(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=NOW, dispatched_at=after(-3), arrived_at=after(-1)))
    telling.tell(after(1), feature("1", reported_at=after(-5), dispatched_at=after(-3), arrived_at=after(-1)))
    telling.tell(after(2), feature("1", reported_at=after(-5), dispatched_at=after(-3)))
    one = only(telling)
    assert (one["status"], one["arrived_at"]) == ("arrived", iso(after(-1)))
    assert codes(one)[-1] == "went_back"
    assert moves(telling)[-1] == ("arrived", "dispatched", False)


@pytest.mark.parametrize(
    ("times", "code", "stage"),
    [
        ({"arrived_at": after(-30)}, "before_call", "arrived"),
        ({"dispatched_at": after(-2), "arrived_at": after(-4)}, "out_of_order", "arrived"),
        ({"closed_at": after(-30)}, "before_call", "closed"),
    ],
)
def test_impossible_times_are_kept_flagged_and_never_lost(telling: Telling, times: dict[str, Any], code: str, stage: str) -> None:
    telling.tell(NOW, feature("1", reported_at=after(-10), **times))
    one = get(telling, "emergency_calls:1")
    assert one[f"{stage}_at"] == iso(times[f"{stage}_at"])
    assert codes(one) == [code]
    assert all(one["flags"][0][lang] for lang in ("ko", "en"))
    assert [(s["to_status"], s["legal"]) for s in telling.steps() if not s["legal"]] == [(stage, False)]


def test_times_that_cannot_be_used_are_flagged_once_and_the_words_kept(telling: Telling) -> None:
    odd = {"dispatched_at": "soon", "arrived_at": after(60), "status": "lost in thought"}
    telling.tell(NOW, feature("1", reported_at=after(-10), **odd))
    telling.tell(after(1), feature("1", reported_at=after(-10), units=2, **odd))
    one = only(telling)
    assert sorted(codes(one)) == ["future_time", "unknown_status", "unreadable_time"]
    assert (one["status"], one["dispatched_at"], one["arrived_at"]) == ("reported", None, None)
    (report,) = telling.reports()
    assert {k: report["body"]["props"][k] for k in odd} == {**odd, "arrived_at": iso(after(60))}


def test_a_clock_a_little_ahead_counts_as_now(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=after(-1), dispatched_at=after(5)))
    assert (only(telling)["dispatched_at"], only(telling)["flags"]) == (iso(NOW), [])


def test_a_status_without_a_time_is_reached_when_it_is_observed(telling: Telling) -> None:
    telling.tell(NOW, feature("1", reported_at=after(-10), status="arrived"))
    assert (only(telling)["status"], only(telling)["arrived_at"]) == ("arrived", iso(NOW))
    telling.tell(after(3), feature("1", reported_at=after(-10), status="arrived", units=1))
    assert only(telling)["arrived_at"] == iso(NOW)


def test_what_no_feed_tells_of_any_more_is_closed_by_absence_and_reopens_when_it_is_back(telling: Telling) -> None:
    call = feature("1", reported_at=NOW)
    telling.tell(NOW, call)
    assert telling.tell(after(5)) == ["emergency_calls:1"]
    one = get(telling, "emergency_calls:1")
    assert (one["status"], one["closed_at"], one["closed_by"]) == ("closed", iso(after(5)), "absence")
    (report,) = telling.reports()
    assert (report["last_seen"], report["gone_at"]) == (iso(NOW), iso(after(5)))
    assert telling.tell(after(6)) == []
    assert telling.tell(after(9), call) == ["emergency_calls:1"]
    one = only(telling)
    assert (one["status"], one["closed_at"], one["closed_by"], codes(one)) == ("reported", None, None, ["reopened"])
    assert moves(telling) == [(None, "reported", True), ("reported", "closed", True), ("closed", "reported", False)]
    assert len(telling.reports()) == 1


@pytest.mark.parametrize(("end", "told_until", "closed_at"), [(3.0, 0, 3.0), (-3.0, 0, 5.0)])
def test_an_announced_end_that_passed_closes_as_planned(telling: Telling, end: float, told_until: float, closed_at: float) -> None:
    telling.tell(after(told_until), feature("1", reported_at=after(-20), expected_end=after(end)))
    assert only(telling)["expected_end"] == iso(after(end))
    telling.tell(after(5))
    one = get(telling, "emergency_calls:1")
    assert (one["closed_by"], one["closed_at"]) == ("planned", iso(after(closed_at)))


def test_the_strongest_report_leads_and_the_weaker_fills_what_is_open(telling: Telling) -> None:
    words = "나루교 북단 추돌사고 1개 차로 통제"
    topic = "road_incidents"
    telling.tell(NOW, road("w", words, after(-5), place="나루교", units=2, title_en="Weak"), topic=topic, rank=1)
    assert only(telling)["id"] == "road_incidents:w"
    telling.tell(after(1), road("s", words + ".", after(-4), title_ko="추돌", title_en="Strong", lon=10.0201), topic=topic, rank=0)
    one = only(telling)
    assert (one["id"], one["feed"], one["title"]["en"]) == ("road_incidents:w", "feed_road_incidents_0", "Strong")
    assert (one["place"], one["units"], one["reported_at"], one["lon"], one["reports"]) == ("나루교", 2, iso(after(-4)), 10.0201, 2)
    evidence = read.evidence(telling.engine, telling.city, "road_incidents:s")
    assert [(e["id"], e["why"], e["rank"]) for e in evidence] == [("road_incidents:s", ALIKE, 0), ("road_incidents:w", FIRST, 1)]
    assert get(telling, "road_incidents:s") == one, "any report's id finds it"

    telling.tell(after(2), topic=topic, rank=0)
    one = only(telling)
    assert (one["feed"], one["closed_at"]) == ("feed_road_incidents_1", None), "the weaker feed still tells of it"
    telling.tell(after(3), topic=topic, rank=1)
    assert get(telling, "road_incidents:w")["closed_by"] == "absence"


def test_events_that_merely_lie_near_each_other_stay_apart(telling: Telling) -> None:
    telling.tell(NOW, road("a", "나루교 북단 추돌사고", NOW), topic="road_incidents")
    telling.tell(NOW, road("b", "가람대로 2차로 노면 보수 공사", NOW), topic="road_incidents", rank=1)
    telling.tell(NOW, feature("c", reported_at=NOW, text="나루교 북단 추돌사고"))
    assert len(read.open_incidents(telling.engine, telling.city)) == 3


def test_two_feeds_that_use_one_id_for_different_things_lose_nothing(telling: Telling) -> None:
    telling.tell(NOW, road("1", "나루교 북단 추돌사고", NOW), topic="road_incidents")
    telling.tell(NOW, road("1", "가람대로 노면 보수", NOW, lon=10.09), topic="road_incidents", rank=1)
    telling.tell(after(1), road("1", "가람대로 노면 보수 연장", NOW, lon=10.09), topic="road_incidents", rank=1)
    assert sorted(r["id"] for r in telling.reports()) == ["road_incidents:1", "road_incidents:1@feed_road_incidents_1"]
    assert {o["title"]["ko"] for o in read.open_incidents(telling.engine, telling.city)} == {"나루교 북단 추돌사고", "가람대로 노면 보수 연장"}


def recorded(shared: Path) -> Row:
    row = json.loads((shared / "live_samples" / "citydata_incident_recorded_20250515.json").read_text(encoding="utf-8"))
    return {k.lower(): v for k, v in row.items()}


def parsed(place: str, row: Row) -> list[Feature]:
    request = seoul_citydata_incidents.requests()[0]
    return list(seoul_citydata_incidents.parse(Page(rows=[{"area_nm": place, "acdnt_cntrl_stts": [row]}], total=1), request).features)


def test_the_recorded_incident_told_for_two_neighbouring_places_is_one_with_two_reports(telling: Telling, shared: Path) -> None:
    row = recorded(shared)
    # the neighbouring place gives the position with other digits, a few metres aside
    told = parsed("삼각지역", row) + parsed("용산역", row | {"acdnt_x": row["acdnt_x"] + 0.0003, "acdnt_info": row["acdnt_info"] + " "})
    assert len({f.id for f in told}) == 2
    telling.tell(NOW, *told, topic="road_incidents", rank=1)
    one = only(telling)
    assert (one["kind"], one["subkind"], one["reports"], one["reported_at"]) == ("road", "works", 2, "2025-05-14T21:05:00+00:00")
    assert sorted(e["why"] for e in read.evidence(telling.engine, telling.city, one["id"])) == [FIRST, FINGERPRINT]
    telling.tell(after(5), told[1], topic="road_incidents", rank=1)
    assert only(telling)["closed_at"] is None
    telling.tell(after(10), topic="road_incidents", rank=1)
    assert get(telling, one["id"])["closed_by"] == "planned", "its announced end passed long ago"


def test_a_feed_that_failed_closes_nothing_and_one_that_is_retired_closes_its_own(
    fake: FakeSeoul, tools: Tools, settings: Settings, monkeypatch: pytest.MonkeyPatch, clock: Any
) -> None:
    from tests.geodata.feeds.conftest import runner_of

    fake.rows["AccInfo"] = [incident_row("1"), incident_row("2", acc_info="다른 곳 사고", grs80tm_x="200000", grs80tm_y="450000")]
    runner = runner_of(tools, settings, "seoul_road_incidents")
    first = runner.refresh("seoul_road_incidents")
    assert len(read.open_incidents(tools.engine, tools.city)) == 2
    told = [e for e in events_since(tools.engine, 0, 10) if e["topic"] == "incidents"]
    assert {e["id"] for e in told} < set(first.events), "a refresh publishes the events of its incidents too"
    clock.pass_(240)
    fake.rows["AccInfo"] = [{"broken": "row"}]
    assert not runner.refresh("seoul_road_incidents").ok
    assert len(read.open_incidents(tools.engine, tools.city)) == 2
    monkeypatch.delenv("SEOUL_OPENAPI_KEY")
    published: list[int] = []
    runner.publish(published.extend)
    runner.step()
    assert read.open_incidents(tools.engine, tools.city) == []
    assert published
    with tools.engine.connect() as connection:
        assert connection.execute(select(incident.c.closed_by, func.count()).group_by(incident.c.closed_by)).all() == [("absence", 2)]
        assert connection.execute(select(event.c.topic).where(event.c.id == max(published))).scalar() in ("incidents", "road_incidents")

"""One event told by several feeds: who leads, what is evidence, what is merged, and what a feed that falls silent closes."""

import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from geodata.connector import Feature
from geodata.connectors import seoul_citydata_incidents
from geodata.db.incidents import incident
from geodata.db.schema import event
from geodata.dialect import Page
from geodata.feeds.read import events_since
from geodata.feeds.refresh import Tools
from geodata.incidents import read
from geodata.incidents.merge import ALIKE, FINGERPRINT, FIRST
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul, incident_row
from tests.geodata.feeds.conftest import runner_of
from tests.geodata.incidents.feeding import NOW, Row, Telling, after, feature, get, iso, only, road


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
    assert {o["title"]["ko"] for o in read.open_incidents(telling.engine, telling.city)} == {
        "나루교 북단 추돌사고",
        "가람대로 노면 보수 연장",
    }


def recorded(shared: Path) -> Row:
    row = json.loads((shared / "live_samples" / "citydata_incident_recorded_20250515.json").read_text(encoding="utf-8"))
    return {k.lower(): v for k, v in row.items()}


def parsed(place: str, row: Row) -> list[Feature]:
    request = seoul_citydata_incidents.requests()[0]
    return list(seoul_citydata_incidents.parse(Page(rows=({"area_nm": place, "acdnt_cntrl_stts": [row]},), total=1), request).features)


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

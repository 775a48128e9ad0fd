"""What several replies of one refresh tell of one happening is put together, and no place that told of it is lost."""

import json
from typing import Any

from sqlalchemy import select

from geodata.connector import Feature
from geodata.db.schema import live
from geodata.feeds import read
from geodata.feeds.fetch import Harvest
from geodata.feeds.refresh import Tools
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock, runner_of

FEED = "seoul_citydata_incidents"
WORKS = {"ACDNT_OCCR_DT": "2026-07-20 09:30", "EXP_CLR_DT": "", "ACDNT_TYPE": "공사", "ACDNT_DTYPE": "도로보수", "ACDNT_INFO": "소공로 공사", "ACDNT_X": 126.97, "ACDNT_Y": 37.56, "ACDNT_TIME": "2026-07-20 13:00"}  # fmt: skip


def reply(place: str, *incidents: dict[str, Any]) -> bytes:
    whole = {"RESULT": {"RESULT.CODE": "INFO-000"}, "CITYDATA": {"AREA_NM": place, "ACDNT_CNTRL_STTS": list(incidents)}}
    return json.dumps(whole, ensure_ascii=False).encode()


def test_every_place_that_told_of_an_incident_stands_in_it(fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock) -> None:
    fake.rows["citydata"] = [{"AREA_NM": "여의도", "ACDNT_CNTRL_STTS": []}]
    for place in ("광화문·덕수궁", "명동 관광특구"):
        fake.whole[f"citydata/{place}"] = reply(place, WORKS)
    fake.whole["citydata/강남역"] = reply("강남역", WORKS | {"ACDNT_INFO": "다른 공사"})
    runner = runner_of(tools, settings, FEED)
    assert runner.refresh(FEED).ok
    told = {f["name"]: f["props"]["places"] for f in read.features(tools.engine, tools.city, "road_incidents")}
    assert told == {"소공로 공사": ["광화문·덕수궁", "명동 관광특구"], "다른 공사": ["강남역"]}
    # the same again is no change; one place less is
    assert runner.refresh(FEED).events == ()
    fake.whole["citydata/명동 관광특구"] = reply("명동 관광특구")
    change = runner.refresh(FEED).change
    assert (change.added, change.changed, change.removed) == (0, 1, 0)
    with tools.engine.connect() as connection:
        places = [props["places"] for (props,) in connection.execute(select(live.c.props).where(live.c.name == "소공로 공사"))]
    assert places == [["광화문·덕수궁"]]


def test_without_a_merge_the_first_telling_is_kept() -> None:
    first, later = (Feature("a", None, None, name=name) for name in ("first", "later"))
    crop = Harvest()
    assert crop.add((first,), "one") == 1
    assert crop.add((later,), "two") == 0
    assert crop.features["a"] is first
    assert crop.add((later,), "three", lambda one, other: other) == 0
    assert crop.features["a"] is later
    assert crop.problems == []

"""The connectors of the real-time city data over HTTP: where their rows come to stand, and a service that misbehaves."""

import json
from typing import Any

import pytest
from sqlalchemy import select

from geodata.connectors._seoul_places import CROWDS, PLACES, WEATHER
from geodata.db.incidents import incident
from geodata.feeds import read
from geodata.feeds.refresh import Tools
from geodata.settings import Settings
from tests.fake_seoul import FakeSeoul
from tests.geodata.feeds.conftest import Clock, runner_of

MESSAGES, CROWD, SKY = "seoul_citydata_messages", "seoul_citydata_crowd", "seoul_citydata_weather"
MESSAGE = {"DST_SE_NM": "호우", "EMRG_STEP_NM": "긴급재난", "MSG_CN": "하천변 출입 금지 [종로구]", "CRT_DT": "2026-07-20 13:05"}


def station(*messages: dict[str, str]) -> list[dict[str, Any]]:
    """What the service holds for the place that is asked for messages."""
    return [{"AREA_NM": "서울역", "LIVE_DST_MESSAGE": list(messages)}]


@pytest.mark.parametrize("trouble", ["html", "truncated", "garbage", "renamed", "info_100", "http_500", "reset", "too_short"])
def test_a_message_stays_while_the_service_fails_and_goes_when_it_says_so(
    trouble: str, fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock
) -> None:
    fake.rows["citydata"] = station(MESSAGE)
    runner = runner_of(tools, settings, MESSAGES)
    assert runner.refresh(MESSAGES).rows == 1
    (told,) = read.features(tools.engine, tools.city, "disaster_messages")
    assert (told["district"], told["lon"], told["kind"]) == ("11110", None, "weather")

    fake.trouble = trouble
    assert not runner.refresh(MESSAGES).ok
    assert read.features(tools.engine, tools.city, "disaster_messages") == [told]

    fake.trouble = None
    fake.rows["citydata"] = station()
    result = runner.refresh(MESSAGES)
    assert (result.ok, result.rows) == (True, 0), "no message is good news, not a fault"
    assert read.features(tools.engine, tools.city, "disaster_messages") == []


def test_weather_stands_at_the_centre_of_its_district(fake: FakeSeoul, tools: Tools, settings: Settings) -> None:
    fake.rows["citydata"] = [
        {
            "AREA_NM": "신림역",
            "WEATHER_STTS": [
                {
                    "WEATHER_TIME": "2026-07-20 13:00",
                    "TEMP": "31",
                    "HUMIDITY": "60",
                    "WIND_SPD": "2",
                    "PRECIPITATION": "-",
                    "PRECPT_TYPE": "없음",
                }
            ],
        }
    ]
    result = runner_of(tools, settings, SKY).refresh(SKY)
    assert (result.ok, result.calls) == (True, len(WEATHER))
    assert len(result.problems) == len(WEATHER) - 1, "an answer for another place is not this district's weather"
    (f,) = read.features(tools.engine, tools.city, "weather")
    area = tools.city.areas[PLACES["신림역"].district]
    assert (f["id"], f["district"], f["lon"], f["lat"]) == (area.id, area.id, area.lon, area.lat)
    assert (f["observed_at"], f["props"]["temp_c"]) == ("2026-07-20T04:00:00+00:00", 31.0)


def test_a_crowd_becomes_an_incident_and_is_over_when_the_place_is_calm(
    fake: FakeSeoul, tools: Tools, settings: Settings, clock: Clock
) -> None:
    def hold(level: str) -> None:
        """What the service answers for each place: all calm, but for one."""
        for name in CROWDS:
            numbers = {"AREA_PPLTN_MIN": "42000", "AREA_PPLTN_MAX": "44000", "PPLTN_TIME": "2026-07-20 13:25", "REPLACE_YN": "N"}
            row = {"AREA_NM": name, "AREA_CD": "POI004", "AREA_CONGEST_LVL": level if name == "이태원 관광특구" else "여유"} | numbers
            fake.whole[f"citydata_ppltn/{name}"] = json.dumps({"SeoulRtd.citydata_ppltn": [row]}, ensure_ascii=False).encode()

    hold("붐빔")
    runner = runner_of(tools, settings, CROWD)
    assert runner.refresh(CROWD).rows == 1
    clock.pass_(5400)
    hold("보통")
    assert runner.refresh(CROWD).ok
    assert read.features(tools.engine, tools.city, "crowd") == []
    with tools.engine.connect() as connection:
        (row,) = connection.execute(select(incident).where(incident.c.kind == "crowd")).mappings()
    assert (row["id"], row["severity"], row["status"], row["closed_by"]) == ("crowd:POI004-2026-07-20", 3, "closed", "absence")
    assert row["title"] == {"ko": "이태원 관광특구 붐빔", "en": "Crowded at Itaewon"}

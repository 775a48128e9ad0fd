"""The panel's words about age and absence: dates of places, positions unknown, figures of districts only, ranks, singulars."""

from datetime import UTC, datetime
from typing import Any

import pytest

from callbacks.facts import Figures, drawn
from callbacks.words import panel
from geodata.context import Context
from geodata.indicators import read
from layers.view import initial, parse
from tests.callbacks.conftest import dated_city


@pytest.fixture(scope="module")
def dated(tmp_path_factory: pytest.TempPathFactory) -> Context:
    return dated_city(tmp_path_factory.mktemp("dated"))


def seen(context: Context, query: str, year: int = 2026) -> dict[str, Any]:
    ids = [i.id for i in read.available(context.engine, context.city)]
    view, problems = parse(query, context.city, initial(context.city, indicator_ids=ids), indicator_ids=ids)
    assert problems == ()
    return panel(Figures(context, context.city, view, datetime(year, 6, 1, tzinfo=UTC)))


def test_a_summary_says_the_age_of_places_and_what_is_not_on_the_map(dated: Context) -> None:
    said = seen(dated, "layers=police,subway,cctv")["summary"]
    assert "치안센터 1곳 (위치 모름 2곳, 기준일 모름)" in said
    assert "(2022-07-07 기준)" in said
    assert "지연" not in said  # nothing newer was promised
    assert "(시연)" in said
    assert "(최신)" in seen(dated, "layers=subway", 2023)["summary"]


def test_everything_drawn_says_how_fresh_it_is_and_together_it_is_as_bad_as_its_worst(dated: Context) -> None:
    found = seen(dated, "layers=indicator,subway,cctv&ind=population&area=M1")
    parts = {p["layer"]: (p["state"], p["observed_at"]) for p in found["freshness"]["parts"]}
    assert parts == {"indicator": ("fresh", "2024-12-31"), "subway": ("stale", "2022-07-07"), "cctv": ("demo", None)}
    assert (found["freshness"]["state"], found["freshness"]["observed_at"]) == ("stale", "2022-07-07")
    for name in ("legend", "table", "card"):
        assert {"state", "observed_at"} <= found[name]["freshness"].keys(), name
    assert all({"state", "observed_at"} <= figure["freshness"].keys() for figure in found["card"]["figures"])
    live = seen(dated, "layers=road_incidents")["freshness"]
    assert (live["state"], live["observed_at"]) == ("missing", None)
    assert seen(dated, "feature=subway:S1")["card"]["freshness"] == {"state": "stale", "observed_at": "2022-07-07"}
    assert seen(dated, "feature=subway:gone")["card"]["freshness"]["state"] == "missing"


def test_a_card_says_what_is_not_on_the_map(dated: Context) -> None:
    def here(query: str) -> list[str]:
        return [row["value"] for row in seen(dated, query)["card"]["here"]]

    assert here("layers=police") == ["1곳 (위치 모름 2곳)"]
    assert here("layers=police&area=M1")[0] == "1곳 (도시 전체에 위치 모름 2곳)"
    assert here("layers=road_incidents") == ["0건"]


def test_a_point_is_as_old_as_its_set(dated: Context) -> None:
    old = seen(dated, "feature=subway:S1")["card"]
    assert (old["title"], old["state"], old["freshness_text"]) == ("가람역", "stale", "2022-07-07 기준")
    assert "(2022-07-07)" in old["source"]
    assert seen(dated, "feature=subway:S1", 2023)["card"]["state"] == "fresh"
    undated = seen(dated, "feature=police:P1&lang=en")["card"]
    assert (undated["title"], undated["state"], undated["freshness_text"]) == ("Garam Centre", "stale", "date unknown")
    assert "date unknown" in undated["notes"]


def test_figures_of_districts_only_are_said_once_and_another_indicator_is_offered(dated: Context) -> None:
    found = seen(dated, "ind=fires&area=M101")
    figure = found["card"]["figures"][0]
    assert (figure["number"], figure["note"], figure["period"]) == (None, "자치구 단위로만 발표됩니다.", "2018년")
    assert figure["district"]["text"].startswith("5")
    assert found["spoken_card"].count("자료 없음") == 0
    assert found["legend"]["offer"] == {"id": "building_fires", "label": "건물 화재 (2년 합계)"}  # of the same theme
    assert "offer" not in seen(dated, "ind=population&area=M101")["legend"]
    assert "offer" not in seen(dated, "ind=fires")["legend"]


@pytest.mark.parametrize(("ind", "state", "as_of"), [("fires", "stale", "2018년"), ("population", "fresh", "2024년")])
def test_colours_say_how_old_their_figures_are(dated: Context, ind: str, state: str, as_of: str) -> None:
    told = {"state": state, "observed_at": f"{as_of[:4]}-12-31", "as_of": as_of}
    assert seen(dated, f"ind={ind}")["legend"]["freshness"] == told
    off = seen(dated, f"ind={ind}&layers=")["legend"]
    assert (off["rows"], off["freshness"]["state"]) == ([], state)
    assert seen(dated, f"ind={ind}&area=M1")["card"]["figures"][0]["freshness"] == told


def test_every_spoken_rank_has_its_direction(dated: Context) -> None:
    ids = [i.id for i in read.available(dated.engine, dated.city)]
    view, _ = parse("ind=fires&layers=indicator&lang=en", dated.city, initial(dated.city, indicator_ids=ids), indicator_ids=ids)
    assert "rank 1 of 3 (lowest first)" in drawn(dated, view)["spoken"]["M1"]

"""One click: event → view → plain facts, small, in step with each other; nothing raises whatever comes in."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from callbacks.draw import facts
from callbacks.navigate import step
from geodata.context import Context
from layers.view import to_query


def drawn(context: Context, event: dict[str, Any], query: str | None = None) -> dict[str, Any]:
    view, problems = step(context, event, query)
    return facts(context, {"query": to_query(view), "problems": [p.en for p in problems], "event": event.get("type"), "n": 1})


def test_a_district_opens_with_its_neighbourhoods_card_and_way(context: Context) -> None:
    district = context.city.districts[0]
    seen = drawn(context, {"type": "area", "id": district.id})
    assert seen["view"]["area"] == seen["view"]["district"] == district.id
    assert [c["name"] for c in seen["crumbs"]] == [context.city.name.ko, district.name.ko]
    assert seen["card"]["title"] == district.name.ko
    inside = {a.id for a in context.city.children(district.id)}
    assert {c["id"] for c in seen["card"]["children"]} == inside
    assert inside < seen["spoken"].keys() or seen["paint"]["inherit"]
    assert "geometry" not in json.dumps(seen)
    assert len(json.dumps(seen)) < 40_000


def test_table_legend_and_paint_tell_the_same(context: Context) -> None:
    seen = drawn(context, {"type": "link", "query": "?ind=population"})
    level = seen["table"]["level"]
    counted = [0] * len(seen["legend"]["rows"])
    for row in seen["table"]["rows"]:
        cls = seen["paint"][level]["classes"][row["id"]]
        assert row["class"] == (None if cls is None else cls + 1)
        if cls is not None:
            counted[cls] += 1
    assert counted == [r["count"] for r in seen["legend"]["rows"]]
    assert seen["legend"]["nodata"]["count"] == sum(r["value"] is None for r in seen["table"]["rows"])
    assert [r["colour"] for r in seen["legend"]["rows"]] == list(seen["paint"]["colours_of"][level])


def test_published_by_district_only_is_said_and_never_shown_as_a_neighbourhood_figure(context: Context) -> None:
    by_district = next(
        i
        for i in ("employment_rate", "fires", "population")
        if drawn(context, {"type": "link", "query": f"?ind={i}"})["view"]["indicator"] == i
    )
    neighbourhood = context.city.neighbourhoods[0]
    seen = drawn(context, {"type": "area", "id": neighbourhood.id}, f"v=1&ind={by_district}")
    if seen["paint"]["inherit"]:
        assert neighbourhood.id not in seen["spoken"]
        assert seen["legend"]["notes"]
        assert seen["card"]["figures"][0]["number"] is None
    else:
        assert seen["paint"]["neighbourhood"]["classes"]


def test_a_refused_event_is_explained_and_changes_nothing(context: Context) -> None:
    before, _ = step(context, {"type": "area", "id": context.city.districts[0].id}, None)
    after, problems = step(context, {"type": "area", "id": "<b>nowhere</b>"}, to_query(before))
    assert after == before
    assert problems
    assert "<b>" not in problems[0].ko


def test_no_layers_still_draws_a_map(context: Context) -> None:
    seen = drawn(context, {"type": "link", "query": "?layers="})
    assert seen["layers"] == []
    assert seen["legend"]["rows"] == []
    assert seen["paint"]["district"] is None


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    event=st.fixed_dictionaries(
        {
            "type": st.sampled_from(
                [
                    "area",
                    "up",
                    "home",
                    "layer",
                    "indicator",
                    "period",
                    "level",
                    "method",
                    "classes",
                    "lang",
                    "theme",
                    "tab",
                    "feature",
                    "close",
                    "move",
                    "link",
                    "vintage",
                    "",
                    "x",
                ]
            )
        },
        optional={
            "id": st.one_of(st.text(max_size=20), st.integers()),
            "value": st.one_of(st.none(), st.text(max_size=20), st.integers()),
            "on": st.booleans(),
            "query": st.text(max_size=60),
            "topic": st.text(max_size=10),
        },
    )
)
def test_whatever_comes_in_is_answered(context: Context, event: dict[str, Any]) -> None:
    assert drawn(context, event)["query"].startswith("v=1")


def test_the_answer_says_which_vintage_it_shows(context: Context) -> None:
    seen = drawn(context, {"type": "link", "query": "?vintage=1999-12-31"})
    assert seen["view"]["vintage"] == context.city.vintage
    assert "1999-12-31" in seen["problems"][0]


@pytest.mark.parametrize("lang", ["ko", "en"])
def test_every_word_is_in_the_language_asked_for(context: Context, lang: str) -> None:
    seen = drawn(context, {"type": "link", "query": f"?lang={lang}&area={context.city.neighbourhoods[0].id}"})
    said = json.dumps([seen["card"], seen["legend"], seen["table"], seen["summary"], seen["crumbs"]], ensure_ascii=False)
    assert any("가" <= letter <= "힣" for letter in said) == (lang == "ko")

"""The view: links never fail, events never leave what a link can carry, and only ``next_view`` moves."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geodata.city import City, load_city
from layers import catalogue, state
from layers.view import ViewState, coloured_level, explain, initial, next_view, open_district, parse, to_plain, to_query

CITY: City = load_city(str(Path(__file__).parents[1] / "tinycity"))
INDICATORS = ("population", "fires")
NAMES = {"layer_ids": catalogue.layer_ids(), "indicator_ids": INDICATORS}
DISTRICT = CITY.districts[0]
DONG = CITY.children(DISTRICT.id)[0]
START = initial(CITY, **NAMES)

west, south, east, north = CITY.extent
ids = st.sampled_from([a.id for a in CITY.areas.values()])
past = st.datetimes(datetime(2020, 1, 1), datetime(2026, 1, 1))
fids = st.text(st.characters(codec="utf-8"), min_size=1, max_size=120).filter(lambda t: t.isprintable() and t == t.strip())
periods = st.sampled_from(["2024", "2024H1", "2019Q4", "2023-07", "2023-07-01", "2023-07-01T14"])
positions = st.tuples(
    st.floats(west, east).map(lambda v: round(v, 5)),
    st.floats(south, north).map(lambda v: round(v, 5)),
    st.floats(0, 22).map(lambda v: round(v, 2)),
)

pinnable = fids.filter(lambda t: "|" not in t)


@st.composite
def views(draw: st.DrawFn) -> ViewState:
    x, y, z = draw(st.one_of(st.just((None, None, None)), positions))
    return ViewState(
        city=CITY.id,
        vintage=CITY.vintage,
        level=draw(st.sampled_from(["district", "neighbourhood"])),
        area=draw(st.none() | ids),
        layers=tuple(draw(st.lists(st.sampled_from(catalogue.layer_ids()), unique=True))),
        indicator=draw(st.sampled_from(INDICATORS)),
        period=draw(st.none() | periods),
        scheme_method=draw(st.sampled_from(state.METHODS)),
        classes=draw(st.sampled_from(state.CLASS_COUNTS)),
        lang=draw(st.sampled_from(["ko", "en"])),
        theme=draw(st.sampled_from(state.THEMES)),
        feature=draw(st.none() | st.builds("{}:{}".format, st.sampled_from(catalogue.topics()), fids)),
        tab=draw(st.sampled_from(state.TABS)),
        x=x,
        y=y,
        z=z,
        at=draw(st.none() | past.map(lambda moment: moment.strftime("%Y-%m-%dT%H:%MZ"))),
        pins=tuple(draw(st.lists(st.builds("{}:{}".format, st.sampled_from(catalogue.topics()), pinnable), unique=True, max_size=3))),
        radius=draw(st.integers(*state.RADIUS_M)),
    )


scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30) | st.lists(st.text(max_size=3), max_size=2)
words = st.sampled_from(
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
        "feature",
        "close",
        "tab",
        "move",
        "at",
        "pin",
        "radius",
        "link",
    ]
)
likely = ids | st.sampled_from(
    [*catalogue.layer_ids(), *INDICATORS, "2024", "jenks", "neighbourhood", "en", "dark", "table", "cctv", 7, "6"]
)
events = st.dictionaries(st.sampled_from(["id", "on", "value", "topic", "x", "y", "z", "query"]), likely | scalars).flatmap(
    lambda body: st.one_of(words, scalars).map(lambda word: body | {"type": word})
)


@given(views(), st.sampled_from(["ko", "en"]))
def test_a_link_opens_the_view_it_was_made_from(view: ViewState, browser_lang: str) -> None:
    assert parse(to_query(view), CITY, lang=browser_lang, **NAMES) == (view, ())


@given(views(), st.lists(events, max_size=4))
def test_whatever_happens_the_view_can_be_shared(view: ViewState, happened: list[object]) -> None:
    for event in happened:
        after = next_view(view, event, CITY, **NAMES)
        if explain(view, event, CITY, **NAMES):
            assert after == view
        view = after
    assert parse(to_query(view), CITY, **NAMES) == (view, ())


@given(
    st.text(max_size=300)
    | st.dictionaries(
        st.sampled_from(
            [
                "v",
                "city",
                "vintage",
                "area",
                "level",
                "layers",
                "ind",
                "period",
                "method",
                "classes",
                "lang",
                "theme",
                "feature",
                "tab",
                "x",
                "y",
                "z",
            ]
        ),
        st.text(),
    ).map(lambda pairs: "&".join(f"{k}={v}" for k, v in pairs.items()))
)
@settings(max_examples=300)
def test_any_query_opens_and_no_markup_comes_back(query: str) -> None:
    view, problems = parse(query, CITY, **NAMES)
    assert parse(to_query(view), CITY, **NAMES) == (view, ())
    for problem in problems:
        shown = problem.ko.replace("'", "") + problem.en  # the Korean sentences' own quotation marks
        assert not set("<>&\"'\x00") & set(shown)


@pytest.mark.parametrize(
    ("query", "word"),
    [
        ("v=1&layers=indicator,nonsense", "nonsense"),
        ("ind=gone", "gone"),
        ("area=99999", "99999"),
        ("period=2024-13", "2024-13"),
        ("classes=9", "9"),
        ("method=magic", "magic"),
        ("theme=pink", "pink"),
        ("lang=fr", "fr"),
        ("tab=x", "x"),
        ("level=street", "street"),
        ("feature=cctv", "cctv"),
        ("v=2", "2"),
        ("vintage=1999-01-01", "1999-01-01"),
        ("city=elsewhere", "elsewhere"),
        ("x=0&y=0&z=3", "position"),
        ("x=nan&y=nan&z=nan", "position"),
        ("x=1", "position"),
    ],
)
def test_what_a_link_gets_wrong_is_explained_and_the_rest_opens(query: str, word: str) -> None:
    view, problems = parse(query + "&area=" + DISTRICT.id if "area" not in query else query + "&tab=table", CITY, **NAMES)
    assert len(problems) == 1
    assert word in problems[0].en
    assert view.area == DISTRICT.id or view.tab == "table"


def test_a_script_in_a_link_is_defused() -> None:
    _, problems = parse("area=%3Cscript%3Ealert(1)%3C/script%3E", CITY, **NAMES)
    assert "<" not in problems[0].ko + problems[0].en
    assert "script" in problems[0].en


def test_a_period_the_indicator_lacks_is_explained() -> None:
    has = {"population": ["2022", "2023"], "fires": ["2023"]}
    view, problems = parse("ind=fires&period=2022", CITY, periods=has.__getitem__, **NAMES)
    assert (view.indicator, view.period, len(problems)) == ("fires", None, 1)
    view, problems = parse("ind=population&period=2022", CITY, periods=has.__getitem__, **NAMES)
    assert (view.period, problems) == ("2022", ())
    assert next_view(view, {"type": "indicator", "id": "fires"}, CITY, periods=has.__getitem__, **NAMES).period is None


def test_links_are_stable_and_short() -> None:
    view = replace(START, indicator="population", layers=("indicator", "air"), area=DISTRICT.id)
    assert to_query(view) == f"v=1&city={CITY.id}&vintage={CITY.vintage}&area={DISTRICT.id}&layers=indicator,air&ind=population&lang=ko"
    assert to_plain(view)["query"] == to_query(view)


def test_no_layers_is_a_choice_that_a_link_keeps() -> None:
    assert parse("layers=", CITY, **NAMES)[0].layers == ()
    assert parse("", CITY, **NAMES)[0].layers == catalogue.shown_at_start()


def _after(*events: dict[str, object]) -> ViewState:
    view = START
    for event in events:
        view = next_view(view, event, CITY, **NAMES)
    return view


def test_drilling_down_and_up() -> None:
    down = _after({"type": "area", "id": DISTRICT.id}, {"type": "area", "id": DONG.id})
    assert (down.area, open_district(down, CITY), coloured_level(down)) == (DONG.id, DISTRICT.id, "neighbourhood")
    once = next_view(down, {"type": "up"}, CITY, **NAMES)
    twice = next_view(once, {"type": "up"}, CITY, **NAMES)
    assert (once.area, twice.area, coloured_level(twice)) == (DISTRICT.id, None, "district")
    assert next_view(twice, {"type": "up"}, CITY, **NAMES) == twice


def test_up_closes_an_open_point_first() -> None:
    view = _after({"type": "area", "id": DISTRICT.id}, {"type": "feature", "topic": "cctv", "id": "A-1"})
    assert (view.feature, view.area) == ("cctv:A-1", DISTRICT.id)
    assert (next_view(view, {"type": "up"}, CITY, **NAMES).feature, next_view(view, {"type": "up"}, CITY, **NAMES).area) == (
        None,
        DISTRICT.id,
    )


def test_a_second_click_fits_the_area_again() -> None:
    moved = _after({"type": "area", "id": DISTRICT.id}, {"type": "move", "x": west, "y": south, "z": 14})
    assert (moved.x, moved.z) == (west, 14.0)
    assert next_view(moved, {"type": "area", "id": DISTRICT.id}, CITY, **NAMES).x is None


def test_layers_keep_the_order_they_were_switched_on() -> None:
    view = replace(START, layers=())
    for layer in ("wifi", "air", "cctv", "air"):
        view = next_view(view, {"type": "layer", "id": layer, "on": True}, CITY, **NAMES)
    assert view.layers == ("wifi", "air", "cctv")
    assert next_view(view, {"type": "layer", "id": "air", "on": False}, CITY, **NAMES).layers == ("wifi", "cctv")


def test_back_button_opens_the_link_it_carries() -> None:
    assert _after({"type": "area", "id": DISTRICT.id}, {"type": "link", "query": ""}) == START


def test_a_link_of_another_city_or_vintage_is_explained_with_the_right_particles() -> None:
    _, problems = parse("city=elsewhere&vintage=1999-01-01", CITY, **NAMES)
    assert [problem.ko for problem in problems] == [
        f"링크의 도시는 'elsewhere'이지만 여기서는 '{CITY.id}' 도시를 보여 드립니다.",
        f"링크의 기준일은 '1999-01-01'이지만 여기서는 '{CITY.vintage}' 기준일의 경계를 보여 드립니다.",
    ]

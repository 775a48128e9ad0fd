"""Views as links: ``parse`` never fails, ``to_query`` is stable.

Parameters: v, city, vintage, area, level, layers, ind, period, method, classes, lang, theme, feature, tab, at, pins, radius, x, y, z. What a
person chose and what may be another default next year (city, vintage, layers, indicator, language) is always written;
the rest only where it differs from the default. Parameters nobody knows (a mail program's tracking) are passed over.
"""

from collections.abc import Callable, Collection
from dataclasses import asdict, fields, replace
from typing import Any
from urllib.parse import parse_qsl, quote, urlencode

from geodata.city import City
from geodata.indicator import LEVELS
from geodata.text import LANGS, Text
from layers import room, state
from layers.state import Known, Refused, ViewState

VERSION = 1
MAX_QUERY = 4000
_PARAMETER = {"version": "v", "indicator": "ind", "scheme_method": "method"}
_ALWAYS = ("version", "city", "vintage", "layers", "indicator", "lang")
_ORDER = (
    "version", "city", "vintage", "area", "level", "layers", "indicator", "period", "scheme_method", "classes", "lang", "theme",
    "feature", "tab", "at", "pins", "radius", "x", "y", "z",
)  # fmt: skip
_DEFAULTS = {f.name: f.default for f in fields(ViewState)}


def to_query(view: ViewState) -> str:
    """The query of a link to ``view`` (no leading '?'), v first, always in the same order."""
    pairs: list[tuple[str, str]] = []
    for name in _ORDER:
        value = getattr(view, name)
        if value is None or (name not in _ALWAYS and value == _DEFAULTS[name]):
            continue
        if name in ("x", "y"):
            value = f"{value:.5f}"
        elif name == "layers":
            value = ",".join(value)
        elif name == "pins":
            value = room.joined_pins(value)
        pairs.append((_PARAMETER.get(name, name), str(value)))
    return urlencode(pairs, safe=",:", quote_via=quote)


def to_plain(view: ViewState) -> dict[str, Any]:
    """The view as plain JSON for the browser: every field, and ``query``. Coming back, only ``query`` is believed: it
    goes through ``parse`` again."""
    return asdict(view) | {"layers": list(view.layers), "pins": list(view.pins), "query": to_query(view)}


def parse(
    query: str,
    city: City,
    defaults: ViewState | None = None,
    *,
    layer_ids: Collection[str] | None = None,
    indicator_ids: Collection[str] | None = None,
    periods: Callable[[str], Collection[str]] | None = None,
    lang: str = "ko",
) -> tuple[ViewState, tuple[Text, ...]]:
    """The view a link asks for, and one sentence for each thing in it that could not be followed.

    ``defaults``: the view where the link is silent; None: ``initial``. ``layer_ids``/``indicator_ids``: what exists
    here; None: all declared. ``periods(indicator)``: to check a period against. ``lang``: the browser's language.
    Never raises: an unknown value is explained and the rest opens.
    """
    names = state.known(city, layer_ids, indicator_ids, periods)
    view = defaults or state.initial(city, layer_ids=names.layer_ids, indicator_ids=names.indicator_ids, lang=lang)
    try:
        given = _parameters(query)
    except Refused as refused:
        return view, (refused.text,)
    problems: list[Text] = []
    for reader in _READERS:
        try:
            view = reader(view, given, names, problems)
        except Refused as refused:
            problems.append(refused.text)
    return view, tuple(problems)


def _parameters(query: object) -> dict[str, str]:
    """First value of each parameter; Refused when this is not a link of ours at all."""
    too_long = Refused("링크가 너무 길거나 깨져 있어 첫 화면을 엽니다.", "The link is too long or broken; opening the start view.")
    if not isinstance(query, str) or len(query) > MAX_QUERY:
        raise too_long
    try:
        pairs = parse_qsl(query.removeprefix("?"), keep_blank_values=True, max_num_fields=64)
    except ValueError:
        raise too_long from None
    given: dict[str, str] = {}
    for key, value in pairs:
        given.setdefault(key, value)
    return given


def _head(view: ViewState, given: dict[str, str], names: Known, problems: list[Text]) -> ViewState:
    if given.get("v", str(VERSION)) != str(VERSION):
        problems.append(
            Text(
                ko=f"이 링크는 다른 버전('{state.quoted(given['v'])}')에서 만들어져 아는 부분만 열었습니다.",
                en=f"This link was made by another version (“{state.quoted(given['v'])}”); what is understood was opened.",
            )
        )
    for parameter, here, ko, shown, en in (
        ("city", names.city.id, "도시는", "도시를", "city"),
        ("vintage", names.city.vintage, "기준일은", "기준일의 경계를", "vintage"),
    ):
        asked = given.get(parameter, here)
        if asked != here:
            problems.append(
                Text(
                    ko=f"링크의 {ko} '{state.quoted(asked)}'이지만 여기서는 '{here}' {shown} 보여 드립니다.",
                    en=f"The link asks for the {en} “{state.quoted(asked)}”; this is “{here}”.",
                )
            )
    return view


def _layers(view: ViewState, given: dict[str, str], names: Known, problems: list[Text]) -> ViewState:
    if "layers" not in given:
        return view
    shown: list[str] = []
    for asked in filter(None, dict.fromkeys(given["layers"].split(","))):
        try:
            shown.append(state.check_layer(asked, names))
        except Refused as refused:
            problems.append(refused.text)
    return replace(view, layers=tuple(shown))


def _indicator(view: ViewState, given: dict[str, str], names: Known, problems: list[Text]) -> ViewState:
    return replace(view, indicator=state.check_indicator(given["ind"], names)) if "ind" in given else view


def _period(view: ViewState, given: dict[str, str], names: Known, problems: list[Text]) -> ViewState:
    """The period of the indicator asked for; when that indicator is unknown its period means nothing and is passed over."""
    if "period" not in given or given.get("ind", view.indicator) != view.indicator:
        return view
    return replace(view, period=state.check_period(given["period"], view.indicator, names))


def _position(view: ViewState, given: dict[str, str], names: Known, problems: list[Text]) -> ViewState:
    if not {"x", "y", "z"} & given.keys():
        return view
    x, y, z = state.check_position(given.get("x"), given.get("y"), given.get("z"), names.city)
    return replace(view, x=x, y=y, z=z)


Reader = Callable[[ViewState, dict[str, str], Known, list[Text]], ViewState]


def _one(parameter: str, field: str, check: Callable[[str, Known], Any]) -> Reader:
    def read(view: ViewState, given: dict[str, str], names: Known, problems: list[Text]) -> ViewState:
        return replace(view, **{field: check(given[parameter], names)}) if parameter in given else view

    return read


def _choice(parameter: str, field: str, allowed: tuple[str, ...], ko: str, en: str) -> Reader:
    return _one(parameter, field, lambda value, names: state.check_choice(value, allowed, ko, en))


_READERS: tuple[Reader, ...] = (
    _head,
    _one("area", "area", state.check_area),
    _choice("level", "level", LEVELS, "단위", "The level"),
    _layers,
    _indicator,
    _period,
    _choice("method", "scheme_method", state.METHODS, "구간 나누기", "The classification"),
    _one("classes", "classes", lambda value, names: state.check_classes(value)),
    _choice("lang", "lang", LANGS, "언어", "The language"),
    _choice("theme", "theme", state.THEMES, "화면 모드", "The theme"),
    _one("feature", "feature", lambda value, names: state.check_feature(value)),
    _choice("tab", "tab", state.TABS, "탭", "The tab"),
    _one("at", "at", lambda value, names: room.check_at(value)),
    _one("pins", "pins", lambda value, names: room.check_pins(room.parted_pins(value))),
    _one("radius", "radius", lambda value, names: room.check_radius(value)),
    _position,
)

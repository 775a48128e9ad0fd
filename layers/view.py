"""Moving about: ``next_view`` is a pure function and the only writer of the view.

Also the door to the rest of the view: ``ViewState`` and ``initial`` (layers.state), ``parse``, ``to_query`` and
``to_plain`` (layers.links).

Events (plain JSON from the browser)::

    {"type": "area", "id": AREA}          open a district or neighbourhood
    {"type": "up"}                        close the open point, else neighbourhood -> district -> city
    {"type": "home"}                      the whole city
    {"type": "layer", "id": LAYER, "on": true|false}
    {"type": "indicator", "id": ID}       {"type": "period", "value": PERIOD or null (latest)}
    {"type": "vintage", "value": DATE}    outlines of another date
    {"type": "level"|"method"|"classes"|"lang"|"theme"|"tab", "value": ...}
    {"type": "feature", "topic": TOPIC, "id": ID}        {"type": "close"}
    {"type": "at", "value": MINUTE or null (live)}       {"type": "radius", "value": METRES}
    {"type": "pin", "id": "TOPIC:ID", "on": true|false}  keep an incident beside the others
    {"type": "move", "x": LON, "y": LAT, "z": ZOOM}      {"type": "link", "query": QUERY}
"""

from collections.abc import Callable, Collection
from dataclasses import replace
from typing import Any

from geodata.city import City
from geodata.indicator import LEVELS
from geodata.text import LANGS, Text
from layers import room, state
from layers.links import parse, to_plain, to_query
from layers.state import Known, Refused, ViewState, coloured_level, initial, open_district

__all__ = ["ViewState", "coloured_level", "explain", "initial", "next_view", "open_district", "parse", "to_plain", "to_query"]

Event = dict[str, Any]


def next_view(
    view: ViewState,
    event: object,
    city: City,
    *,
    layer_ids: Collection[str] | None = None,
    indicator_ids: Collection[str] | None = None,
    periods: Callable[[str], Collection[str]] | None = None,
    defaults: ViewState | None = None,
) -> ViewState:
    """The view after ``event``. An event that is unknown or malformed leaves the view as it is (``explain`` says why).

    ``layer_ids``/``indicator_ids``: what exists here; None: all declared. ``periods(indicator)``: periods an indicator
    has; without it only their form is checked. ``defaults``: what a link is silent about; None: ``initial``.
    """
    try:
        return _step(view, event, state.known(city, layer_ids, indicator_ids, periods), defaults)
    except Refused:
        return view


def explain(
    view: ViewState,
    event: object,
    city: City,
    *,
    layer_ids: Collection[str] | None = None,
    indicator_ids: Collection[str] | None = None,
    periods: Callable[[str], Collection[str]] | None = None,
) -> Text | None:
    """Why ``next_view`` does nothing with this event; None when it can be followed."""
    try:
        _step(view, event, state.known(city, layer_ids, indicator_ids, periods), None)
    except Refused as refused:
        return refused.text
    return None


def _step(view: ViewState, event: object, names: Known, defaults: ViewState | None) -> ViewState:
    kind = event.get("type") if isinstance(event, dict) else None
    if not isinstance(event, dict) or not isinstance(kind, str):
        raise Refused("알 수 없는 동작입니다.", "This action is not known.")
    if kind == "link":
        return parse(
            event.get("query", ""),
            names.city,
            defaults,
            layer_ids=names.layer_ids,
            indicator_ids=names.indicator_ids,
            periods=names.periods,
            lang=view.lang,
        )[0]
    handler = _HANDLERS.get(kind)
    if handler is None:
        raise Refused(f"'{state.quoted(kind)}' 동작은 알 수 없습니다.", f"The action “{state.quoted(kind)}” is not known.")
    return handler(view, event, names)


def _area(view: ViewState, event: Event, names: Known) -> ViewState:
    """Open an area: the map fits it anew (also on a second click), its card comes up unless the table is in use."""
    area = state.check_area(event.get("id"), names)
    return _fitted(replace(view, area=area, feature=None, tab=view.tab if view.tab == "table" else "card"))


def _up(view: ViewState, event: Event, names: Known) -> ViewState:
    if view.feature is not None:
        return replace(view, feature=None)
    area = names.city.areas.get(view.area) if view.area else None
    return _fitted(replace(view, area=area.parent if area else None))


def _home(view: ViewState, event: Event, names: Known) -> ViewState:
    return _fitted(replace(view, area=None, feature=None))


def _layer(view: ViewState, event: Event, names: Known) -> ViewState:
    layer, on = state.check_layer(event.get("id"), names), event.get("on")
    if not isinstance(on, bool):
        raise Refused("레이어를 켤지 끌지 알 수 없습니다.", "It is not clear whether the layer is to be shown or hidden.")
    others = tuple(shown for shown in view.layers if shown != layer)
    if not on:
        return replace(view, layers=others)
    return view if layer in view.layers else replace(view, layers=(*others, layer))


def _indicator(view: ViewState, event: Event, names: Known) -> ViewState:
    """Another indicator at the same period where it has that period, else at its latest."""
    indicator = state.check_indicator(event.get("id"), names)
    if indicator == view.indicator:
        return view
    kept = view.period if view.period and names.periods and view.period in names.periods(indicator) else None
    return replace(view, indicator=indicator, period=kept)


def _period(view: ViewState, event: Event, names: Known) -> ViewState:
    value = event.get("value")
    return replace(view, period=None if value is None else state.check_period(value, view.indicator, names))


def _vintage(view: ViewState, event: Event, names: Known) -> ViewState:
    """The outlines of another date; areas may have other ids there, so the whole city is shown."""
    value = state.check_choice(event.get("value"), names.city.vintages, "기준일", "The vintage")
    return view if value == view.vintage else _fitted(replace(view, vintage=value, area=None, feature=None))


def _feature(view: ViewState, event: Event, names: Known) -> ViewState:
    return replace(view, feature=state.check_feature(f"{event.get('topic')}:{event.get('id')}"), tab="card")


def _close(view: ViewState, event: Event, names: Known) -> ViewState:
    return replace(view, feature=None)


def _at(view: ViewState, event: Event, names: Known) -> ViewState:
    value = event.get("value")
    return replace(view, at=None if value is None else room.check_at(value))


def _pin(view: ViewState, event: Event, names: Known) -> ViewState:
    incident, on = state.check_feature(event.get("id")), event.get("on")
    if not isinstance(on, bool):
        raise Refused("고정할지 내려놓을지 알 수 없습니다.", "It is not clear whether the incident is to be pinned.")
    others = [pin for pin in view.pins if pin != incident]
    return replace(view, pins=room.check_pins([*others, incident] if on else others))


def _radius(view: ViewState, event: Event, names: Known) -> ViewState:
    return replace(view, radius=room.check_radius(event.get("value")))


def _classes(view: ViewState, event: Event, names: Known) -> ViewState:
    return replace(view, classes=state.check_classes(event.get("value")))


def _move(view: ViewState, event: Event, names: Known) -> ViewState:
    x, y, z = state.check_position(event.get("x"), event.get("y"), event.get("z"), names.city)
    return replace(view, x=x, y=y, z=z)


def _fitted(view: ViewState) -> ViewState:
    """Without a position of its own the browser fits the map to the open area."""
    return replace(view, x=None, y=None, z=None)


Handler = Callable[[ViewState, Event, Known], ViewState]


def _choice(field: str, allowed: tuple[str, ...], ko: str, en: str) -> Handler:
    return lambda view, event, names: replace(view, **{field: state.check_choice(event.get("value"), allowed, ko, en)})  # type: ignore[arg-type]


_HANDLERS: dict[str, Handler] = {
    "area": _area,
    "up": _up,
    "home": _home,
    "layer": _layer,
    "indicator": _indicator,
    "period": _period,
    "vintage": _vintage,
    "level": _choice("level", LEVELS, "단위", "The level"),
    "method": _choice("scheme_method", state.METHODS, "구간 나누기", "The classification"),
    "classes": _classes,
    "lang": _choice("lang", LANGS, "언어", "The language"),
    "theme": _choice("theme", state.THEMES, "화면 모드", "The theme"),
    "tab": _choice("tab", state.TABS, "탭", "The tab"),
    "feature": _feature,
    "close": _close,
    "move": _move,
    "at": _at,
    "pin": _pin,
    "radius": _radius,
}

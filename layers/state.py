"""What a person sees, as one frozen value, and the checks every value of it must pass.

Links and events use the same checks, so whatever an event leads to can be shared as a link and opens again.
"""

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from geodata.city import City
from geodata.indicator import LEVELS
from geodata.text import LANGS, Text
from layers import catalogue

METHODS = ("quantile", "equal", "jenks")
CLASS_COUNTS = (3, 4, 5, 6, 7)
THEMES = ("auto", "light", "dark", "contrast")
TABS = ("card", "incidents", "table", "layers", "feeds")
ZOOM_RANGE = (0.0, 22.0)
MAX_FEATURE_ID = 120
MAX_PINS = 3  # incidents side by side
RADIUS_M = (100, 5000)  # of the circle around an incident

_TOPIC = re.compile(r"[a-z][a-z0-9_]{0,40}\Z")
_PERIOD = re.compile(r"\d{4}(H[12]|Q[1-4]|-(0[1-9]|1[0-2])(-([0-2]\d|3[01])(T\d\d)?)?)?\Z", re.ASCII)
_UNSAFE = re.compile(r"[^\w\s.,:;()·\-+%/]|[\x00-\x1f]")


@dataclass(frozen=True, slots=True)
class ViewState:
    """One view of the map; kept in the browser and the address bar, never on the server.

    ``level``: the level coloured while the whole city is shown ('district' | 'neighbourhood'). ``area``: id of the open
    area, None for the city. ``layers``: ids of the layers shown, in the order they were switched on. ``period``: None
    for the latest. ``feature``: the open point as "topic:id". ``x``/``y``/``z``: longitude, latitude (5 decimals) and
    zoom (2 decimals) of the map centre, or None while the map fits the open area. ``at``: the past minute shown
    ("2026-11-24T05:00Z", UTC), None for live. ``pins``: incidents kept side by side, "topic:id". ``radius``: metres of the
    circle around the open incident.
    """

    city: str
    vintage: str
    version: int = 1
    level: str = "district"
    area: str | None = None
    layers: tuple[str, ...] = ()
    indicator: str | None = None
    period: str | None = None
    scheme_method: str = "quantile"
    classes: int = 5
    lang: str = "ko"
    theme: str = "auto"
    feature: str | None = None
    tab: str = "card"
    x: float | None = None
    y: float | None = None
    z: float | None = None
    at: str | None = None
    pins: tuple[str, ...] = ()
    radius: int = 500


@dataclass(frozen=True)
class Known:
    """What a view may name. ``periods(indicator)``: periods it has, ascending; None where nobody asked the database
    (then only the form of a period is checked)."""

    city: City
    layer_ids: tuple[str, ...]
    indicator_ids: tuple[str, ...]
    periods: Callable[[str], Collection[str]] | None = None


class Refused(Exception):
    """A value that cannot be used, with the sentence that says so."""

    def __init__(self, ko: str, en: str):
        super().__init__(en)
        self.text = Text(ko=ko, en=en)


def known(city: City, layer_ids: Collection[str] | None, indicator_ids: Collection[str] | None, periods: Any = None) -> Known:
    """What a view of ``city`` may name; None stands for everything the catalogues declare."""
    if indicator_ids is None:
        from geodata.extensions import scan
        from geodata.indicators import catalog

        indicator_ids = tuple(scan(catalog, "INDICATOR"))
    return Known(city, tuple(catalogue.layer_ids() if layer_ids is None else layer_ids), tuple(indicator_ids), periods)


def initial(
    city: City, *, layer_ids: Collection[str] | None = None, indicator_ids: Collection[str] | None = None, lang: str = "ko"
) -> ViewState:
    """The view of somebody who comes without a link: the whole city, its first indicator, the layers that start shown."""
    names = known(city, layer_ids, indicator_ids)
    return ViewState(
        city=city.id,
        vintage=city.vintage,
        layers=tuple(layer for layer in catalogue.shown_at_start() if layer in names.layer_ids),
        indicator=next(iter(names.indicator_ids), None),
        lang=lang if lang in LANGS else "ko",
    )


def quoted(value: object) -> str:
    """A stranger's value made fit to be shown in a sentence: no markup, no control characters, 40 characters at most."""
    return _UNSAFE.sub("�", str(value))[:40]


def check_area(value: object, names: Known) -> str:
    """``value`` as the id of an area of the city, or Refused."""
    if isinstance(value, str) and value in names.city.areas:
        return value
    raise Refused(
        f"{names.city.vintage} 기준에 '{quoted(value)}' 지역이 없어 시 전체를 보여 드립니다.",
        f"There is no area “{quoted(value)}” in the {names.city.vintage} register; showing the whole city.",
    )


def check_layer(value: object, names: Known) -> str:
    """``value`` as a layer id, or Refused."""
    if isinstance(value, str) and value in names.layer_ids:
        return value
    raise Refused(f"'{quoted(value)}' 레이어가 없어 뺐습니다.", f"There is no layer “{quoted(value)}”; it was left out.")


def check_indicator(value: object, names: Known) -> str:
    """``value`` as an indicator id, or Refused."""
    if isinstance(value, str) and value in names.indicator_ids:
        return value
    raise Refused(
        f"'{quoted(value)}' 지표가 없어 기본 지표를 보여 드립니다.",
        f"There is no indicator “{quoted(value)}”; showing the default one.",
    )


def check_period(value: object, indicator: str | None, names: Known) -> str:
    """``value`` as a period ("2024", "2024H1", "2024Q3", "2024-05", "2024-05-01", "2024-05-01T14") that the indicator has."""
    found = isinstance(value, str) and _PERIOD.match(value)
    if found and (names.periods is None or indicator is None or value in names.periods(indicator)):
        return str(value)
    raise Refused(
        f"'{quoted(value)}' 시점의 값이 없어 최신 시점을 보여 드립니다.",
        f"There are no values for “{quoted(value)}”; showing the latest period.",
    )


def check_choice(value: object, allowed: tuple[str, ...], ko: str, en: str) -> str:
    """``value`` as one of ``allowed``, or Refused; ``ko``/``en`` name the parameter."""
    if isinstance(value, str) and value in allowed:
        return value
    raise Refused(f"{ko} '{quoted(value)}' 값은 쓸 수 없어 기본값을 썼습니다.", f"{en} “{quoted(value)}” cannot be used; the default was.")


def check_classes(value: object) -> int:
    """``value`` as a number of classes, 3 to 7, or Refused."""
    if not isinstance(value, bool) and str(value) in {str(count) for count in CLASS_COUNTS}:
        return int(str(value))
    raise Refused(
        f"구간 수 '{quoted(value)}' 값은 쓸 수 없어 5개로 나누었습니다.",
        f"The number of classes “{quoted(value)}” cannot be used (3 to 7); 5 was used.",
    )


def check_feature(value: object) -> str:
    """``value`` as "topic:id" of a topic some layer shows, or Refused. Whether it still exists is known when it is read."""
    topic, _, fid = value.partition(":") if isinstance(value, str) else ("", "", "")
    good_id = 0 < len(fid) <= MAX_FEATURE_ID and fid.isprintable() and fid == fid.strip()
    if _TOPIC.match(topic) and topic in catalogue.topics() and good_id:
        return f"{topic}:{fid}"
    raise Refused(f"'{quoted(value)}' 지점을 열 수 없습니다.", f"The place “{quoted(value)}” cannot be opened.")


def check_position(x: object, y: object, z: object, city: City) -> tuple[float, float, float]:
    """Map centre and zoom, rounded, if it lies within one city-width around the city; else Refused."""
    west, south, east, north = city.extent
    margin = max(east - west, north - south)
    try:
        lon, lat, zoom = round(float(str(x)), 5), round(float(str(y)), 5), round(float(str(z)), 2)
    except ValueError:
        lon = lat = zoom = float("nan")
    inside = west - margin <= lon <= east + margin and south - margin <= lat <= north + margin
    if inside and ZOOM_RANGE[0] <= zoom <= ZOOM_RANGE[1]:
        return lon, lat, zoom
    raise Refused("지도 위치를 쓸 수 없어 지역에 맞추었습니다.", "The map position cannot be used; the map fits the area instead.")


def coloured_level(view: ViewState) -> str:
    """The level whose areas are coloured: ``view.level`` for the whole city, neighbourhoods inside an open district."""
    return view.level if view.area is None else LEVELS[1]


def open_district(view: ViewState, city: City) -> str | None:
    """Id of the district that is open (also while one of its neighbourhoods is), or None."""
    district = city.district_of(view.area) if view.area else None
    return district.id if district else None

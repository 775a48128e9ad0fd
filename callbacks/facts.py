"""What a view looks like, as plain JSON: the paint of the areas, legend, card, table, words, and the controls' choices.

Figures are read once per answer (``Figures``); every part takes them from there.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from geodata.access.person import PUBLIC, Person
from geodata.boundaries.store import shape_sets
from geodata.city import Area, City
from geodata.context import Context
from geodata.indicator import LEVELS, Indicator, Level
from geodata.indicators import read
from geodata.indicators.read import IndicatorValues
from layers import numbers
from layers.classify import Classes, classify
from layers.figures import rank_words
from layers.palettes import colours
from layers.state import CLASS_COUNTS, METHODS
from layers.strings import say, text
from layers.view import ViewState, coloured_level, open_district, to_query


@dataclass(frozen=True)
class Figures:
    """The chosen indicator of a view, at both levels, with its classes. ``now``: what ages are judged by. ``person``: for whom."""

    context: Context
    city: City
    view: ViewState
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    person: Person = PUBLIC

    @cached_property
    def indicator(self) -> Indicator | None:
        found = {i.id: i for i in read.available(self.context.engine, self.city)}
        return found.get(self.view.indicator or "")

    @cached_property
    def levels(self) -> tuple[Level, ...]:
        return read.levels(self.context.engine, self.city, self.indicator.id) if self.indicator else ()

    @cached_property
    def level(self) -> Level:
        """The level whose areas are coloured."""
        return "neighbourhood" if coloured_level(self.view) == "neighbourhood" else "district"

    def periods(self, level: Level) -> list[str]:
        return read.periods(self.context.engine, self.city, self.indicator.id, level) if self.indicator else []

    @cached_property
    def by_level(self) -> dict[Level, IndicatorValues]:
        """Values of each level that has any; the asked period where the level has it, else its latest."""
        if not self.indicator:
            return {}
        found: dict[Level, IndicatorValues] = {}
        for level in self.levels:
            period = self.view.period if self.view.period in self.periods(level) else None
            found[level] = read.values(self.context.engine, self.city, self.indicator.id, level, period)
        return found

    @cached_property
    def classes(self) -> dict[Level, Classes]:
        return {level: classify(v.values, self.view.scheme_method, self.view.classes) for level, v in self.by_level.items()}

    @cached_property
    def ranks(self) -> dict[Level, dict[str, tuple[int, int]]]:
        return {level: read.ranks(v.values, v.indicator.direction) for level, v in self.by_level.items()}

    @property
    def shown(self) -> Level | None:
        """The level the colours come from: the coloured one, or the districts' where only these are published."""
        return self.level if self.level in self.by_level else next(iter(self.by_level), None)

    @property
    def inherits(self) -> bool:
        """Neighbourhoods are open but only districts have values: they keep their district's colour, and it is said."""
        return self.level == "neighbourhood" and self.shown == "district"

    def colours(self, level: Level) -> tuple[str, ...]:
        theme = "dark" if self.view.theme == "dark" else "light"
        count = max(1, len(self.classes[level].breaks))
        return colours(self.by_level[level].indicator.scheme, count, theme)

    def value_of(self, area: Area) -> tuple[float | None, str | None]:
        """(value, period) of the chosen indicator for an area at its own level."""
        found = self.by_level.get(area.level)
        return (found.values.get(area.id), found.period) if found else (None, None)


def areas_in_sight(figures: Figures) -> tuple[Area, ...]:
    """The areas one can open now: all of the level, or the neighbourhoods of the open district."""
    district = open_district(figures.view, figures.city)
    return figures.city.children(district) if district else figures.city.at(figures.level)


def paint(figures: Figures) -> dict[str, Any]:
    """Class number by area for each level that is drawn, and the colours of the classes."""
    drawn: dict[str, Any] = {"inherit": figures.inherits, "district": None, "neighbourhood": None, "colours_of": {}}
    in_sight = {a.id for a in areas_in_sight(figures)}
    for level in LEVELS:
        if level not in figures.by_level or "indicator" not in figures.view.layers:
            continue
        classes = figures.classes[level].class_of
        if level == "neighbourhood":
            if figures.level != "neighbourhood":
                continue
            classes = {area: number for area, number in classes.items() if area in in_sight}
        drawn[level] = {"classes": classes, "colours": figures.colours(level)}
        drawn["colours_of"][level] = figures.colours(level)
    return drawn


def spoken(figures: Figures) -> dict[str, str]:
    """Value and rank of each area that can be reached, in words: tooltip and screen reader."""
    if not figures.indicator or "indicator" not in figures.view.layers:
        return {}
    lang, said = figures.view.lang, {}
    for area in {a.id: a for a in (*figures.city.districts, *areas_in_sight(figures))}.values():
        level: Level = area.level
        if level in figures.by_level:
            value, _ = figures.value_of(area)
            rank = figures.ranks[level].get(area.id)
            words = numbers.with_unit(numbers.short(value, figures.indicator.decimals, lang), figures.indicator.unit, lang)
            said[area.id] = words + (f", {rank_words(*rank, figures.indicator.direction, lang)}" if rank else "")
    return said


def crumbs(figures: Figures) -> list[dict[str, Any]]:
    """The way to the open area: city, district, neighbourhood."""
    lang, city = figures.view.lang, figures.city
    way: list[dict[str, Any]] = [{"id": None, "name": city.name.get(lang)}]
    area = city.areas.get(figures.view.area or "")
    chain = [city.areas[area.parent], area] if area and area.parent else [area] if area else []
    return way + [{"id": step.id, "name": step.name.get(lang)} for step in chain]


def controls(figures: Figures) -> dict[str, Any]:
    """Choices of the indicator's controls, in the view's language."""
    lang = figures.view.lang
    themes: dict[str, list[dict[str, str]]] = {}
    for indicator in read.available(figures.context.engine, figures.city):
        themes.setdefault(indicator.theme, []).append({"value": indicator.id, "label": indicator.name.get(lang)})
    level = figures.shown or "district"
    vintages = figures.city.vintages if len(figures.city.vintages) > 1 else ()
    return {
        "vintages": [{"value": v, "label": v} for v in vintages],
        "indicators": [{"label": _theme(theme, lang), "options": options} for theme, options in themes.items()],
        "periods": [{"value": p, "label": numbers.period(p, lang)} for p in reversed(figures.periods(level))],
        "levels": [{"value": name, "label": say(f"level.{name}", lang)} for name in LEVELS],
        "methods": [{"value": name, "label": say(f"method.{name}", lang)} for name in METHODS],
        "classes": [{"value": n, "label": str(n)} for n in CLASS_COUNTS],
    }


def _theme(theme: str, lang: str) -> str:
    from layers.strings import catalogue

    key = f"indicator.theme.{theme}"
    return say(key if key in catalogue()["ko"] else "indicator.theme.other", lang)


def notices(figures: Figures) -> list[dict[str, Any]]:
    """What must be said over the map: approximate outlines with how to load official ones."""
    sets = shape_sets(figures.context.engine, figures.city)
    lang = figures.view.lang
    said = [
        {"key": f"join-{figures.city.vintage}-{level}", "words": words.get(lang), "quiet": True}
        for level, words in read.joined(figures.context.engine, figures.city).items()
        if level == figures.shown
    ]
    if not any(s.approximate for s in sets.values()):
        return said
    more = f"{say('outlines.approximate', lang)} {say('outlines.how', lang)}:"
    code = f"python -m geodata import boundaries FILE --level neighbourhood --vintage {figures.city.vintage}"
    return [*said, {"key": "outlines", "words": say("outlines.short", lang), "more": more, "code": code, "quiet": True}]


def view_facts(figures: Figures) -> dict[str, Any]:
    """The view as the browser needs it (plain fields; the query is the only thing that comes back)."""
    view, level = figures.view, figures.shown or "district"
    period = figures.by_level[level].period if level in figures.by_level else None
    return {
        "area": view.area,
        "vintage": figures.city.vintage,
        "district": open_district(view, figures.city),
        "level": figures.level,
        "tab": view.tab,
        "indicator": view.indicator,
        "period": period,
        "method": view.scheme_method,
        "classes": view.classes,
        "feature": view.feature,
        "at": view.at,
        "pins": list(view.pins),
        "radius": view.radius,
    }


def drawn(context: Context, view: ViewState, person: Person = PUBLIC) -> dict[str, Any]:
    """Everything the browser paints for ``view``; a few kB."""
    from callbacks.words import panel

    figures = Figures(context, context.at(view.vintage), view, person=person)
    position = {"x": view.x, "y": view.y, "z": view.z} if view.x is not None else None
    return {
        "query": to_query(replace(view, x=None, y=None, z=None)),  # the map's place is the browser's to add
        "lang": view.lang,
        "theme": view.theme,
        "view": view_facts(figures),
        "layers": list(view.layers),
        "position": position,
        "shapes": {level: f"shapes/{found.path.name}" for level, found in shape_sets(context.engine, figures.city).items()},
        "paint": paint(figures),
        "spoken": spoken(figures),
        "crumbs": crumbs(figures),
        "controls": controls(figures),
        "notices": notices(figures),
        "title": " · ".join([*(c["name"] for c in reversed(crumbs(figures))), text("app.title").get(view.lang)]),
        **panel(figures),
    }

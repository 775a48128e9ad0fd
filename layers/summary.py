"""The map in words: one paragraph, kept in step with what is drawn, for those who do not see it and for briefs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from geodata.city import Area, City
from geodata.freshness import composite
from geodata.source import Freshness
from layers import numbers
from layers.figures import Figures, place_name, shown_areas
from layers.layer import Layer
from layers.strings import say

ENDS = 3  # areas named at either end
NAMED_MISSING = 5  # more missing areas than this are counted, not named


@dataclass(frozen=True, slots=True)
class LayerState:
    """A layer that is shown, how many features of it are in the place shown (None: not known), its freshness (None: it has
    none), whether its as-of date is known, how many features of the city more have no known position, and whether the place
    shown is the whole city."""

    layer: Layer
    count: int | None = None
    freshness: Freshness | None = None
    dated: bool = True
    position_unknown: int = 0
    whole_city: bool = True
    as_of: str | None = None  # of stored places, as their source gives it
    observed_at: str | None = None


def summary(
    city: City,
    lang: str,
    *,
    figures: Figures | None,
    area: str | None = None,
    city_value: float | None = None,
    layers: Sequence[LayerState] = (),
) -> str:
    """One paragraph: what is coloured, its period, the highest and lowest areas, the city's own value, what is missing, and
    the layers shown with their counts and freshness."""
    sentences = _coloured(city, lang, figures, area, city_value) if figures else [say("summary.nothing", lang)]
    sentences.append(_layers(layers, lang))
    return " ".join(sentences)


def _coloured(city: City, lang: str, figures: Figures, area: str | None, city_value: float | None) -> list[str]:
    indicator = figures.indicator
    district = city.district_of(area) if area else None
    place = place_name(city, district.id if district and figures.level == "neighbourhood" else None, lang)
    head = {"place": place, "level": say(f"level.{figures.level}", lang).lower(), "indicator": indicator.name}
    inside = shown_areas(city, figures.level, area)
    known = sorted(((value, found) for found in inside if (value := figures.values.get(found.id)) is not None), key=lambda pair: -pair[0])
    if not known:
        return [say("summary.novalues", lang, **head)]
    sentences = [say("summary.coloured", lang, unit=indicator.unit, period=numbers.period(figures.period, lang), **head)]
    if len(known) <= 2 * ENDS:
        sentences.append(say("summary.all", lang, areas=_list(known, figures, lang)))
    else:
        sentences.append(say("summary.top", lang, areas=_list(known[:ENDS], figures, lang)))
        sentences.append(say("summary.bottom", lang, areas=_list(known[: -ENDS - 1 : -1], figures, lang)))
    if city_value is not None:
        written = numbers.with_unit(numbers.short(city_value, indicator.decimals, lang), indicator.unit, lang)
        sentences.append(say("summary.city", lang, city=city.name, value=written))
    return sentences + _missing([found for found in inside if figures.values.get(found.id) is None], lang)


def _list(pairs: Sequence[tuple[float, Area]], figures: Figures, lang: str) -> str:
    indicator = figures.indicator
    named = (
        f"{found.name.get(lang)} {numbers.with_unit(numbers.full(value, indicator.decimals, lang), indicator.unit, lang)}"
        for value, found in pairs
    )
    return ("; " if lang == "en" else ", ").join(named)


def _missing(areas: Sequence[Area], lang: str) -> list[str]:
    if not areas:
        return []
    if len(areas) > NAMED_MISSING:
        return [say("summary.missing.many", lang, n=len(areas))]
    return [say("summary.missing", lang, n=len(areas), areas=", ".join(found.name.get(lang) for found in areas))]


def freshness_of_shown(states: Sequence[LayerState], coloured: Mapping[str, Any] | None) -> dict[str, Any]:
    """Of everything shown: {"state", "observed_at", "parts"}, each part with its layer's id. ``coloured``: freshness of the figures
    that colour the areas, None when none do."""
    parts = [{"layer": s.layer.id, "state": s.freshness or "missing", "observed_at": s.observed_at} for s in states]
    if coloured:
        parts.append({"layer": "indicator", "state": coloured["state"], "observed_at": coloured["observed_at"]})
    return composite(parts)


def count_words(state: LayerState, lang: str) -> str:
    """ "149곳 (위치 모름 15곳)": the count as cards show it; empty when it is not known."""
    return _with_notes(_count(state, lang), [_unknown(state, lang)])


def state_words(freshness: Freshness | None, dated: bool, lang: str, as_of: str | None = None) -> str | None:
    """Freshness in words. Only a feed is "delayed", for it promised something newer: old places say their date (``as_of``), or that it
    is not known (``dated`` False)."""
    if freshness == "stale" and not dated:
        return say("places.date_unknown", lang)
    if freshness == "stale" and as_of:
        return say("places.as_of", lang, date=as_of)
    return say(f"freshness.{freshness}", lang) if freshness else None


def _count(state: LayerState, lang: str) -> str:
    """Places are counted in 곳, what happens in 건."""
    key = "layers.count.live" if state.layer.geometry == "live" else "layers.count"
    return "" if state.count is None else say(key, lang, n=numbers.full(state.count, 0, lang))


def _unknown(state: LayerState, lang: str) -> str | None:
    """How many have no known position; in an open area it is said that they are the whole city's."""
    if not state.position_unknown or state.count is None:
        return None
    key = "layers.unplaced" if state.whole_city else "layers.unplaced.city"
    return say(key, lang, n=numbers.full(state.position_unknown, 0, lang))


def _with_notes(words: str, notes: Sequence[str | None]) -> str:
    said = ", ".join(filter(None, notes))
    return f"{words} ({said})" if said else words


def _layers(states: Sequence[LayerState], lang: str) -> str:
    if not states:
        return say("layers.none", lang)
    named = []
    for state in states:
        words = " ".join(filter(None, [state.layer.title.get(lang), _count(state, lang)]))
        named.append(_with_notes(words, [_unknown(state, lang), state_words(state.freshness, state.dated, lang, state.as_of)]))
    return say("summary.layers", lang, layers=", ".join(named))

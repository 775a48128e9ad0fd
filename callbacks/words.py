"""The panel of a view as plain JSON: legend, card, table, summary. Reads figures and features; words are the layers' floor."""

from datetime import UTC, datetime
from typing import Any

from callbacks.facts import Figures
from geodata.feeds import read as feeds
from geodata.indicator import Indicator, Level
from geodata.indicators import read
from geodata.places import read as places
from layers import numbers
from layers.card import area_card, feature_card
from layers.catalogue import by_topic, layers
from layers.figures import Reading, place_name
from layers.layer import Layer
from layers.legend import legend
from layers.strings import say
from layers.summary import LayerState, summary
from layers.table import table
from layers.view import open_district

Counts = list[tuple[Layer, int | None]]


def panel(figures: Figures) -> dict[str, Any]:
    """``legend``, ``table``, ``card``, ``summary`` and ``spoken_card`` of a view."""
    card = _feature(figures) if figures.view.feature else None
    counts = _count_all(figures)
    card = card or _area(figures, counts)
    return {
        "legend": _legend(figures),
        "table": _table(figures),
        "card": card,
        "summary": _summary(figures, counts),
        "spoken_card": _spoken(card),
    }


def _coloured(figures: Figures) -> bool:
    return "indicator" in figures.view.layers and figures.shown is not None


def _legend(figures: Figures) -> dict[str, Any]:
    """The legend of the coloured level; empty when no areas are coloured."""
    if not _coloured(figures) or figures.shown is None:
        return {"rows": [], "notes": [], "source": None}
    values, view = figures.by_level[figures.shown], figures.view
    found = legend(figures.classes[figures.shown], values.indicator, values.period, view.lang, "dark" if view.theme == "dark" else "light")
    if figures.inherits:
        found["notes"] = [say("districtonly", view.lang), *found["notes"]]
    return found


def _table(figures: Figures) -> dict[str, Any]:
    """Rows of the areas one can open; districts' where only these are published."""
    level, view = figures.shown, figures.view
    if level is None:
        return {"title": "", "unit": "", "period": "", "columns": [], "rows": [], "level": figures.level}
    area = None if figures.inherits else view.area
    found = table(figures.city, figures.by_level[level], figures.classes[level], figures.ranks[level], view.lang, area)
    return {**found, "level": level, "note": say("districtonly", view.lang) if figures.inherits else None}


def _chosen(figures: Figures, level: Level | None) -> list[Indicator]:
    """The coloured indicator first, then the first of each theme that has a value here."""
    engine, city = figures.context.engine, figures.city
    found: dict[str, Indicator] = {}
    for indicator in read.available(engine, city):
        published = read.levels(engine, city, indicator.id)
        if level is None or level in published:
            found.setdefault(indicator.theme, indicator)
    first = [figures.indicator] if figures.indicator else []
    return first + [i for i in found.values() if i not in first]


def _reading(figures: Figures, indicator: Indicator, level: Level) -> Reading:
    engine, city = figures.context.engine, figures.city
    published = read.levels(engine, city, indicator.id)
    mine = indicator.id == figures.view.indicator
    asked = figures.view.period if mine and figures.view.period in read.periods(engine, city, indicator.id, level) else None
    shown = level if level in published or figures.view.area else (published[0] if published else level)
    values = figures.by_level[shown] if mine and shown in figures.by_level else read.values(engine, city, indicator.id, shown, asked)
    district = read.values(engine, city, indicator.id, "district") if level == "neighbourhood" and "district" in published else None
    return Reading(
        figures=values,
        ranks=read.ranks(values.values, indicator.direction),
        city_value=read.city_value(engine, city, indicator.id, values.period),
        city_previous=read.city_value(engine, city, indicator.id, values.previous_period) if values.previous_period else None,
        district=district,
        published=published,
    )


def _area(figures: Figures, counts: Counts) -> dict[str, Any]:
    """Card of the open area or of the city, with what the browser needs around it."""
    view, city, engine = figures.view, figures.city, figures.context.engine
    area = city.areas.get(view.area or "")
    level: Level = area.level if area else "district"
    readings = [_reading(figures, indicator, level) for indicator in _chosen(figures, area.level if area else None)]
    trend = read.trend(engine, city, view.indicator, area.id if area else city.id) if figures.indicator and view.indicator else []
    card = area_card(city, area.id if area else None, view.lang, readings=readings, chosen=view.indicator, trend=trend)
    card["type"] = "area"
    card["where"] = card["breadcrumb"][-2]["name"] if area else say("app.subtitle", view.lang)
    card["notes"] = card["figures"][0]["note"] if card["figures"] else None
    card["here"] = _here(figures, counts)
    inside = city.children(area.id) if area and area.level == "district" else () if area else city.districts
    card["children"] = [{"id": a.id, "name": a.name.get(view.lang)} for a in inside]
    card["children_title"] = say("card.neighbourhoods" if area else "card.districts", view.lang, n=len(inside))
    return card


def _here(figures: Figures, counts: Counts) -> list[dict[str, str]]:
    """Size and codes of the area, and how many features of each shown layer lie in it."""
    view, city = figures.view, figures.city
    rows = []
    for layer, count in counts:
        if count is not None:
            rows.append({"label": layer.title.get(view.lang), "value": say("layers.count", view.lang, n=numbers.full(count, 0, view.lang))})
    area = city.areas.get(view.area or "")
    if area and area.area_km2 is not None:
        rows.append({"label": say("card.area_km2", view.lang), "value": f"{numbers.full(area.area_km2, 2, view.lang)} km²"})
    if area:
        rows.append(
            {
                "label": say("card.code", view.lang),
                "value": ", ".join(f"{system.upper()} {code}" for system, code in {city.code_system: area.id, **area.codes}.items()),
            }
        )
    return rows


def _count_all(figures: Figures) -> Counts:
    """Shown layers with the number of their features in the open area (or the city); asked once an answer."""
    view, city, engine = figures.view, figures.city, figures.context.engine
    area = city.areas.get(view.area or "")
    found: Counts = []
    for layer in (layers()[i] for i in view.layers):
        if layer.topic is None:
            found.append((layer, None))
        elif layer.geometry == "points":
            counts = places.counts(engine, city, layer.topic, area.level if area else "district")
            found.append((layer, counts.get(area.id, 0) if area else sum(counts.values())))
        else:
            inside = [
                f for f in feeds.features(engine, city, layer.topic) if area is None or area.id in (f["district"], f["neighbourhood"])
            ]
            found.append((layer, len(inside)))
    return found


def _summary(figures: Figures, counts: Counts) -> str:
    view, city, engine = figures.view, figures.city, figures.context.engine
    states = {status.topic: status.state for status in feeds.status(engine, city)}
    shown = []
    for layer, count in counts:
        if layer.geometry == "areas":
            continue
        dataset = places.active(engine, city, layer.topic) if layer.topic and layer.geometry == "points" else None
        state = (
            states.get(layer.topic or "")
            if layer.geometry != "points"
            else ("demo" if dataset and dataset.demo else None if dataset else "missing")
        )
        shown.append(LayerState(layer, count, state))
    values = figures.by_level[figures.shown] if _coloured(figures) and figures.shown else None
    whole = read.city_value(engine, city, values.indicator.id, values.period) if values else None
    area = None if figures.inherits else view.area
    words = summary(city, view.lang, figures=values, area=area, city_value=whole, layers=shown)
    if figures.inherits:
        words = say("districtonly", view.lang) + " " + words
    district = open_district(view, city)
    return (place_name(city, view.area, view.lang) + ": " if district else "") + words


def _feature(figures: Figures) -> dict[str, Any] | None:
    """Card of the open point; a card that says so when it is gone."""
    view, city, engine = figures.view, figures.city, figures.context.engine
    topic, _, fid = (view.feature or "").partition(":")
    layer = by_topic(topic)
    if layer is None:
        return None
    state = None
    if layer.geometry == "points":
        found = places.detail(engine, city, topic, fid)
        source = found.get("source") if found else None
        state = "demo" if found and found.get("demo") else "fresh" if found else None
    else:
        found = next((f for f in feeds.features(engine, city, topic) if f["id"] == fid), None)
        status = next((s for s in feeds.status(engine, city) if s.topic == topic), None)
        source = {"provider": status.provider, "title": status.title, "licence": status.licence} if status else None
        state = status.state if status else None
    if found is None:
        return {
            "type": "feature", "title": layer.title.get(view.lang), "where": "", "state": "missing", "fields": [],
            "notes": [say("card.gone", view.lang)], "source": None,
        }  # fmt: skip
    card = feature_card(layer, found, city, view.lang, now=datetime.now(UTC), source=source, freshness=state)
    where = " · ".join(filter(None, [card["layer_title"], card["place"]]))
    return {**card, "type": "feature", "where": where, "state": state}


def _spoken(card: dict[str, Any]) -> str:
    """One sentence for screen readers when a card opens."""
    first = card["figures"][0] if card.get("figures") else None
    return f"{card['title']}. {first['label']}: {first['text']}. {first['rank_text'] or ''}" if first else card["title"]

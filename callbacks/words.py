"""The panel of a view as plain JSON: legend, card, table, summary. Reads figures and features; words are the layers' floor."""

from typing import Any

from callbacks.facts import Figures
from geodata.access.withheld import reasons, redact
from geodata.feeds import read as feeds
from geodata.freshness import part, together
from geodata.incidents.read import open_incidents as incidents_at
from geodata.indicator import Indicator, Level
from geodata.indicators import read
from geodata.places import read as places
from layers import numbers
from layers.card import area_card
from layers.catalogue import by_topic, layers
from layers.feature import feature_card
from layers.figures import Reading, freshness, place_name
from layers.legend import legend
from layers.strings import say
from layers.summary import LayerState, count_words, freshness_of_shown, state_words, summary
from layers.table import table
from layers.view import open_district

Counts = list[LayerState]


def panel(figures: Figures) -> dict[str, Any]:
    """``legend``, ``table``, ``card``, ``summary`` and ``spoken_card`` of a view."""
    card = _feature(figures) if figures.view.feature else None
    counts = _count_all(figures)
    card = card or _area(figures, counts)
    coloured = _legend(figures)
    return {
        "legend": coloured,
        "table": _table(figures),
        "card": card,
        "summary": _summary(figures, counts),
        "spoken_card": _spoken(card),
        "freshness": freshness_of_shown(counts, coloured["freshness"] if _coloured(figures) else None),
    }


def _coloured(figures: Figures) -> bool:
    return "indicator" in figures.view.layers and figures.shown is not None


def _legend(figures: Figures) -> dict[str, Any]:
    """The legend of the coloured level; no rows when no areas are coloured. Where neighbourhoods only wear their district's
    colour, ``offer`` is an indicator that has their own figures."""
    view, today = figures.view, figures.now.date()
    if figures.shown is None:
        return {"rows": [], "notes": [], "source": None, "freshness": freshness(None, today, view.lang)}
    values = figures.by_level[figures.shown]
    if not _coloured(figures):
        return {"rows": [], "notes": [], "source": None, "freshness": freshness(values.period, today, view.lang, values.indicator.source)}
    theme = "dark" if view.theme == "dark" else "light"
    found = legend(figures.classes[figures.shown], values.indicator, values.period, view.lang, theme, today=today)
    if figures.inherits:
        found["notes"] = [say("districtonly", view.lang), *found["notes"]]
        offered = _by_neighbourhood(figures)
        if offered:
            found["offer"] = {"id": offered.id, "label": offered.name.get(view.lang)}
    return found


def _by_neighbourhood(figures: Figures) -> Indicator | None:
    """The first indicator with figures of neighbourhoods here, one of the same theme if there is any; published ones before those
    counted from our own records."""
    engine, city = figures.context.engine, figures.city
    found = [i for i in read.available(engine, city) if "neighbourhood" in read.levels(engine, city, i.id)]
    found.sort(key=lambda i: i.from_records)
    theme = figures.indicator.theme if figures.indicator else None
    return next((i for i in found if i.theme == theme), found[0] if found else None)


def _table(figures: Figures) -> dict[str, Any]:
    """Rows of the areas one can open; districts' where only these are published."""
    level, view = figures.shown, figures.view
    if level is None:
        nothing = freshness(None, figures.now.date(), view.lang)
        return {"title": "", "unit": "", "period": "", "columns": [], "rows": [], "level": figures.level, "freshness": nothing}
    area = None if figures.inherits else view.area
    found = table(figures.city, figures.by_level[level], figures.classes[level], figures.ranks[level], view.lang, area)
    source = figures.by_level[level].indicator.source
    found["freshness"] = freshness(figures.by_level[level].period, figures.now.date(), view.lang, source)
    notes = [say("districtonly", view.lang)] * figures.inherits + [say("card.demo", view.lang)] * source.demo
    return {**found, "level": level, "note": " ".join(notes) or None}


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
    district = None
    if level == "neighbourhood" and "district" in published:
        district = figures.by_level["district"] if mine else read.values(engine, city, indicator.id, "district")
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
    today = figures.now.date()
    card = area_card(city, area.id if area else None, view.lang, today=today, readings=readings, chosen=view.indicator, trend=trend)
    card["type"] = "area"
    card["where"] = card["breadcrumb"][-2]["name"] if area else say("app.subtitle", view.lang)
    card["notes"] = card["figures"][0]["note"] if card["figures"] else None
    card["freshness"] = together(f["freshness"] for f in card["figures"])
    card["here"] = _here(figures, counts)
    inside = city.children(area.id) if area and area.level == "district" else () if area else city.districts
    card["children"] = [{"id": a.id, "name": a.name.get(view.lang)} for a in inside]
    card["children_title"] = say("card.neighbourhoods" if area else "card.districts", view.lang, n=len(inside))
    return card


def _here(figures: Figures, counts: Counts) -> list[dict[str, str]]:
    """Size and codes of the area, and how many features of each shown layer lie in it."""
    view, city = figures.view, figures.city
    known = [state for state in counts if state.count is not None]
    rows = [{"label": state.layer.title.get(view.lang), "value": count_words(state, view.lang)} for state in known]
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
    """Shown layers with the number of their features in the open area (or the city), and how fresh each is; asked once an
    answer. The layer that colours areas has no features."""
    view, city, engine = figures.view, figures.city, figures.context.engine
    area = city.areas.get(view.area or "")
    then = incidents_at(engine, city, view.at) if view.at else []  # of the past only incidents are known
    states = feeds.by_topic(engine, city, topics={layers()[i].topic or "" for i in view.layers})
    found: Counts = []
    for layer in (layers()[i] for i in view.layers):
        if layer.topic is None:
            continue
        if layer.geometry == "points":
            counts = places.counts(engine, city, layer.topic, area.level if area else "district")
            count, kept = counts.get(area.id, 0) if area else sum(counts.values()), places.active(engine, city, layer.topic)
            state = kept.freshness(figures.now.date()) if kept else "missing"
            as_of, unknown = kept.as_of if kept else None, kept.position_unknown if kept else 0
            observed = part(state, as_of)["observed_at"]
            found.append(LayerState(layer, count, state, bool(as_of), unknown, area is None, as_of, observed))
        elif view.at:  # the other live layers are hidden, and not counted
            if layer.incident:
                told_of = [i for i in then if i["id"].startswith(f"{layer.topic}:")]
                inside = [i for i in told_of if area is None or area.id in (i["district"], i["neighbourhood"])]
                found.append(LayerState(layer, len(inside), None, observed_at=view.at))
        else:
            all_of_it = feeds.features(engine, city, layer.topic)
            inside = [f for f in all_of_it if area is None or area.id in (f["district"], f["neighbourhood"])]
            told = states.get(layer.topic, {})
            found.append(LayerState(layer, len(inside), told.get("state"), observed_at=told.get("observed_at")))
    return found


def _summary(figures: Figures, counts: Counts) -> str:
    view, city, engine = figures.view, figures.city, figures.context.engine
    values = figures.by_level[figures.shown] if _coloured(figures) and figures.shown else None
    whole = read.city_value(engine, city, values.indicator.id, values.period) if values else None
    area = None if figures.inherits else view.area
    words = summary(city, view.lang, figures=values, area=area, city_value=whole, layers=counts)
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
    if layer.incident:  # the workspace is asked for by itself, in one round trip; here only that it is open
        return {"type": "incident", "id": view.feature, "title": layer.title.get(view.lang)}
    state, dated, as_of, observed = None, True, None, None
    if layer.geometry == "points":
        found, kept = places.detail(engine, city, topic, fid), places.active(engine, city, topic)
        source = found.get("source") if found else None
        if kept:
            state, as_of = kept.freshness(figures.now.date()), kept.as_of
            dated, observed = as_of is not None, part(state, as_of)["observed_at"]
    else:
        found = next((f for f in feeds.features(engine, city, topic) if f["id"] == fid), None)
        status = next((s for s in feeds.status(engine, city) if s.topic == topic), None)
        source = {"provider": status.provider, "title": status.title, "licence": status.licence} if status else None
        state, observed = (status.state, status.observed_at) if status else (None, None)
    if found is None:
        return {
            "type": "feature", "title": layer.title.get(view.lang), "where": "", "state": "missing", "fields": [],
            "notes": [say("card.gone", view.lang)], "source": None, "freshness": {"state": "missing", "observed_at": None},
        }  # fmt: skip
    found = redact(topic, found, figures.person, figures.context.city)
    card = feature_card(layer, found, city, view.lang, now=figures.now, source=source, freshness=state)
    card["freshness_text"] = state_words(state, dated, view.lang, as_of)
    card["freshness"] = {"state": state or "missing", "observed_at": observed}
    if state == "stale" and not dated:
        card["notes"].append(say("places.date_unknown", view.lang))
    card["withheld"] = found.get("withheld", [])
    card["notes"] += [say("access.withheld.note", view.lang, **told) for told in reasons(found, view.lang)]
    where = " · ".join(filter(None, [card["layer_title"], card["place"]]))
    return {**card, "type": "feature", "where": where, "state": state}


def _spoken(card: dict[str, Any]) -> str:
    """One sentence for screen readers when a card opens."""
    first = card["figures"][0] if card.get("figures") else None
    if first is None:
        return str(card["title"])
    if first["number"] is None and first["district"]:
        own = f"{first['note']} {first['district']['label']}: {first['district']['text']}."
        return f"{card['title']}. {first['label']}. {own}"
    return f"{card['title']}. {first['label']}: {first['text']}. {first['rank_text'] or ''}"

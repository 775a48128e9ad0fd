"""Cards of the panel as plain JSON: an area with its key figures and trend, or one point with its fields."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from math import isfinite
from typing import Any

from geodata.city import City
from geodata.source import Freshness, Source
from layers import numbers
from layers.figures import Figures, Reading, place_name, source_line
from layers.layer import Field, Layer
from layers.strings import say

Trend = Sequence[tuple[str, float | None]]


def area_card(
    city: City, area: str | None, lang: str, *, readings: Sequence[Reading], chosen: str | None = None, trend: Trend = ()
) -> dict[str, Any]:
    """Card of an area (None: the city): id, level, title, breadcrumb [{id, name}], area_text, codes, figures, trend, notes.

    ``readings``: the key figures, in screen order. ``chosen``: id of the coloured indicator; ``trend``: its (period, value)
    here, ascending. ``notes`` repeats each remark of the figures once.
    """
    found = city.areas.get(area) if area else None
    figures = [_figure(city, area, reading, lang, chosen) for reading in readings]
    series = next((reading.figures for reading in readings if reading.figures.indicator.id == chosen), None)
    size = numbers.full(found.area_km2, 2, lang) + " km²" if found and found.area_km2 is not None else None
    return {
        "id": area,
        "level": found.level if found else "city",
        "title": found.name.get(lang) if found else city.name.get(lang),
        "breadcrumb": breadcrumb(city, area, lang),
        "area_text": size,
        "codes": dict(found.codes) if found else {},
        "figures": figures,
        "trend": trend_series(series, trend, lang) if series and trend else None,
        "notes": list(dict.fromkeys(figure["note"] for figure in figures if figure["note"])),
    }


def breadcrumb(city: City, area: str | None, lang: str) -> list[dict[str, Any]]:
    """The way down to an area, from the city (id None): [{"id", "name"}]."""
    steps: list[dict[str, Any]] = [{"id": None, "name": city.name.get(lang)}]
    found = city.areas.get(area) if area else None
    if found and found.parent:
        steps.append({"id": found.parent, "name": city.areas[found.parent].name.get(lang)})
    return [*steps, {"id": found.id, "name": found.name.get(lang)}] if found else steps


def trend_series(figures: Figures, trend: Trend, lang: str) -> dict[str, Any]:
    """Points of the trend chart: id, label, unit, points [{period, value, text}] and the same in words (``spoken``)."""
    indicator = figures.indicator
    texts = [numbers.short(value, indicator.decimals, lang) for _, value in trend]
    points = [{"period": period, "value": value, "text": text} for (period, value), text in zip(trend, texts, strict=True)]
    spoken = ", ".join(f"{numbers.period(period, lang)} {text}" for (period, _), text in zip(trend, texts, strict=True))
    label = indicator.name.get(lang)
    return {"id": indicator.id, "label": label, "unit": indicator.unit.get(lang), "points": points, "spoken": f"{label}: {spoken}"}


def _figure(city: City, area: str | None, reading: Reading, lang: str, chosen: str | None) -> dict[str, Any]:
    figures, indicator = reading.figures, reading.figures.indicator
    value = figures.values.get(area) if area else reading.city_value
    previous = figures.previous.get(area) if area else reading.city_previous
    change, direction = numbers.change(value, previous, indicator.kind, lang)
    rank, of = reading.ranks.get(area or "", (None, None))
    flag = figures.flags.get(area or "")

    def written(number: float | None) -> str:
        return numbers.with_unit(numbers.short(number, indicator.decimals, lang), indicator.unit, lang)

    return {
        "id": indicator.id,
        "label": indicator.name.get(lang),
        "description": indicator.description.get(lang),
        "chosen": indicator.id == chosen,
        "number": value,
        "value": numbers.short(value, indicator.decimals, lang),
        "full": numbers.full(value, indicator.decimals, lang),
        "unit": indicator.unit.get(lang),
        "text": written(value),
        "period": numbers.period(figures.period, lang),
        "rank": rank,
        "of": of,
        "rank_text": say("card.rank", lang, rank=rank, of=of) if rank else None,
        "change": change if direction else None,
        "direction": direction,
        "better": _better(direction, indicator.direction),
        "since": say("change.since", lang, period=numbers.period(figures.previous_period, lang))
        if direction and figures.previous_period
        else None,
        "city": written(reading.city_value) if area and reading.city_value is not None else None,
        "district": _of_district(city, area, reading, lang),
        "flag": say(f"card.{flag}", lang) if flag in ("provisional", "estimated") else None,
        "freshness": reading.freshness if value is not None else "missing",
        "note": _note(city, area, reading, value, lang),
        "source": source_line(indicator.source, lang),
    }


def _better(direction: str | None, wanted: str) -> bool | None:
    """Whether a movement is an improvement; None when nothing moved or neither way is better."""
    if direction not in ("up", "down") or wanted == "none":
        return None
    return (direction == "up") == (wanted == "higher")


def _of_district(city: City, area: str | None, reading: Reading, lang: str) -> dict[str, str] | None:
    """The district's own figure beside a neighbourhood's."""
    found = city.areas.get(area) if area else None
    if found is None or found.parent is None or reading.district is None:
        return None
    indicator, value = reading.figures.indicator, reading.district.values.get(found.parent)
    if value is None:
        return None
    text = numbers.with_unit(numbers.short(value, indicator.decimals, lang), indicator.unit, lang)
    return {"label": say("card.district_value", lang, district=city.areas[found.parent].name), "text": text}


def _note(city: City, area: str | None, reading: Reading, value: float | None, lang: str) -> str | None:
    """Why there is no figure."""
    if value is not None:
        return None
    level = city.areas[area].level if area in city.areas else None
    if level == "neighbourhood" and reading.published == ("district",):
        return say("districtonly", lang)
    if level == "district" and reading.published == ("neighbourhood",):
        return say("neighbourhoodonly", lang)
    return say("nodata.hint", lang)


def feature_card(
    layer: Layer,
    feature: Mapping[str, Any],
    city: City,
    lang: str,
    *,
    now: datetime,
    source: Source | Mapping[str, Any] | None = None,
    freshness: Freshness | None = None,
) -> dict[str, Any]:
    """Card of one stored place or live feature (the dicts of geodata.places.read and geodata.feeds.read).

    layer, id, title, layer_title, kind, kind_text, colour, icon, shape, place, lon, lat, fields [{key, label, text}], age,
    demo, freshness, freshness_text, notes, source. A field the provider does not have is left out; one it left empty reads
    "no data". Provider texts stay as they are: whoever shows them sets them as text, never as markup.
    """
    props: Mapping[str, Any] = feature.get("props") or {}
    kind = next((known for known in layer.kinds if known.value == feature.get("kind")), None)
    kind_text = kind.name.get(lang) if kind else feature.get("kind")
    observed = _moment(feature.get("observed_at"))
    demo = bool(feature.get("demo"))
    return {
        "layer": layer.id,
        "id": feature.get("id"),
        "title": _localised(props, "title", lang) or _localised(props, "name", lang) or feature.get("name") or say("card.unnamed", lang),
        "layer_title": layer.title.get(lang),
        "kind": feature.get("kind"),
        "kind_text": kind_text,
        "colour": (kind.colour if kind else None) or layer.colour,
        "icon": (kind.icon if kind else None) or layer.icon,
        "shape": layer.shape,
        "place": place_name(city, feature.get("neighbourhood") or feature.get("district"), lang),
        "lon": feature.get("lon"),
        "lat": feature.get("lat"),
        "fields": _fields(layer, {**feature, "kind": kind_text}, props, city, lang),
        "age": numbers.age((now - observed).total_seconds(), lang) if observed else None,
        "demo": demo,
        "freshness": freshness,
        "freshness_text": say(f"freshness.{freshness}", lang) if freshness else None,
        "notes": _feature_notes(feature, props, lang),
        "source": source_line(source or feature.get("source"), lang),
    }


def _feature_notes(feature: Mapping[str, Any], props: Mapping[str, Any], lang: str) -> list[str]:
    notes = [say("card.demo", lang)] if feature.get("demo") else []
    if feature.get("lon") is None and not feature.get("district"):
        notes.append(say("card.unplaced", lang))
    precision = _number(props.get("position_precision_m"))
    if precision:
        notes.append(say("card.precision", lang, distance=numbers.distance(precision, lang)))
    return notes


def _fields(layer: Layer, feature: Mapping[str, Any], props: Mapping[str, Any], city: City, lang: str) -> list[dict[str, str]]:
    """Fields in the layer's order; times after the first also say how long after it they are."""
    fields, first = [], None
    for wanted in layer.card:
        on_feature = wanted.key in ("kind", "name", "observed_at")
        if not on_feature and not {wanted.key, f"{wanted.key}_{lang}", f"{wanted.key}_ko"} & props.keys():
            continue
        value = feature.get(wanted.key) if on_feature else _localised(props, wanted.key, lang)
        if on_feature and value is None and wanted.key != "kind":
            continue
        at = _moment(value) if wanted.format == "time" else None
        text = _written(wanted, value, at, city, lang)
        if at and first and wanted.key != "observed_at" and at >= first:
            text += f" (+{numbers.elapsed((at - first).total_seconds(), lang)})"
        first = first or at
        fields.append({"key": wanted.key, "label": wanted.label.get(lang), "text": text})
    return fields


def _written(wanted: Field, value: object, at: datetime | None, city: City, lang: str) -> str:
    if value is None or value == "" or value == []:
        return say("nodata", lang)
    if at:
        return numbers.time(at, city.timezone, lang)
    if wanted.format in ("number", "percent") and (given := _number(value)) is not None:
        number = numbers.full(given, 0 if given.is_integer() else 3 if abs(given) < 1 else 1, lang)
        return f"{number}%" if wanted.format == "percent" else numbers.with_unit(number, wanted.unit, lang)
    if isinstance(value, list | tuple):
        return ", ".join(str(one) for one in value)
    return str(value)


def _number(value: object) -> float | None:
    """A finite number, also one that a table brought as text; None for anything else."""
    try:
        found = None if isinstance(value, bool) or value is None else float(str(value))
    except ValueError:
        return None
    return found if found is not None and isfinite(found) else None


def _localised(props: Mapping[str, Any], key: str, lang: str) -> Any:
    """``key`` in the reader's language where the provider has it, else in the other, else plain."""
    other = "ko" if lang == "en" else "en"
    for name in (f"{key}_{lang}", key, f"{key}_{other}"):
        if props.get(name) not in (None, ""):
            return props[name]
    return None


def _moment(value: object) -> datetime | None:
    """An ISO time with a zone (UTC when it names none), or None when it is no time."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=UTC)
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)

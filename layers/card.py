"""Card of an area as plain JSON: key figures with rank, change and freshness, and the trend."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from geodata.city import City
from layers import numbers
from layers.figures import Figures, Reading, freshness, order_words, rank_words, source_line
from layers.strings import say

Trend = Sequence[tuple[str, float | None]]


def area_card(
    city: City, area: str | None, lang: str, *, today: date, readings: Sequence[Reading], chosen: str | None = None, trend: Trend = ()
) -> dict[str, Any]:
    """Card of an area (None: the city): id, level, title, breadcrumb [{id, name}], area_text, codes, figures, trend, notes.

    ``today``: what the figures' freshness is judged by. ``readings``: the key figures, in screen order. ``chosen``: id of the coloured indicator; ``trend``: its (period, value)
    here, ascending. ``notes`` repeats each remark of the figures once.
    """
    found = city.areas.get(area) if area else None
    figures = [_figure(city, area, reading, lang, chosen, today) for reading in readings]
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


def _figure(city: City, area: str | None, reading: Reading, lang: str, chosen: str | None, today: date) -> dict[str, Any]:
    figures, indicator = reading.figures, reading.figures.indicator
    value = figures.values.get(area) if area else reading.city_value
    previous = figures.previous.get(area) if area else reading.city_previous
    change, direction = numbers.change(value, previous, indicator.kind, lang)
    rank, of = reading.ranks.get(area or "", (None, None))
    flag = figures.flags.get(area or "")
    of_district = _of_district(city, area, reading, lang)
    # without a figure of its own a neighbourhood shows its district's: then that one's period is meant
    period = reading.district.period if value is None and of_district and reading.district else figures.period

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
        "period": numbers.period(period, lang),
        "rank": rank,
        "of": of,
        "order": order_words(indicator.direction, lang),
        "rank_text": rank_words(rank, of, indicator.direction, lang) if rank and of else None,
        "change": change if direction else None,
        "direction": direction,
        "better": _better(direction, indicator.direction),
        "since": say("change.since", lang, period=numbers.period(figures.previous_period, lang))
        if direction and figures.previous_period
        else None,
        "city": written(reading.city_value) if area and reading.city_value is not None else None,
        "district": of_district,
        "flag": say(f"card.{flag}", lang) if flag in ("provisional", "estimated") else None,
        "freshness": freshness(period if value is not None or of_district else None, today, lang, indicator.source),
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
    if level == "neighbourhood" and "neighbourhood" not in reading.published:
        return say("districtonly", lang)
    if level == "district" and "district" not in reading.published:
        return say("neighbourhoodonly", lang)
    return say("nodata.hint", lang)

"""The legend of the coloured areas: one row a class, always a row for "no data", and where the figures come from."""

from collections.abc import Callable
from datetime import date
from typing import Any

from geodata.indicator import Indicator
from layers import numbers, palettes
from layers.classify import Classes
from layers.figures import freshness, source_line
from layers.strings import say

SHORT_FROM = 10**8  # from here on full digits are too long for a legend
MAX_EXTRA_DECIMALS = 3


def legend(classes: Classes, indicator: Indicator, period: str | None, lang: str, theme: str = "light", *, today: date) -> dict[str, Any]:
    """Plain facts of the legend: title, unit, period, freshness on ``today`` (state, as_of), direction, method, rows (number,
    colour, ink, label, count), nodata (colour, label, count; drawn hatched), notes, source. Rows run from the lowest to the
    highest class."""
    colours = palettes.colours(indicator.scheme, len(classes.breaks), theme) if classes.breaks else ()
    rows = [
        {"number": number, "colour": colour, "ink": palettes.ink(colour), "label": label, "count": count}
        for number, (colour, label, count) in enumerate(
            zip(colours, labels(classes, indicator.decimals, lang), classes.counts, strict=True)
        )
    ]
    notes = [note.get(lang) for note in classes.notes]
    if indicator.kind == "count":
        notes.append(say("legend.count_caution", lang))
    if indicator.source.demo:
        notes.insert(0, say("card.demo", lang))
    return {
        "indicator": indicator.id,
        "title": indicator.name.get(lang),
        "unit": indicator.unit.get(lang),
        "period": numbers.period(period, lang),
        "freshness": freshness(period, today, lang, indicator.source),
        "direction": say(f"indicator.direction.{indicator.direction}", lang),
        "method": say(f"method.{classes.method}", lang),
        "rows": rows,
        "nodata": {
            "colour": palettes.NO_DATA["dark" if theme == "dark" else "light"],
            "label": say("legend.nodata", lang),
            "count": classes.missing,
        },
        "notes": notes,
        "source": source_line(indicator.source, lang),
    }


def labels(classes: Classes, decimals: int, lang: str) -> list[str]:
    """``1,234 – 5,678`` for each class, with as many decimals as it takes for different bounds to read differently."""
    bounds = {bound for pair in classes.ranges for bound in pair}
    write = _writer(bounds, decimals, lang)
    return [write(low) if low == high else f"{write(low)} – {write(high)}" for low, high in classes.ranges]


def _writer(bounds: set[float], decimals: int, lang: str) -> Callable[[float], str]:
    writers: list[Callable[[float], str]] = [
        lambda value, places=places: numbers.full(value, places, lang)  # type: ignore[misc]
        for places in range(decimals, decimals + MAX_EXTRA_DECIMALS + 1)
    ]
    if bounds and max(map(abs, bounds)) >= SHORT_FROM:
        writers.insert(0, lambda value: numbers.short(value, decimals, lang))
    return next((write for write in writers if len({write(bound) for bound in bounds}) == len(bounds)), writers[-1])

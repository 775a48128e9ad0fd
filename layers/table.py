"""The table beside the map: every coloured area in full digits; sorted in the browser."""

from typing import Any

from geodata.city import City
from layers import numbers
from layers.classify import Classes
from layers.figures import Figures, Ranks, shown_areas
from layers.strings import say

COLUMNS = ("name", "district", "value", "rank", "change", "class")


def table(city: City, figures: Figures, classes: Classes, ranks: Ranks, lang: str, area: str | None = None) -> dict[str, Any]:
    """Plain rows of the areas in sight, in register order.

    Each row: id, name, district (None at district level), value (number or None), text (full digits), rank, of, change
    (number to sort by, or None), change_text, direction, class (from 1, or None). ``title``, ``unit``, ``period`` and
    ``columns`` [{key, label}] head them.
    """
    indicator = figures.indicator
    rows = []
    for found in shown_areas(city, figures.level, area):
        value, previous = figures.values.get(found.id), figures.previous.get(found.id)
        moved, direction = numbers.change(value, previous, indicator.kind, lang)
        number = classes.class_of.get(found.id)
        rank, of = ranks.get(found.id, (None, None))
        rows.append(
            {
                "id": found.id,
                "name": found.name.get(lang),
                "district": city.areas[found.parent].name.get(lang) if found.parent else None,
                "value": value,
                "text": numbers.full(value, indicator.decimals, lang),
                "rank": rank,
                "of": of,
                "change": numbers.moved(value, previous, indicator.kind),
                "change_text": moved,
                "direction": direction,
                "class": None if number is None else number + 1,
            }
        )
    shown = [column for column in COLUMNS if column != "district" or figures.level == "neighbourhood"]
    return {
        "title": say("table.title", lang, indicator=indicator.name),
        "unit": indicator.unit.get(lang),
        "period": numbers.period(figures.period, lang),
        "columns": [{"key": column, "label": say(f"table.column.{column}", lang)} for column in shown],
        "rows": rows,
    }

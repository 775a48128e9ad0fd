"""``python -m geodata show indicator ID [--level L] [--period P]``: the values of one indicator as a table."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from geodata.city import City, load_city
from geodata.command import Command, Outcome, Progress
from geodata.errors import BadInput
from geodata.freshness import of_period, part
from geodata.indicator import LEVELS, Level
from geodata.indicators.read import IndicatorValues
from geodata.settings import Settings


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("indicator", metavar="ID", help="id of the indicator, e.g. population")
    parser.add_argument("--level", choices=LEVELS, help="district or neighbourhood; the first that has values when left out")
    parser.add_argument("--period", help="e.g. 2024 or 2024H1; the latest when left out")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    """One row an area in order of rank, areas without a value last; the city's figure and the source below."""
    from geodata.db.engine import open_engine
    from geodata.indicators.read import city_value, levels, values

    engine, city = open_engine(settings), load_city(settings.city)
    here = levels(engine, city, options.indicator)
    if not here:
        raise BadInput(f"{city.id} has no values of {options.indicator!r} yet; type: python -m geodata build")
    found = values(engine, city, options.indicator, options.level or here[0], options.period)
    whole = city_value(engine, city, options.indicator, found.period)
    return Outcome(_title(found), _rows(city, found), _notes(found, whole), _facts(found, here, whole))


def _title(found: IndicatorValues) -> str:
    unit = f" ({found.indicator.unit.en})" if found.indicator.unit.en.strip() else ""
    return f"{found.indicator.name.en} · {found.indicator.name.ko}{unit}, by {found.level}, {found.period or 'no period'}"


def _rows(city: City, found: IndicatorValues) -> list[dict[str, Any]]:
    from geodata.indicators.read import ranks

    rank = ranks(found.values, found.indicator.direction)
    ordered = sorted(found.values, key=lambda area: rank.get(area, (len(found.values) + 1, 0))[0])
    return [_row(city, found, area, rank.get(area, (None, 0))[0]) for area in ordered]


def _row(city: City, found: IndicatorValues, area: str, rank: int | None) -> dict[str, Any]:
    value, before = found.values[area], found.previous.get(area)
    change = None if value is None or before is None else _rounded(value - before, found)
    parent = city.areas[area].parent
    return {
        "rank": rank,
        "area": area,
        "name": city.areas[area].name.ko,
        "district": city.areas[parent].name.ko if parent else None,
        "value": _rounded(value, found),
        "change": change,
        "flag": found.flags.get(area),
    }


def _rounded(value: float | None, found: IndicatorValues) -> float | int | None:
    return None if value is None else round(value, found.indicator.decimals or None) + 0  # + 0: a loss of nothing is not -0.0


def _notes(found: IndicatorValues, whole: float | None) -> list[str]:
    source = found.indicator.source
    notes = [f"Whole city: {'unknown' if whole is None else format(_rounded(whole, found), ',')}."]
    if unknown := sum(value is None for value in found.values.values()):
        notes.append(f"{len(found.values) - unknown} of {len(found.values)} areas have a value; the others are unknown.")
    if found.previous_period:
        notes.append(f"Change is against {found.previous_period}.")
    return [*notes, f"Source: {source.title.en}, {source.provider.en} ({source.licence.en}).", found.indicator.description.en]


def _facts(found: IndicatorValues, here: tuple[Level, ...], whole: float | None) -> dict[str, Any]:
    return {
        "indicator": found.indicator.id,
        "level": found.level,
        "levels": list(here),
        "period": found.period,
        "freshness": part(of_period(found.period, datetime.now(UTC).date()), found.period),
        "previous_period": found.previous_period,
        "city": whole,
        "source": asdict(found.indicator.source),
    }


COMMAND = Command(id="show_indicator", help="values of one indicator as a table", run=run, arguments=arguments)

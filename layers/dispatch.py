"""Dispatch statistics as plain facts of the screen: labels, times and shares in words, notes about what was left out."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from geodata.city import City
from geodata.incidents.statistics import Group, Table
from geodata.source import freshness
from layers import numbers
from layers.strings import say

STALE_AFTER_S = 86_400  # a city in which nobody called for a day was not heard


def dispatch_words(table: Table, city: City, lang: str, days: int, now: datetime) -> dict[str, Any]:
    """The answer of GET /api/dispatch. ``days``: how far back ``table`` looks; ``now``: aware. Figures are numbers (seconds, per
    cent) or None, each row's ``text`` says them in ``lang``; a withheld row has ``withheld`` True and None throughout."""
    place = _place(table.area, city, lang)
    observed = datetime.fromisoformat(table.observed_at) if table.observed_at else None
    return {
        "title": say("dispatch.title", lang, place=place),
        "unit": say("dispatch.unit", lang),
        "level": table.level,
        "by": table.by,
        "kind": table.kind,
        "area": table.area,
        "days": days,
        "target_s": table.target_s,
        "target_text": numbers.elapsed(table.target_s, lang),
        "whole": _row(table.whole, None, city, lang),
        "rows": [_row(group, table.level, city, lang) for group in table.rows],
        "columns": _columns(table, lang),
        "summary": _summary(table, place, lang, days),
        "notes": _notes(table, lang),
        "demo": table.demo,
        "freshness": {"state": freshness(observed, STALE_AFTER_S, now=now, demo=table.demo), "observed_at": table.observed_at},
    }


def _place(area: str | None, city: City, lang: str) -> str:
    return (city.areas[area].name if area else city.name).get(lang)


def _columns(table: Table, lang: str) -> list[dict[str, str]]:
    first = table.by or ("area" if table.level else "kind")
    return [{"key": key, "label": say(f"dispatch.column.{key}", lang)} for key in (first, "n", "median", "p90", "share")]


def _row(group: Group, level: str | None, city: City, lang: str) -> dict[str, Any]:
    return {
        "area": group.area,
        "hour": group.hour,
        "kind": group.kind,
        "label": _label(group, level, city, lang),
        "n": group.n,
        "n_with_times": group.n_with_times,
        "n_truncated": group.n_truncated,
        "median_s": group.median_s,
        "p90_s": group.p90_s,
        "dispatch_median_s": group.dispatch_median_s,
        "travel_median_s": group.travel_median_s,
        "within": group.within,
        "share_pct": group.share_pct,
        "withheld": group.withheld,
        "text": _texts(group, lang),
    }


def _label(group: Group, level: str | None, city: City, lang: str) -> str:
    """The area stands in front only where rows differ by it; otherwise the title names it."""
    parts = [_place(group.area, city, lang)] if group.area and (level or not (group.kind or group.hour is not None)) else []
    parts += [say("dispatch.hour", lang, hour=f"{group.hour:02d}" if lang == "en" else group.hour)] if group.hour is not None else []
    parts += [kind_words(group.kind, lang)] if group.kind else []
    return " · ".join(parts) or city.name.get(lang)


def kind_words(kind: str, lang: str) -> str:
    """Name of an incident's kind."""
    return say(f"dispatch.kind.{kind}", lang)


def _texts(group: Group, lang: str) -> dict[str, str]:
    if group.withheld:
        return dict.fromkeys(("n", "median", "p90", "share"), say("dispatch.withheld", lang))
    return {
        "n": say("dispatch.count", lang, count=numbers.full(group.n, 0, lang)),
        "median": _time(group.median_s, lang),
        "p90": _time(group.p90_s, lang),
        "share": numbers.percent(group.share_pct, 1, lang),
    }


def _time(seconds: float | None, lang: str) -> str:
    return say("nodata", lang) if seconds is None else numbers.elapsed(float(numbers.rounded(seconds, 0)), lang)


def _summary(table: Table, place: str, lang: str, days: int) -> str:
    whole = table.whole
    said: Mapping[str, Any] = {"place": place, "days": days}
    if whole.withheld:
        return say("dispatch.summary.withheld", lang, **said)
    if not whole.n:
        return say("dispatch.summary.none", lang, **said)
    count = numbers.full(whole.n, 0, lang)
    if not whole.n_with_times:
        return say("dispatch.summary.untimed", lang, count=count, **said)
    texts = _texts(whole, lang)
    within, target = numbers.full(whole.within, 0, lang), numbers.elapsed(table.target_s, lang)
    sentences = [
        say("dispatch.summary", lang, count=count, median=texts["median"], p90=texts["p90"], share=texts["share"], within=within, target=target, **said)
    ]  # fmt: skip
    if whole.dispatch_median_s is not None and whole.travel_median_s is not None:
        parts = {"dispatch": _time(whole.dispatch_median_s, lang), "travel": _time(whole.travel_median_s, lang)}
        sentences.append(say("dispatch.summary.parts", lang, **parts))
    return " ".join(sentences)


def _notes(table: Table, lang: str) -> list[str]:
    notes = [say("dispatch.note.demo", lang)] if table.demo else []
    for sample in table.samples:
        notes.append(say("dispatch.note.sample", lang, name=sample.feed.removeprefix("import:"), sentence=sample.sentence.get(lang)))
    if withheld := sum(group.withheld for group in table.rows):
        notes.append(say("dispatch.note.withheld", lang, n=withheld))
    return [*notes, say("dispatch.note.measure", lang)]

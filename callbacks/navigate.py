"""``navigate``: the only writer of the view. One event in, one view out; the payload is plain and small."""

import logging
from typing import Any
from urllib.parse import parse_qs

from dash import Dash, Input, Output, State, no_update

from callbacks.blocking import off_loop
from geodata.city import City
from geodata.context import Context
from geodata.indicators import read
from geodata.text import Text
from layers import ids
from layers.view import ViewState, explain, initial, next_view, parse, to_query

log = logging.getLogger(__name__)


def city_of(context: Context, query: str) -> City:
    """The city at the vintage a link names, if its outlines are loaded; else at the default one (``parse`` says so)."""
    asked = parse_qs(query.removeprefix("?")).get("vintage", [""])[0]
    return context.at(asked if asked in context.vintages() else None)


def names(context: Context, city: City) -> dict[str, Any]:
    """What a view may name in this city: keyword arguments of ``next_view`` and ``parse``."""
    engine = context.engine
    ids = tuple(i.id for i in read.available(engine, city))

    def periods(indicator: str) -> list[str]:
        found = {p for level in read.levels(engine, city, indicator) for p in read.periods(engine, city, indicator, level)}
        return sorted(found)

    return {"indicator_ids": ids, "periods": periods}


def step(context: Context, event: dict[str, Any], query: str | None) -> tuple[ViewState, tuple[Text, ...]]:
    """The view after ``event``, and a sentence for each thing in it that could not be followed."""
    asked = str(event.get("query", ""))[:5000] if event.get("type") == "link" else query or ""
    city = city_of(context, asked)
    known = names(context, city)
    lang = str(event.get("lang", "ko"))
    start = initial(city, indicator_ids=known["indicator_ids"], lang=lang)
    if event.get("type") == "link":
        return parse(asked, city, start, lang=lang, **known)
    view = parse(query, city, start, **known)[0] if query else start
    problem = explain(view, event, city, **known)
    if problem:
        log.info("event %r was refused: %s", event.get("type"), problem.en)
        return view, (problem,)
    return next_view(view, event, city, **known), ()


def register(app: Dash, context: Context) -> None:
    """Add the callback."""

    @app.callback(Output(ids.VIEW, "data"), Input(ids.EVENT, "data"), State(ids.VIEW, "data"), prevent_initial_call=True)
    async def navigate(event: dict[str, Any] | None, before: dict[str, Any] | None) -> Any:
        if not isinstance(event, dict):
            return no_update
        query = before.get("query") if isinstance(before, dict) else None
        view, problems = await off_loop(step, context, event, query if isinstance(query, str) else None)
        said = [{"ko": p.ko, "en": p.en} for p in problems]
        # n makes the same view twice two answers, so that "the same area again" is drawn again
        return {"query": to_query(view), "problems": said, "event": str(event.get("type"))[:20], "n": event.get("n")}

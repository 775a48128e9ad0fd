"""``navigate``: the only writer of the view. One event in, one view out; the payload is plain and small."""

import logging
from typing import Any

from dash import Dash, Input, Output, State, no_update

from callbacks.blocking import off_loop
from geodata.context import Context
from geodata.indicators import read
from geodata.text import Text
from layers.view import ViewState, explain, initial, next_view, parse, to_query

log = logging.getLogger(__name__)


def names(context: Context) -> dict[str, Any]:
    """What a view may name in this city: keyword arguments of ``next_view`` and ``parse``."""
    ids = tuple(i.id for i in read.available(context.engine, context.city))

    def periods(indicator: str) -> list[str]:
        found = {
            p
            for level in read.levels(context.engine, context.city, indicator)
            for p in read.periods(context.engine, context.city, indicator, level)
        }
        return sorted(found)

    return {"indicator_ids": ids, "periods": periods}


def step(context: Context, event: dict[str, Any], query: str | None) -> tuple[ViewState, tuple[Text, ...]]:
    """The view after ``event``, and a sentence for each thing in it that could not be followed."""
    known = names(context)
    lang = str(event.get("lang", "ko"))
    start = initial(context.city, indicator_ids=known["indicator_ids"], lang=lang)
    if event.get("type") == "link":
        return parse(str(event.get("query", "")), context.city, start, lang=lang, **known)
    view = parse(query, context.city, start, **known)[0] if query else start
    problem = explain(view, event, context.city, **known)
    if problem:
        log.info("event %r was refused: %s", event.get("type"), problem.en)
        return view, (problem,)
    return next_view(view, event, context.city, **known), ()


def register(app: Dash, context: Context) -> None:
    """Add the callback."""

    @app.callback(Output("view", "data"), Input("event", "data"), State("view", "data"), prevent_initial_call=True)
    async def navigate(event: dict[str, Any] | None, before: dict[str, Any] | None) -> Any:
        if not isinstance(event, dict):
            return no_update
        query = before.get("query") if isinstance(before, dict) else None
        view, problems = await off_loop(step, context, event, query if isinstance(query, str) else None)
        said = [{"ko": p.ko, "en": p.en} for p in problems]
        # n makes the same view twice two answers, so that "the same area again" is drawn again
        return {"query": to_query(view), "problems": said, "event": str(event.get("type"))[:20], "n": event.get("n")}

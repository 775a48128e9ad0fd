"""``draw``: the view in, plain facts out (``callbacks.facts``). Shapes never travel here; a few kB do."""

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, no_update

from callbacks.blocking import off_loop
from callbacks.facts import drawn
from callbacks.navigate import city_of, names
from callbacks.person import current
from geodata.access.person import PUBLIC, Person
from geodata.context import Context
from geodata.indicators.read import steady
from layers import ids
from layers.view import initial, parse


def facts(context: Context, before: dict[str, Any], person: Person = PUBLIC) -> dict[str, Any]:
    """What the browser paints for the view ``before['query']``, as ``person`` may see it."""
    query = str(before.get("query", ""))
    city = city_of(context, query)
    with steady(context.engine, city):
        known = names(context, city)
        start = initial(city, indicator_ids=known["indicator_ids"])
        view, _ = parse(query, city, start, **known)
        seen = drawn(context, view, person)
    return {**seen, "problems": before.get("problems", []), "event": before.get("event"), "n": before.get("n")}


def register(app: Dash, context: Context) -> None:
    """Add the callback, and the two browser-side ends: the first event, and the painter."""

    @app.callback(Output(ids.DRAWN, "data"), Input(ids.VIEW, "data"), prevent_initial_call=True)
    async def draw(view: dict[str, Any] | None) -> Any:
        return await off_loop(facts, context, view, current()) if isinstance(view, dict) else no_update

    app.clientside_callback(ClientsideFunction("sijangsil", "begin"), Output(ids.EVENT, "data"), Input(ids.BOOT, "id"))
    app.clientside_callback(
        ClientsideFunction("sijangsil", "paint"), Output(ids.PAINTED, "title"), Input(ids.DRAWN, "data"), prevent_initial_call=True
    )

"""GET /api/dispatch: how long from the call to the arrival, by area, hour and kind; small cells withheld, truncated histories named."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI, Request, Response

from callbacks.asked import known
from callbacks.blocking import off_loop
from dash_app.sheets import language
from dash_app.stream import Broadcaster
from geodata.context import Context
from geodata.errors import BadInput
from geodata.incidents.statistics import dispatch
from geodata.office import load_office
from geodata.text import Text
from layers.dispatch import dispatch_words

DAYS_AT_MOST = 400


def statistics(context: Context, lang: str, days: int, **asked: Any) -> dict[str, Any]:
    """The answer: calls of the last ``days`` days. Raises BadInput naming the parameter that cannot be used."""
    if not 1 <= days <= DAYS_AT_MOST:
        raise BadInput(
            f"Parameter days={days} must be from 1 to {DAYS_AT_MOST}.",
            Text(ko=f"기간은 1일에서 {DAYS_AT_MOST}일 사이로 골라 주세요.", en=f"Please choose from 1 to {DAYS_AT_MOST} days."),
        )
    now, city = datetime.now(UTC), context.city
    wanted = {name: value or None for name, value in asked.items()}
    if wanted["area"] == city.id:
        wanted["area"] = None
    target_s = load_office(context.settings).target_s
    table = dispatch(context.engine, city, since=now - timedelta(days=days), until=now + timedelta(minutes=1), target_s=target_s, **wanted)
    return dispatch_words(table, city, lang, days, now)


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the route."""

    @server.get("/api/dispatch")
    async def dispatch_statistics(
        request: Request, response: Response, area: str = "", level: str = "", by: str = "", kind: str = "", days: int = 30
    ) -> dict[str, Any]:
        response.headers["cache-control"] = "no-store"
        known(request.query_params, ("area", "level", "by", "kind", "days", "lang"))
        lang = await off_loop(language, request)
        return await off_loop(statistics, context, lang, days, area=area[:40], level=level[:40], by=by[:40], kind=kind[:40])

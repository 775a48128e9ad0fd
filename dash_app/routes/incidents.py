"""GET /api/incidents: what is going on, now or as of a moment. GET /api/incidents/workspace: everything about one incident in one
round trip. GET /api/incidents/history: how many were open at each step of a span."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from callbacks import incidents, workspace
from callbacks.asked import known
from callbacks.blocking import off_loop
from callbacks.person import current
from dash_app.errors import answer
from dash_app.sheets import language
from dash_app.stream import Broadcaster
from geodata.access.person import Person
from geodata.context import Context
from geodata.errors import BadInput
from geodata.text import Text
from layers.state import RADIUS_M
from layers.strings import text

NO_STORE = {"cache-control": "no-store"}
AHEAD = timedelta(minutes=1)  # clocks of browsers that run ahead; the present is answered then
STEP_S = (60, 86_400)
STEPS = 2_000
LONGEST = timedelta(days=400)
ID_CHARACTERS = 300
FILTERS = ("kind", "district", "neighbourhood", "severity")


def moment(told: str | None, name: str, now: datetime) -> datetime | None:
    """A past moment (UTC, whole seconds) of ISO 8601 with an offset; None when there is none, or it is now to the minute. BadInput
    naming the parameter for what is no moment, and for one to come."""
    if not told:
        return None
    try:
        # a plus sign that was not encoded arrives as a space
        at = datetime.fromisoformat(told.strip().replace(" ", "+") if "T" in told else told)
        if at.tzinfo is None:
            raise ValueError("it has no offset from UTC")
        at = at.astimezone(UTC).replace(microsecond=0)
    except (ValueError, OverflowError) as problem:
        raise BadInput(
            f"Parameter {name}={told[:60]!r} is no moment ({problem}); write it like 2026-11-24T01:02:03Z.",
            Text(
                ko=f"{name} 값은 시각이 아닙니다. 2026-11-24T01:02:03Z 처럼 적어 주세요.",
                en=f"{name} is no moment; write it like 2026-11-24T01:02:03Z.",
            ),
        ) from problem
    if at > now + AHEAD:
        raise BadInput(
            f"Parameter {name}={told[:60]!r} lies in the future; give a past moment, or leave it out for now.",
            Text(
                ko="아직 오지 않은 시각은 볼 수 없습니다. 지난 시각을 골라 주세요.",
                en="That moment has not come yet. Please choose a past one.",
            ),
        )
    return at if at < now else None


def whole(told: str | None, name: str, default: int, lowest: int, highest: int) -> int:
    """A whole number of a parameter within bounds; BadInput naming it."""
    if told in (None, ""):
        return default
    figure = str(told)
    # 900.0 is what a script writes that divides
    figure = figure.removesuffix(".0")
    if not (figure.isascii() and figure.isdecimal() and len(figure) < 9 and lowest <= int(figure) <= highest):
        raise BadInput(
            f"Parameter {name}={str(told)[:40]!r} must be a whole number from {lowest} to {highest}.",
            Text(
                ko=f"{name} 값은 {lowest}~{highest} 사이의 정수여야 합니다.",
                en=f"{name} must be a whole number from {lowest} to {highest}.",
            ),
        )
    return int(figure)


def listed(context: Context, request: Request, person: Person) -> dict[str, Any]:
    """The answer of GET /api/incidents."""
    given, now = known(request.query_params, {"at", "lang", *FILTERS}), datetime.now(UTC)
    at = moment(given.get("at"), "at", now)
    chosen = {name: given[name].split(",") for name in FILTERS if given.get(name)}
    return incidents.listed(context, lang=language(request), person=person, at=at, now=now, chosen=chosen)


def opened(context: Context, request: Request, person: Person) -> dict[str, Any] | None:
    """The answer of GET /api/incidents/workspace; None for an incident that is not there."""
    given, now = known(request.query_params, {"id", "radius", "at", "lang"}), datetime.now(UTC)
    incident_id = given.get("id", "")
    if not incident_id or len(incident_id) > ID_CHARACTERS:
        raise BadInput(
            f"Parameter id={incident_id[:40]!r} must be an incident's id of at most {ID_CHARACTERS} characters, like TOPIC:FEATURE.",
            Text(
                ko="어느 사건인지 알 수 없습니다. 목록에서 사건을 골라 주세요.",
                en="It is not clear which incident is meant. Please choose one from the list.",
            ),
        )
    radius_m = whole(given.get("radius"), "radius", workspace.RADIUS_M, *RADIUS_M)
    at = moment(given.get("at"), "at", now)
    return workspace.workspace(context, incident_id, lang=language(request), person=person, radius_m=radius_m, at=at, now=now)


def counted(context: Context, request: Request) -> dict[str, Any]:
    """The answer of GET /api/incidents/history."""
    given, now = known(request.query_params, {"from", "to", "step_s", "lang"}), datetime.now(UTC)
    until = moment(given.get("to"), "to", now) or now
    since = moment(given.get("from"), "from", now) or until - timedelta(days=1)
    step_s = whole(given.get("step_s"), "step_s", 900, *STEP_S)
    if since >= until or until - since > LONGEST:
        raise BadInput(
            f"Parameter from must lie before to, by at most {LONGEST.days} days.",
            Text(
                ko=f"기간은 시작이 끝보다 앞서고 {LONGEST.days}일 이내여야 합니다.",
                en=f"A span must begin before it ends and be at most {LONGEST.days} days long.",
            ),
        )
    if (until - since).total_seconds() / step_s > STEPS:
        raise BadInput(
            f"Parameter step_s={step_s} makes more than {STEPS:,} steps of that span; give a longer one.",
            Text(ko="나눈 구간이 너무 많습니다. 간격을 늘려 주세요.", en="That is too many steps. Please choose a longer step."),
        )
    return incidents.history(context, since=since, until=until, step_s=step_s, now=now)


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes."""

    @server.get("/api/incidents")
    async def open_incidents(request: Request) -> Response:
        return JSONResponse(await off_loop(listed, context, request, current()), headers=NO_STORE)

    @server.get("/api/incidents/workspace")
    async def one(request: Request) -> Response:
        found = await off_loop(opened, context, request, current())
        if found is None:
            return answer(404, "There is no such incident, or there was none yet at that moment.", unknown)
        return JSONResponse(found, headers=NO_STORE)

    @server.get("/api/incidents/history")
    async def history(request: Request) -> Response:
        return JSONResponse(await off_loop(counted, context, request), headers=NO_STORE)

    unknown = text("workspace.unknown")

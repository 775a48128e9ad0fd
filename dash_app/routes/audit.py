"""GET /audit: the auditor's page. GET /api/audit: the same as JSON. GET /audit/export.csv: the rows that fit, for a spreadsheet.
Only for who may read the audit log; an export is itself a row of it."""

import os
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse
from starlette.background import BackgroundTask

from callbacks.asked import known
from callbacks.blocking import off_loop
from callbacks.person import current
from dash_app.errors import answer
from dash_app.sheets import language, sheet
from dash_app.stream import Broadcaster
from geodata.access.person import Person
from geodata.audit import log, retention, verify
from geodata.context import Context
from geodata.errors import BadInput
from geodata.office import load_office
from geodata.text import Text
from layers import audit as words
from layers import numbers
from layers.strings import text

PAGE_ROWS = 100
VERIFIED_S = 30.0  # how long a verification serves: it walks the whole log
FILTERS = ("who", "action", "subject", "since", "until")
PARAMETERS = (*FILTERS, "page", "lang", "theme")

_verified: dict[str, tuple[float, datetime, log.Verdict]] = {}


def wanted(query: dict[str, str], zone: str) -> dict[str, Any]:
    """The filters of an address for ``geodata.audit.log.rows``: days are the city's, the last one included. BadInput naming the one
    that cannot be read."""
    found: dict[str, Any] = {name: query[name].strip()[:200] for name in ("who", "action", "subject") if query.get(name, "").strip()}
    for name in ("since", "until"):
        if not query.get(name):
            continue
        try:
            day = datetime.strptime(query[name], "%Y-%m-%d").replace(tzinfo=ZoneInfo(zone))
            found[name] = (day + timedelta(days=1) if name == "until" else day).astimezone(UTC)
        except (ValueError, OverflowError) as problem:
            raise BadInput(
                f"Parameter {name}={query[name][:40]!r} is no day such as 2026-01-31.",
                Text(ko="날짜를 2026-01-31처럼 적어 주세요.", en="Please write the day like 2026-01-31."),
            ) from problem
    return found


def page_number(query: dict[str, str]) -> int:
    """The page asked for, 1 for nonsense."""
    told = query.get("page", "1")
    return max(1, int(told)) if told.isascii() and told.isdecimal() and len(told) < 8 else 1


def verified(context: Context) -> tuple[datetime, log.Verdict]:
    """What the last verification found, and when; a new one after half a minute."""
    key = str(context.settings.database)
    kept = _verified.get(key)
    if kept is None or time.monotonic() - kept[0] > VERIFIED_S:
        anchor = verify.read_anchor(context.settings.home / verify.ANCHOR)
        kept = _verified[key] = (time.monotonic(), datetime.now(UTC), log.verify(context.engine, anchor))
    return kept[1], kept[2]


def found(context: Context, query: dict[str, str]) -> dict[str, Any]:
    """One page of rows with the state of the log, plain."""
    page = page_number(query)
    rows = log.rows(context.engine, limit=PAGE_ROWS, offset=(page - 1) * PAGE_ROWS, **wanted(query, context.city.timezone))
    checked, verdict = verified(context)
    office, now = load_office(context.settings), datetime.now(UTC)
    return {
        "total": rows.total,
        "page": page,
        "pages": max(1, -(-rows.total // PAGE_ROWS)),
        "rows": rows.rows,
        "verification": {
            "good": verdict.good,
            "rows": verdict.rows,
            "row": verdict.row,
            "problem": {"ko": verdict.problem.ko, "en": verdict.problem.en} if verdict.problem else None,
            "cut": verdict.cut,
            "head": {"n": verdict.last or 0, "hash": verdict.hash},
            "checked_at": checked.isoformat(timespec="seconds"),
        },
        "keep_days": retention.keep_days(office),
        "due": retention.due(context.engine, office, now),
        "freshness": {"state": "fresh", "observed_at": now.isoformat(timespec="seconds")},
    }


def page_values(context: Context, query: dict[str, str], lang: str) -> dict[str, Any]:
    """What the template ``audit.html`` shows."""
    told, zone = found(context, query), context.city.timezone
    kept = {name: query[name] for name in (*FILTERS, "lang", "theme") if query.get(name)}
    told["rows"] = [words.row_words(row, zone, lang) for row in told["rows"]]
    checked = numbers.time(datetime.fromisoformat(told["verification"]["checked_at"]), zone, lang)
    problem = told["verification"]["problem"]
    return {
        **told,
        "checked": checked,
        "problem": problem[lang] if problem else "",
        "kept": kept,
        "hidden": {name: kept[name] for name in ("lang", "theme") if name in kept},
        "at": lambda number: "?" + urlencode({**kept, "page": number}),
        "clear": "?" + urlencode({name: kept[name] for name in ("lang", "theme") if name in kept}),
        "csv": "/audit/export.csv?" + urlencode({name: kept[name] for name in FILTERS if name in kept}),
        "full": lambda number: numbers.full(number, 0, lang),
    }


def exported(context: Context, query: dict[str, str], person: Person) -> Path:
    """The rows that fit in a temporary CSV file; the export is written into the log first. The caller removes the file."""
    chosen = wanted(query, context.city.timezone)
    asked = {name: query[name][:200] for name in FILTERS if query.get(name)}
    with context.engine.begin() as connection:
        log.append(
            connection, context.city.id, at=datetime.now(UTC), who=person.name, role=person.role, action="audit.export", details=asked
        )
    handle, path = tempfile.mkstemp(suffix=".csv")
    os.close(handle)
    retention.export(context.engine, Path(path), **chosen)
    return Path(path)


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes."""

    @server.get("/audit")
    async def page(request: Request) -> Response:
        if not current().may("audit.read"):
            return await off_loop(sheet, request, "audit.html", status=403, allowed=False)
        query = known(request.query_params, PARAMETERS)
        lang = await off_loop(language, request)
        values = await off_loop(page_values, context, query, lang)
        return await off_loop(sheet, request, "audit.html", allowed=True, **values)

    @server.get("/api/audit")
    async def rows(request: Request, response: Response) -> Any:
        if not current().may("audit.read"):
            refusal = await off_loop(text, "audit.forbidden")
            return answer(403, "The audit log is for who has the right audit.read.", refusal)
        response.headers["cache-control"] = "no-store"
        return await off_loop(found, context, known(request.query_params, PARAMETERS))

    @server.get("/audit/export.csv")
    async def export(request: Request) -> Response:
        if not current().may("audit.read"):
            return await off_loop(sheet, request, "audit.html", status=403, allowed=False)
        path = await off_loop(exported, context, known(request.query_params, PARAMETERS), current())
        return FileResponse(
            path, media_type="text/csv; charset=utf-8", filename="audit.csv", headers={"cache-control": "no-store"},
            background=BackgroundTask(path.unlink, missing_ok=True),
        )  # fmt: skip

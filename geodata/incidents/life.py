"""An incident computed from its reports: the row, and the steps it took since the last time. Pure.

The strongest report leads: one that is still told before one that is not, then the lowest rank, then the newest. What the leader
leaves open the others fill; what was known before and nobody tells any more is kept. The place in the city is the leader's own
position, never its text.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from geodata.incidents.model import STATUSES, disorder, flag, is_legal, kind_of, next_status, reached, severity_of
from geodata.incidents.told import Told, moment, told
from geodata.moments import utc

Row = dict[str, Any]
FLAGS = 50  # kept an incident; a provider that contradicts itself for days says nothing new after that


@dataclass(frozen=True, slots=True)
class Life:
    """``row``: of table incident; ``steps``: rows of table incident_step, in order."""

    row: Row
    steps: list[Row]


def by_strength(reports: Sequence[Row]) -> list[Row]:
    """The reports, strongest first."""
    newest = sorted(sorted(reports, key=lambda r: r["id"]), key=lambda r: r["body"]["observed_at"] or "", reverse=True)
    return sorted(newest, key=lambda r: (r["gone_at"] is not None, r["rank"]))


def lived(city: str, id_: str, before: Row | None, reports: Sequence[Row], earlier: Mapping[str, Row], now: datetime) -> Life:
    """``before``: the incident's row as stored, None for a new one; ``reports``: all of its rows of incident_report; ``earlier``:
    bodies as told last time, by report id, of those that changed now."""
    order = by_strength(reports)
    said = {r["id"]: told(r["body"], now) for r in order}
    times, closed_by = _times(before, order, said, now)
    row = _facts(city, id_, before, order, now) | {f"{stage}_at": times.get(stage) for stage in STATUSES}
    row |= {"status": reached(times), "closed_by": closed_by}
    steps, flags = _steps(row, before, order, said, earlier, now)
    row["flags"] = _kept_flags(before["flags"] if before else [], flags)
    same = before is not None and all(row[k] == before[k] for k in row if k not in ("updated_at",))
    if same and before:
        row["updated_at"] = before["updated_at"]
    return Life(row, steps)


def _times(before: Row | None, order: list[Row], said: Mapping[str, Told], now: datetime) -> tuple[dict[str, str | None], str | None]:
    """UTC text by status, and who closed it."""
    lead = order[0]
    known: dict[str, str | None] = {stage: before[f"{stage}_at"] if before else None for stage in STATUSES}
    times = {s: next((said[r["id"]].times[s] for r in order if s in said[r["id"]].times), known[s]) for s in STATUSES}
    seen = utc(min(moment(lead["body"]["observed_at"]) or now, now))
    # a new incident without a time of its own began, as far as anybody knows, when it was observed
    times["reported"] = times["reported"] or seen
    status = said[lead["id"]].status
    if status != "closed" and not times.get(status):
        # a stage told without its time: it was reached by the time of observation
        times[status] = max(filter(None, (seen, times["reported"])))
    times["closed"], closed_by = None, None
    if status == "closed":
        times["closed"] = said[lead["id"]].times.get("closed") or known["closed"] or max(filter(None, (seen, times["reported"])))
        closed_by = "provider"
    elif lead["gone_at"] is not None:
        times["closed"], closed_by = _absent(before, order, now)
    return times, closed_by


def _absent(before: Row | None, order: list[Row], now: datetime) -> tuple[str | None, str]:
    """When and why an incident that nobody tells of any more is over: at its announced end if that came while nobody looked."""
    if before and before["closed_at"]:
        return before["closed_at"], before["closed_by"]
    ends = next((end for r in order if (end := moment(r["body"]["props"].get("expected_end")))), None)
    if ends is None or ends > now:
        return utc(now), "absence"
    last = max(r["last_seen"] for r in order)
    return max(utc(ends) or "", last) if (utc(ends) or "") >= last else utc(now), "planned"


def _first(order: list[Row], name: str) -> Any:
    return next((v for r in order if (v := r["body"]["props"].get(name)) not in (None, "")), None)


def _facts(city: str, id_: str, before: Row | None, order: list[Row], now: datetime) -> Row:
    """Everything but the times, the status and the flags."""
    lead, body = order[0], order[0]["body"]
    props = body["props"]
    placed = next((r["body"] for r in order if r["body"]["lon"] is not None), body)
    kind, told_units = kind_of(id_.partition(":")[0], body["kind"]), _first(order, "units")
    units = told_units if isinstance(told_units, int) and not isinstance(told_units, bool) else None
    title = {lang: props.get(f"title_{lang}") or body["name"] or props.get("title_ko") or body["kind"] or kind for lang in ("ko", "en")}
    main, sub = _first(order, "code_main"), _first(order, "code_sub")
    return {
        "city": city, "id": id_, "kind": kind, "subkind": body["kind"],
        "codes": {k: v for k, v in (("main", main), ("sub", sub)) if v is not None},
        "severity": severity_of(kind, body["kind"], props.get("severity"), units), "title": title, "place": _first(order, "place"),
        "lon": placed["lon"], "lat": placed["lat"], "district": placed["district"], "neighbourhood": placed["neighbourhood"],
        "expected_end": utc(moment(_first(order, "expected_end"))), "units": units, "feed": lead["feed"], "observed_at": body["observed_at"],
        "first_seen": before["first_seen"] if before else min(r["first_seen"] for r in order), "updated_at": utc(now),
        "demo": bool(body["demo"]), "reports": len(order),
    }  # fmt: skip


def _steps(
    row: Row, before: Row | None, order: list[Row], said: Mapping[str, Told], earlier: Mapping[str, Row], now: datetime
) -> tuple[list[Row], list[dict[str, str]]]:
    """The steps since ``before``, and the flags of what is not as it should be."""
    times = {stage: row[f"{stage}_at"] for stage in STATUSES}
    steps: list[Row] = []
    flags: list[dict[str, str]] = []
    seen_at = utc(now) or ""

    def step(at: str, origin: str | None, to: str, legal: bool, feed: str) -> None:
        steps.append(
            {"city": row["city"], "incident": row["id"], "at": at, "seen_at": seen_at, "from_status": origin, "to_status": to,
             "legal": legal, "feed": feed}
        )  # fmt: skip

    for report in order:
        flags += [flag(code, stage, report["feed"], seen_at) for code, stage in said[report["id"]].problems]
    if before and before["status"] == "closed" and row["status"] != "closed":
        status, legal = next_status(before["status"], row["status"])
        step(seen_at, "closed", status, legal, row["feed"])
        flags.append(flag("reopened", status, row["feed"], seen_at))
    else:
        for report in order:
            was = told(earlier[report["id"]], now).status if report["id"] in earlier else said[report["id"]].status
            if not is_legal(was, said[report["id"]].status):
                step(seen_at, row["status"], said[report["id"]].status, False, report["feed"])
                flags.append(flag("went_back", said[report["id"]].status, report["feed"], seen_at))
    for at, stage in enumerate(STATUSES):
        if times[stage] is None or (before and before[f"{stage}_at"] == times[stage]):
            continue
        feed = next((r["feed"] for r in order if said[r["id"]].times.get(stage) == times[stage]), row["feed"])
        wrong = disorder(times, stage)
        origin = next((s for s in reversed(STATUSES[:at]) if times[s]), None)
        if before and before[f"{stage}_at"]:
            origin = stage  # the time of a stage reached before is told anew
        step(times[stage], origin, stage, wrong is None, feed)
        if wrong:
            flags.append(flag(wrong, stage, feed, seen_at))
    return steps, flags


def _kept_flags(old: list[dict[str, str]], new: list[dict[str, str]]) -> list[dict[str, str]]:
    """Old flags and those that say something new. Reopening is told every time: each is an event of its own."""
    kept = list(old)
    for one in new:
        if one["code"] == "reopened" or all((one["code"], one["feed"], one["en"]) != (f["code"], f["feed"], f["en"]) for f in kept):
            kept.append(one)
    return kept[:FLAGS]

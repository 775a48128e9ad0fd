"""Part: the dispatch of an incident, step by step, with call-to-dispatch, travel and call-to-arrival against the target."""

import logging
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from callbacks.desk import Desk, Part
from geodata.city import City
from geodata.errors import SijangsilError
from geodata.incidents.statistics import dispatch
from geodata.office import load_office
from layers import incident as words
from layers import numbers
from layers.strings import say

log = logging.getLogger(__name__)

STEPS = ("reported", "dispatched", "arrived", "controlled", "closed")
DISPATCHED_KINDS = ("fire", "rescue", "medical", "facility")  # somebody is sent; of the others only known steps are shown
INTERVALS = (("dispatch", "reported", "dispatched"), ("travel", "dispatched", "arrived"), ("arrival", "reported", "arrived"))
COMPARED_DAYS = 30


def build(desk: Desk) -> dict[str, Any]:
    """``rows``: {key, label, at, text, elapsed, state: done | pending | unknown}; ``intervals``: {key, label, seconds, text, running,
    over_target, comparison}; ``target_s``; ``freshness``. Seconds are whole; None where a time is unknown or stands before its
    predecessor."""
    incident, lang = desk.incident, desk.lang
    times = {step: words.moment(incident.get(f"{step}_at")) for step in STEPS}
    target_s = load_office(desk.context.settings).target_s
    rows = [_row(desk, step, times) for step in STEPS]
    return {
        "title": say("workspace.timeline", lang),
        "rows": [row for row in rows if row],
        "intervals": _intervals(desk, times, target_s),
        "target_s": target_s,
        "target_text": say("workspace.target", lang, time=numbers.elapsed(target_s, lang)),
        "freshness": words.freshness(_told(desk), desk.now, lang),
    }


def _told(desk: Desk) -> dict[str, Any]:
    """How fresh the incident itself is: its topic's feeds, at the incident's own time; in the past, its record."""
    from geodata.feeds.read import by_topic

    incident = desk.incident
    observed_at = incident.get("observed_at") or incident.get("updated_at")
    if desk.past or incident.get("status") == "closed":
        return {"state": "demo" if incident.get("demo") else "fresh", "observed_at": observed_at}
    feeds = by_topic(desk.context.engine, desk.city, desk.now).get(words.topic_of(incident))
    if feeds is None:  # a topic no feed serves (any more): nobody keeps it up to date
        return {"state": "stale", "observed_at": observed_at}
    return feeds


def _row(desk: Desk, step: str, times: dict[str, datetime | None]) -> dict[str, Any] | None:
    at, lang = times[step], desk.lang
    reported = times["reported"]
    if at is None:
        reached = STEPS.index(desk.incident["status"]) if desk.incident["status"] in STEPS else 0
        if desk.incident["kind"] not in DISPATCHED_KINDS and step != "closed":
            return None
        if step == "controlled" and reached > STEPS.index(step):
            return None  # many calls are closed without anything to bring under control
        state = "unknown" if STEPS.index(step) <= reached else "pending"
        text = say(f"workspace.step.{state}", lang)
        return {"key": step, "label": say(f"room.status.{step}", lang), "at": None, "text": text, "elapsed": None, "state": state}
    after_s = (at - reported).total_seconds() if reported else None
    told = None
    if step != "reported" and after_s is not None:
        told = f"+{numbers.elapsed(after_s, lang)}" if after_s >= 0 else say("workspace.contradiction", lang)
    return {
        "key": step,
        "label": say(f"room.status.{step}", lang),
        "at": at.isoformat(),
        "text": words.clock(at, desk.city.timezone, lang, desk.now),
        "elapsed": told,
        "state": "done",
    }


def _intervals(desk: Desk, times: dict[str, datetime | None], target_s: int) -> list[dict[str, Any]]:
    if desk.incident["kind"] not in DISPATCHED_KINDS and times["dispatched"] is None and times["arrived"] is None:
        return []
    usual = _usual(desk)
    found = []
    for key, first, last in INTERVALS:
        begins, ends = times[first], times[last]
        open_ = ends is None and times["closed"] is None and desk.incident["status"] in STEPS[: STEPS.index(last)]
        running = open_ and begins is not None
        until = desk.now if running else ends
        seconds = int((until - begins).total_seconds()) if begins and until else None
        wrong = seconds is not None and seconds < 0
        seconds = None if wrong else seconds
        text = say("workspace.contradiction" if wrong else "workspace.step.pending" if open_ else "workspace.step.unknown", desk.lang)
        found.append(
            {
                "key": key,
                "label": say(f"workspace.interval.{key}", desk.lang),
                "seconds": seconds,
                "text": text if seconds is None else numbers.elapsed(seconds, desk.lang),
                "running": running and seconds is not None,
                "over_target": seconds > target_s if key == "arrival" and seconds is not None else None,
                "comparison": _comparison(usual, key, seconds, desk.lang),
            }
        )
    return found


def _comparison(usual: dict[str, Any] | None, key: str, seconds: int | None, lang: str) -> dict[str, Any] | None:
    median_s = usual[key] if usual else None
    if usual is None or median_s is None:
        return None
    text = say("workspace.usual", lang, time=numbers.elapsed(median_s, lang), n=usual["n"], days=COMPARED_DAYS)
    slower = None if seconds is None else seconds > median_s
    return {"median_s": median_s, "n": usual["n"], "days": COMPARED_DAYS, "text": text, "slower": slower}


def _usual(desk: Desk) -> dict[str, Any] | None:
    """Medians of comparable incidents: the same district and kind, the last 30 days, to ten minutes; None when none can be given."""
    until = desk.now.replace(minute=desk.now.minute // 10 * 10, second=0, microsecond=0)
    try:
        known = _medians(desk.context.engine, _City(desk.city), until)
    except SijangsilError as problem:
        log.warning("no comparison for %s: %s", desk.incident["id"], problem.log)
        return None
    return known.get((desk.incident.get("district"), desk.incident["kind"]))


class _City:
    """A city as a cache key: id and vintage say all."""

    def __init__(self, city: City):
        self.city = city

    def __hash__(self) -> int:
        return hash((self.city.id, self.city.vintage))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _City) and (self.city.id, self.city.vintage) == (other.city.id, other.city.vintage)


@lru_cache(maxsize=32)
def _medians(engine: Any, key: _City, until: datetime) -> dict[tuple[str | None, str | None], dict[str, Any]]:
    """Medians by district and kind: a month is read once for all incidents that are opened within ten minutes."""
    since = until - timedelta(days=COMPARED_DAYS)
    rows = dispatch(engine, key.city, since=since, until=until, level="district", by="kind").rows
    return {
        (row.area, row.kind): {
            "dispatch": row.dispatch_median_s, "travel": row.travel_median_s, "arrival": row.median_s, "n": row.n_with_times
        }
        for row in rows
        if not row.withheld
    }  # fmt: skip


PART = Part(id="timeline", build=build, order=10)

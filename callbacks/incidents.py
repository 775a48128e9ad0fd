"""The list of incidents, now or as of a moment, and how many were open over a span; plain JSON, no HTTP here."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from geodata.access.person import PUBLIC, Person
from geodata.access.withheld import redact
from geodata.city import City
from geodata.context import Context
from geodata.errors import BadInput
from geodata.feeds.choice import feed_key, serving
from geodata.feeds.read import by_topic
from geodata.freshness import together
from geodata.incidents import read
from geodata.incidents.model import KINDS, SEVERITIES, TOPICS
from geodata.text import Text
from layers import incident as words
from layers import numbers
from layers.strings import say

Chosen = Mapping[str, Sequence[str]]


def listed(
    context: Context,
    *,
    lang: str = "ko",
    person: Person = PUBLIC,
    at: datetime | None = None,
    now: datetime | None = None,
    chosen: Chosen | None = None,
) -> dict[str, Any]:
    """Open incidents as rows ready to be read, newest call first: ``incidents``, ``total``, ``counts`` by kind, ``notes`` (sentences),
    ``freshness``, ``at``, ``past``. ``chosen``: values by kind, district, neighbourhood, severity (that or worse). Raises BadInput
    for a value that is none of these."""
    city, present = context.city, now or datetime.now(UTC)
    wanted = _checked(chosen or {}, city)
    found = [redact("incidents", one, person, city) for one in read.open_incidents(context.engine, city, at)]
    rows = [words.row(one, city, lang) for one in found if all(_fits(one, name, values) for name, values in wanted.items())]
    return {
        "at": at.isoformat(timespec="seconds") if at else None,
        "past": at is not None,
        "incidents": rows,
        "total": len(rows),
        "counts": dict(Counter(row["kind"] for row in rows)),
        "notes": past_notes(context, at, present, lang) if at else [],
        "freshness": words.freshness(freshness_at(context, at, present), at or present, lang),
    }


def _checked(chosen: Chosen, city: City) -> dict[str, Sequence[str]]:
    known: dict[str, Sequence[str]] = {
        "kind": KINDS,
        "district": [area.id for area in city.districts],
        "neighbourhood": [area.id for area in city.neighbourhoods],
        "severity": [str(level) for level in SEVERITIES],
    }
    for name, values in chosen.items():
        odd = [value for value in values if value not in known[name]]
        if odd or (name == "severity" and len(values) != 1):
            raise BadInput(
                f"Parameter {name}={','.join(values)[:60]!r} is not known; give one of: {', '.join(known[name][:30])}.",
                Text(
                    ko=f"{name} 조건을 알 수 없습니다. 목록에서 골라 주세요.",
                    en=f"The value of {name} is not known. Please choose from the list.",
                ),
            )
    return dict(chosen)


def _fits(incident: Mapping[str, Any], name: str, values: Sequence[str]) -> bool:
    return bool(incident["severity"] >= int(values[0])) if name == "severity" else incident[name] in values


def feeds_of(city: City) -> list[str]:
    """Keys of the feeds that tell of incidents in this city."""
    return [feed_key(connector, city) for connector in serving(city) if connector.topic in TOPICS]


def freshness_at(context: Context, at: datetime | None, now: datetime) -> dict[str, Any]:
    """{"state", "observed_at"} of the incident feeds now; for a past moment by whether they were heard then: a feed that was not is
    missing, whatever it tells now."""
    if at is None:
        feeds = by_topic(context.engine, context.city, now)
        return together(feed for topic, feed in feeds.items() if topic in TOPICS)
    moment = at.isoformat(timespec="seconds")
    heard = {span["feed"] for span in read.heard(context.engine, context.city, at, at)}
    demo = {feed_key(connector, context.city): connector.demo for connector in serving(context.city)}
    return together(
        {"state": "missing" if key not in heard else "demo" if demo[key] else "fresh", "observed_at": moment if key in heard else None}
        for key in feeds_of(context.city)
    )


def past_notes(context: Context, at: datetime, now: datetime, lang: str) -> list[str]:
    """What a look at ``at`` cannot claim: that it is older than the record, or that sources were not heard then."""
    feeds = set(feeds_of(context.city))
    spans = [span for span in read.heard(context.engine, context.city, now - timedelta(days=3650), now) if span["feed"] in feeds]
    moment = at.isoformat(timespec="seconds")
    first = words.moment(min((span["begins"] for span in spans), default=None))
    if first is None or at < first:
        begins = numbers.time(first or now, context.city.timezone, lang)
        return [say("workspace.before_record", lang, time=begins)]
    silent = feeds - {span["feed"] for span in spans if span["begins"] <= moment <= span["ends"]}
    return [say("workspace.not_heard", lang)] if silent else []


def history(context: Context, *, since: datetime, until: datetime, step_s: int, now: datetime) -> dict[str, Any]:
    """How many incidents were open at each step from ``since`` to ``until`` (UTC): ``steps`` [{at, open, by_kind}]; ``heard``: the
    spans in which feeds were heard; before and between them a zero means nothing."""
    steps = read.timeline(context.engine, context.city, since, until, step_s)
    feeds = feeds_of(context.city)
    spans = [span for span in read.heard(context.engine, context.city, since, until) if span["feed"] in feeds]
    return {
        "from": since.isoformat(timespec="seconds"),
        "to": until.isoformat(timespec="seconds"),
        "step_s": step_s,
        "steps": steps,
        "heard": spans,
        "freshness": freshness_at(context, None if now - until < timedelta(minutes=2) else until, now),
    }

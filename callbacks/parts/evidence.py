"""Part: who told of this incident, when first and last, why the reports were taken to be one event, and what does not fit."""

from datetime import datetime
from typing import Any

from callbacks.desk import Desk, Part
from geodata.connector import Connector
from geodata.feeds.choice import connectors, feed_key
from geodata.feeds.read import states
from layers import incident as words
from layers.strings import catalogue, say

LISTED = 20
IMPORTED = "import:"


def build(desk: Desk) -> dict[str, Any]:
    """``reports``, the strongest first: {id, source, provider, demo, first_seen, last_seen, first_text, last_text, why, gone, gone_text,
    freshness}; ``total``, ``more_text``, ``empty``; ``flags``: sentences. In the past: the reports there were, gone where they had
    gone by then."""
    from geodata.incidents import read

    incident, lang = desk.incident, desk.lang
    told = read.evidence(desk.context.engine, desk.city, incident["id"])
    then = [report for report in told if not desk.past or _by(report["first_seen"], desk.now)]
    cards = {feed_key(c, desk.city): c for c in connectors().values()}
    feeds = {found["id"]: found for found in states(desk.context.engine, desk.city, desk.now)}
    rows = [_row(desk, report, cards.get(report["feed"]), feeds) for report in then]
    more = max(0, len(rows) - LISTED)
    return {
        "title": say("workspace.evidence", lang),
        "reports": rows[:LISTED],
        "total": len(rows),
        "more_text": say("workspace.more", lang, n=more) if more else None,
        "flags": flags(desk),
        "empty": None if rows else say("workspace.no_reports", lang),
        "freshness": words.composite([row["freshness"] for row in rows], desk.now, lang),
    }


def flags(desk: Desk) -> list[str]:
    """What does not fit, in sentences; in the past what was known then."""
    given = [flag for flag in desk.incident.get("flags") or () if not desk.past or _by(flag.get("at"), desk.now)]
    return list(dict.fromkeys(str(flag.get(desk.lang) or flag.get("en") or flag.get("code")) for flag in given))


def _by(text: object, now: datetime) -> bool:
    at = words.moment(text)
    return at is not None and at <= now


def _row(desk: Desk, report: dict[str, Any], card: Connector | None, feeds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    lang, zone = desk.lang, desk.city.timezone
    first, last = words.moment(report["first_seen"]), words.moment(report["last_seen"])
    if desk.past and last and last > desk.now:
        last = desk.now  # it was still being told
    gone = report["gone_at"] is not None and (not desk.past or _by(report["gone_at"], desk.now))
    told = _freshness(desk, report, card, feeds) | ({"observed_at": last.isoformat(timespec="seconds")} if desk.past and last else {})
    return {
        "id": report["id"],
        "source": card.source.title.get(lang) if card else _file(report["feed"], lang),
        "provider": card.source.provider.get(lang) if card else None,
        "demo": card.demo if card else False,
        "first_seen": report["first_seen"],
        "last_seen": last.isoformat(timespec="seconds") if last else None,
        "first_text": say("workspace.seen.first", lang, time=words.clock(first, zone, lang, desk.now)) if first else None,
        "last_text": say("workspace.seen.last", lang, time=words.clock(last, zone, lang, desk.now)) if last else None,
        "why": _why(report.get("why"), lang),
        "gone": gone,
        "gone_text": say("workspace.gone", lang) if gone else None,
        "freshness": words.freshness(told, desk.now, lang),
    }


def _file(feed: str, lang: str) -> str:
    return say("workspace.imported", lang, file=feed.removeprefix(IMPORTED)) if feed.startswith(IMPORTED) else feed


def _why(why: str | None, lang: str) -> str | None:
    key = f"workspace.why.{(why or 'first').replace(' ', '_').replace(',', '')}"
    return say(key, lang) if key in catalogue()["ko"] else why


def _freshness(desk: Desk, report: dict[str, Any], card: Connector | None, feeds: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """A report that stopped being told, or of an imported file, is as old as when it was last told; else its feed says."""
    if desk.past or report["gone_at"] is not None or card is None or card.id not in feeds:
        state = "demo" if card and card.demo else "fresh" if desk.past or report["gone_at"] is not None else "stale"
        return {"state": state, "observed_at": report["last_seen"]}
    return feeds[card.id]


PART = Part(id="evidence", build=build, order=80)

"""Orders and contacts in words: what the screen, the board and the recipient's page show. Pure; the clock is an argument."""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from geodata.city import City
from geodata.orders.model import OPEN, WORDS
from geodata.text import Text
from layers import numbers
from layers.strings import say

QUICK_S = (900, 1800, 3600)  # due times that are one tap away
EVENING = time(18, 0)


def row(order: Mapping[str, Any], lang: str, zone: str, now: datetime, people: Mapping[str, Text]) -> dict[str, Any]:
    """An order of geodata.orders.read as the browser shows it: words and the plain fields to sort and act by. ``people``: names of
    users as shown, by sign-in name; anybody else is shown as he is called."""
    due_at = datetime.fromisoformat(order["due_at"])
    about = order["about"]
    return {
        "id": order["id"], "text": order["text"], "state": order["state"], "state_text": WORDS[order["state"]].get(lang),
        "open": order["state"] in OPEN, "overdue": order["overdue"], "overdue_text": say("order.overdue", lang) if order["overdue"] else "",
        "to": recipient(order["recipient"], lang), "demo": bool(order["recipient"].get("demo")),
        "given_by": _who(order["given_by"], lang, people), "given_login": order["given_by"], "given_at": order["given_at"], "given_text": _moment(order["given_at"], zone, lang),
        "due_at": order["due_at"], "due_text": numbers.time(due_at, zone, lang), "left_text": left(order, lang, now),
        "subject": order["subject"], "about": _in(about["title"], lang) or say("order.about.gone", lang),
        "about_demo": bool(about.get("demo")),
        "where": _where(about, lang),
        "map": f"/?{about['link']}&lang={lang}" if about["link"] else f"/?lang={lang}",
        "steps": [_step(order, s, lang, zone, people) for s in order["steps"]],
    }  # fmt: skip


def _where(about: Mapping[str, Any], lang: str) -> str:
    """Areas, then the provider's words for the place unless they only name an area once more."""
    place = about["place"] if about["place"] and not any(about["place"] in (name or {}).values() for name in about["areas"]) else None
    return " · ".join([*(_in(name, lang) for name in about["areas"]), *([place] if place else [])])


def left(order: Mapping[str, Any], lang: str, now: datetime) -> str:
    """Time left until an open order is due, or how long it has been; "" for a closed one."""
    if order["state"] not in OPEN:
        return ""
    seconds = (datetime.fromisoformat(order["due_at"]) - now).total_seconds()
    return say("order.left" if seconds >= 0 else "order.late", lang, time=numbers.elapsed(abs(seconds), lang))


def recipient(told: Mapping[str, Any], lang: str) -> str:
    """Department, duty and name of who received an order, as it was kept with it."""
    return " · ".join(dict.fromkeys(filter(None, (_in(told.get(part), lang) for part in ("department", "duty", "name")))))


def contact(found: Any, lang: str) -> dict[str, Any]:
    """A contact of the directory as a choice of the form."""
    parts = (found.department, found.duty, found.name)
    return {
        "id": found.id, "demo": found.demo, "department": found.department.get(lang), "duty": found.duty.get(lang),
        "name": found.name.get(lang) if found.name else None, "label": " · ".join(dict.fromkeys(p.get(lang) for p in parts if p)),
    }  # fmt: skip


def dues(city: City, lang: str, now: datetime) -> list[dict[str, Any]]:
    """Due times to choose from: in 15 min, 30 min, 1 h, and today at 18:00 on the city's clock while that is to come."""
    found: list[dict[str, Any]] = [
        {"key": str(s), "label": say("order.due.in", lang, time=numbers.elapsed(s, lang)), "due": {"in_s": s}} for s in QUICK_S
    ]
    here = now.astimezone(ZoneInfo(city.timezone))
    evening = datetime.combine(here.date(), EVENING, here.tzinfo)
    if evening - here >= timedelta(minutes=5):
        found.append({"key": "evening", "label": say("order.due.today", lang, time=f"{EVENING:%H:%M}"), "due": {"at": evening.isoformat()}})
    return found


def _step(order: Mapping[str, Any], step: Mapping[str, Any], lang: str, zone: str, people: Mapping[str, Text]) -> dict[str, Any]:
    who = _who(step["by"], lang, people) if step["by"] else recipient(order["recipient"], lang)
    return {
        "action": step["action"], "text": say(f"order.step.{step['action']}", lang), "at": step["at"],
        "at_text": _moment(step["at"], zone, lang), "by": who, "note": step["note"],
    }  # fmt: skip


def _who(name: str, lang: str, people: Mapping[str, Text]) -> str:
    return people[name].get(lang) if name in people else name


def _moment(iso: str, zone: str, lang: str) -> str:
    return numbers.time(datetime.fromisoformat(iso), zone, lang)


def _in(words: Mapping[str, str] | None, lang: str) -> str:
    return words["en" if lang == "en" else "ko"] if words else ""

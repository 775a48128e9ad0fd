"""The registry of sources in words: what the page and its filters show. Pure; the facts come from ``geodata.sources``."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from geodata.errors import BadInput
from geodata.sources import KINDS, STATES, LinkedSource
from geodata.text import Text
from layers import numbers
from layers.catalogue import layers
from layers.strings import say, text

SIGNS = {"fresh": "●", "stale": "▲", "missing": "✕", "demo": "◆", "off": "○"}  # shapes, so that colour alone says nothing
Key = Callable[[LinkedSource], Any]

# what can be sorted by; "" is the registry's own order
SORTS: dict[str, Key] = {
    "title": lambda s: s.title.ko,
    "provider": lambda s: s.provider.ko,
    "state": lambda s: STATES.index(s.state),
    "cadence": lambda s: s.cadence_s,
    "observed": lambda s: s.observed_at,
    "success": lambda s: s.last_success,
    "rows": lambda s: s.rows,
    "errors": lambda s: s.errors_n,
    "quota": lambda s: s.quota_used / s.quota_per_day if s.quota_per_day else None,
}


def chosen(sources: Sequence[LinkedSource], query: Mapping[str, str]) -> list[LinkedSource]:
    """``sources`` filtered and sorted by ``kind``, ``state``, ``q`` (words in title, provider, id or topic, either language) and
    ``sort`` (a key of SORTS, "-" before it: downwards); what is unknown comes last. Raises BadInput for a value that is none."""
    kind, state, sort = (query.get(name, "") for name in ("kind", "state", "sort"))
    wanted = query.get("q", "")[:80].casefold().split()
    for name, value, known in (("kind", kind, KINDS), ("state", state, STATES), ("sort", sort.removeprefix("-"), tuple(SORTS))):
        if value and value not in known:
            raise BadInput(
                f"Parameter {name}={value[:40]!r} is none of {', '.join(known)}.",
                Text(ko=f"{name} 값을 알 수 없습니다.", en=f"{name} is not known."),
            )
    found = [s for s in sources if kind in ("", s.kind) and state in ("", s.state) and all(w in _words(s) for w in wanted)]
    if not sort:
        return found
    key = SORTS[sort.removeprefix("-")]
    known_, unknown = [s for s in found if key(s) is not None], [s for s in found if key(s) is None]
    return sorted(known_, key=key, reverse=sort.startswith("-")) + unknown


def _words(source: LinkedSource) -> str:
    said = (source.id, source.topic or "", source.title.ko, source.title.en, source.provider.ko, source.provider.en, *source.indicators)
    return "\n".join(said).casefold()


def shown(sources: Sequence[LinkedSource], everything: Sequence[LinkedSource], zone: str, lang: str) -> list[dict[str, Any]]:
    """Rows of the page: every value as text in ``lang``. ``everything``: the whole registry, to know where a demonstration plays
    instead; ``zone``: of the city."""
    played = {s.topic for s in everything if s.demo and s.state != "off"}
    named = _layer_names(lang)
    return [_row(source, played, named, zone, lang) for source in sources]


def _row(source: LinkedSource, played: set[str | None], named: Mapping[str, list[str]], zone: str, lang: str) -> dict[str, Any]:
    def moment(at: str | None) -> str:
        if at is None:
            return say("sources.unknown", lang)
        return numbers.time(datetime.fromisoformat(at), zone, lang) if "T" in at else numbers.period(at, lang)

    fed = [name.get(lang) for name in source.indicators.values()] or named.get(source.topic or "", [])
    used = numbers.full(source.quota_used, 0, lang)
    return {
        "id": source.id,
        "title": source.title.get(lang),
        "provider": source.provider.get(lang),
        "licence": source.licence.get(lang),
        "url": source.url if (source.url or "").startswith(("https://", "http://")) else None,
        "kind": say(f"sources.kind.{source.kind}", lang),
        "state": source.state,
        "sign": SIGNS[source.state],
        "state_words": state_words(source, lang),
        "note": say(_off(source, played), lang) if source.off else None,
        "feeds": ", ".join(fed),
        "cadence": cadence_words(source, lang),
        "stale_after": numbers.elapsed(source.stale_after_s, lang) if source.stale_after_s else say("sources.own_date", lang),
        "observed": moment(source.observed_at),
        "success": moment(source.last_success),
        "tried": moment(source.last_try),
        "rows": "–" if source.rows is None else numbers.full(source.rows, 0, lang),
        "errors": [say("sources.error", lang, kind=text(f"sources.error.{kind}"), n=n) for kind, n in source.errors.items()],
        "failing": say("feeds.failing", lang, n=source.failures) if source.failures and source.state != "off" else None,
        "quota": say("sources.quota", lang, used=used, of=numbers.full(source.quota_per_day, 0, lang)) if source.quota_per_day else "–",
    }


def state_words(source: LinkedSource, lang: str) -> str:
    """The state in words. Only a feed can be delayed: it promised something newer. A stored set that is old says its date."""
    if source.state == "stale" and source.kind != "feed":
        if source.observed_at is None:
            return say("places.date_unknown", lang)
        return say("places.as_of", lang, date=numbers.period(source.observed_at[:10], lang))
    return say("sources.off" if source.state == "off" else f"freshness.{source.state}", lang)


def cadence_words(source: LinkedSource, lang: str) -> str:
    """How often it is renewed: a feed's own seconds, else as the publisher says it."""
    if source.kind == "feed" or (source.cadence is None and source.cadence_s):
        return say("sources.every", lang, time=numbers.elapsed(source.cadence_s or 0, lang))
    return source.cadence.get(lang) if source.cadence else say("places.refresh", lang)


def _off(source: LinkedSource, played: set[str | None]) -> str:
    if source.off == "no_key":
        return "sources.no_key.demo" if source.topic in played else "sources.no_key"
    return "sources.replaced"


def _layer_names(lang: str) -> dict[str, list[str]]:
    """Titles of the layers that show each topic."""
    named: dict[str, list[str]] = {}
    for layer in layers().values():
        if layer.topic:
            named.setdefault(layer.topic, []).append(layer.title.get(lang))
    return named

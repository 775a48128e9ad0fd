"""``python -m geodata show sources [--kind K] [--state S]``: the registry of the city's linked systems as a table."""

from argparse import ArgumentParser, Namespace
from typing import Any

from geodata.city import load_city
from geodata.command import Command, Outcome, Progress
from geodata.settings import Settings

_KINDS = ("feed", "places", "figures", "outlines", "register", "picture")
_STATES = ("missing", "stale", "demo", "fresh", "off")


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--kind", choices=_KINDS, help="only sources of this kind")
    parser.add_argument("--state", choices=_STATES, help="only sources in this state (off: no key, or replaced)")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    """One row a source; with --json everything known of each, and the summary of all."""
    from geodata.db.engine import open_engine
    from geodata.sources import registry, summary

    city = load_city(settings.city, None, settings.home)
    everything = registry(open_engine(settings), city)
    found = [s for s in everything if options.kind in (None, s.kind) and options.state in (None, s.state)]
    whole = summary(everything)
    states = ", ".join(f"{n} {state}" for state, n in whole["by_state"].items())
    facts = {"summary": whole, "freshness": summary(found)["freshness"], "sources": [s.as_dict() for s in found]}
    return Outcome(f"{city.name.en}: {whole['n']} linked systems ({states})", [_row(s) for s in found], _notes(found), facts)


def _row(source: Any) -> dict[str, Any]:
    return {
        "source": source.id,
        "state": source.state,
        "owner": source.provider.en,
        "observed": source.observed_at,
        "last_success": source.last_success,
        "rows": source.rows,
        "cadence_s": source.cadence_s,
        "stale_after_s": source.stale_after_s,
        "errors_7d": ", ".join(f"{kind} {n}" for kind, n in source.errors.items()) or None,
        "calls": f"{source.quota_used}/{source.quota_per_day}" if source.quota_per_day else None,
        "note": {"no_key": "no key", "replaced": "a real source serves this topic"}.get(source.off or "") or source.error,
    }


def _notes(found: list[Any]) -> list[str]:
    without = sum(s.off == "no_key" for s in found)
    return [f"{without} sources have no key: a demonstration plays where there is one."] if without else []


COMMAND = Command("show_sources", "the registry of the city's linked systems: owner, state, last success, errors, quota", run, arguments)

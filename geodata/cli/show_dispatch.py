"""``python -m geodata show dispatch``: dispatch statistics as a table."""

from argparse import ArgumentParser, Namespace
from dataclasses import asdict

from geodata.command import Command, Outcome, Progress
from geodata.errors import BadInput
from geodata.settings import Settings

DAYS_AT_MOST = 40_000


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--level", help="district or neighbourhood: one row an area")
    parser.add_argument("--by", help="hour or kind: one row an hour of the day or a kind (default: kind, without --level)")
    parser.add_argument("--kind", help="only calls of this kind: fire, rescue, medical …")
    parser.add_argument("--area", help="only calls in this area (id of the register)")
    parser.add_argument("--days", type=int, default=30, help="how far back (default: 30)")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    """One row a cell; all calls together, what was withheld and what was left out below."""
    from datetime import UTC, datetime, timedelta

    from geodata.city import load_city
    from geodata.db.engine import open_engine
    from geodata.incidents.statistics import Group, dispatch
    from geodata.office import load_office

    if not 1 <= options.days <= DAYS_AT_MOST:
        raise BadInput(f"--days {options.days} must be from 1 to {DAYS_AT_MOST}.")
    city, now = load_city(settings.city), datetime.now(UTC)
    table = dispatch(
        open_engine(settings), city, since=now - timedelta(days=options.days), until=now, level=options.level,
        by=options.by or (None if options.level else "kind"), kind=options.kind, area=options.area, target_s=load_office(settings).target_s,
    )  # fmt: skip

    def row(group: Group) -> dict[str, object]:
        label = {"name": city.areas[group.area].name.ko} if group.area else {}
        found: dict[str, object] = {"area": group.area, **label, "hour": group.hour, "kind": group.kind}
        cell: dict[str, object] = {"calls": group.n, "with_times": group.n_with_times, "median_s": group.median_s, "p90_s": group.p90_s}
        share: dict[str, object] = {"within": group.within, "share_pct": group.share_pct, "withheld": group.withheld}
        return {key: value for key, value in found.items() if value is not None} | cell | share

    whole = table.whole
    notes = [
        "All together: withheld, too few calls."
        if whole.withheld
        else f"All together: {whole.n:,} calls, {whole.n_with_times:,} with times"
        + (f", median {whole.median_s:,.0f} s, 90th percentile {whole.p90_s:,.0f} s, {whole.share_pct:.1f} % within {table.target_s} s."
           if whole.median_s is not None and whole.p90_s is not None and whole.share_pct is not None else "."),
        "A withheld row has 1 to 4 calls, or would give such a one away. Percentiles: linear between neighbouring ranks.",
    ]  # fmt: skip
    notes += [f"{sample.feed}: {sample.sentence.en} It is counted, and in no median or share." for sample in table.samples]
    notes += ["Made-up calls of the demonstration are among them."] if table.demo else []
    facts = {
        "whole": asdict(whole), "target_s": table.target_s, "days": options.days, "demo": table.demo, "observed_at": table.observed_at,
        "truncated": [{"feed": s.feed, "rows": s.rows, "lower_s": s.lower_s, "upper_s": s.upper_s} for s in table.samples],
    }  # fmt: skip
    return Outcome(f"Dispatch of {city.name.en}, last {options.days} days", [row(group) for group in table.rows], notes, facts)


COMMAND = Command("show_dispatch", "call to arrival by area, hour and kind as a table", run, arguments)

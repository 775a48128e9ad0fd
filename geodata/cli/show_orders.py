"""``python -m geodata show orders [--all] [--steps ID]``: open orders, overdue ones first; or the steps of one."""

from argparse import ArgumentParser, Namespace
from datetime import UTC, datetime
from typing import Any

from geodata.city import load_city
from geodata.command import Command, Outcome, Progress
from geodata.errors import BadInput
from geodata.settings import Settings

NEWEST = 500  # rows of --all


def arguments(parser: ArgumentParser) -> None:
    parser.add_argument("--all", action="store_true", help=f"closed orders too, the newest {NEWEST}")
    parser.add_argument("--steps", metavar="ID", help="the steps of one order, with notes")


def run(options: Namespace, settings: Settings, progress: Progress) -> Outcome:
    """One row an order: state, overdue, due time, to whom, about what, the text's beginning. BadInput for an unknown id."""
    from geodata.db.engine import open_engine
    from geodata.orders import read

    engine, city, now = open_engine(settings), load_city(settings.city), datetime.now(UTC)
    if options.steps:
        order = read.one(engine, city, options.steps, now)
        if order is None:
            raise BadInput(f"There is no order {options.steps!r} in {city.id}; see: python -m geodata show orders --all")
        return Outcome(f"Steps of {order['id']} ({order['state']})", [_step(step) for step in order["steps"]], facts={"order": order})
    found = read.recent(engine, city, NEWEST, now) if options.all else read.open_orders(engine, city, now)
    late = sum(order["overdue"] for order in found)
    title = f"{len(found)} {'orders' if options.all else 'open orders'}, {late} overdue" if found else "No orders"
    return Outcome(title, [_row(order) for order in found], facts={"overdue": late, "now": now.isoformat(timespec="seconds")})


def _row(order: dict[str, Any]) -> dict[str, Any]:
    title = order["about"]["title"]
    return {
        "id": order["id"],
        "state": order["state"],
        "overdue": order["overdue"],
        "due_at": order["due_at"],
        "to": order["recipient"]["department"]["ko"],
        "about": title["ko"] if title else None,
        "given_by": order["given_by"],
        "text": order["text"][:40].replace("\n", " "),
    }


def _step(step: dict[str, Any]) -> dict[str, Any]:
    return {"at": step["at"], "step": step["action"], "state": step["to"], "by": step["by"] or "recipient", "note": step["note"]}


COMMAND = Command(id="show_orders", help="orders with their state, overdue first", run=run, arguments=arguments)

"""Persons and roles. Pure: where a person comes from is decided by ``geodata.access.sessions`` and the proxy header."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["public", "official", "duty", "auditor", "administrator"]
ROLES: tuple[Role, ...] = ("public", "official", "duty", "auditor", "administrator")

# What a role may do. The public sees everything that no rule of geodata.access.withheld names.
MAY: dict[Role, frozenset[str]] = {
    "public": frozenset({"watch.traffic"}),
    "official": frozenset({"see.withheld", "watch.traffic", "order.give", "order.read", "call"}),
    "duty": frozenset({"see.withheld", "watch.traffic", "watch.safety", "order.give", "order.read", "call"}),
    "auditor": frozenset({"watch.traffic", "audit.read"}),
    "administrator": frozenset(
        {"see.withheld", "watch.traffic", "watch.safety", "order.give", "order.read", "call", "audit.read", "access.manage"}
    ),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at a screen. ``name``: as configured, "" for the public. ``session``: id of the signed-in session, "" without
    one (the public, or a person named by the trusted proxy)."""

    name: str = ""
    role: Role = "public"
    session: str = ""

    def may(self, right: str) -> bool:
        """Whether the role has the right, e.g. 'order.give'."""
        return right in MAY[self.role]

    @property
    def sees_withheld(self) -> bool:
        """Whether what a written reason withholds from the public is shown."""
        return self.may("see.withheld")


PUBLIC = Person()

"""The shape of a figure of ``make bench``.

A file ``tests/bench/WORD.py`` offers ``figures() -> list[Figure]``; ``python -m tests.bench`` prints them all, with what
must be reached (``floor``) and, where it says something, what the naive way costs.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured figure.

    ``measured``: the value, in ``unit`` (e.g. "ms", "kB", "s"). ``floor``: the value that must be reached, same unit;
    None when nothing was promised. ``naive``: what the plain approach costs, same unit, or None when it was not measured.
    ``lower_is_better``: False for figures such as requests a second. ``note``: how it was measured, one phrase.
    """

    name: str
    measured: float
    unit: str
    floor: float | None = None
    naive: float | None = None
    lower_is_better: bool = True
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the floor is reached; None when there is none."""
        if self.floor is None:
            return None
        return self.measured <= self.floor if self.lower_is_better else self.measured >= self.floor

    @property
    def ratio(self) -> float | None:
        """How many times better than the naive way; None when that was not measured or a side is zero."""
        if not self.naive or not self.measured:
            return None
        return self.naive / self.measured if self.lower_is_better else self.measured / self.naive

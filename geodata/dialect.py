"""The shape of a dialect: what all services of one API family have in common.

A file ``geodata/dialects/ID.py`` offers ``DIALECT = Dialect(id="ID", ...)``: how an address is formed (the only place
where the key appears), how a reply is told from a refusal, and in which zone the provider's day begins. Pure functions:
the fetching is done by ``geodata.feeds``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from geodata.connector import Request
from geodata.errors import SijangsilError
from geodata.text import Text

# When to ask again: "soon" with exponential back-off; "later" at the longest pause (asking sooner cannot help, e.g. a
# refused key); "tomorrow" when the provider's next day begins (quota).
Retry = Literal["soon", "later", "tomorrow"]

# What went wrong, for counting: no connection; no answer in time; another HTTP status; a page for people instead of rows; the key or
# the question refused; the day's calls used up; a body that ends early; one without end; other fields than agreed; no rows though
# there always are some; our own fault.
ErrorKind = Literal[
    "unreachable", "timeout", "http", "not_the_service", "refused", "quota", "cut_off", "too_large", "shape", "empty", "program"
]

UNREACHABLE = Text(
    ko="제공 기관에서 자료를 받지 못했습니다. 마지막으로 받은 자료를 보여 드리며 자동으로 다시 시도합니다.",
    en="The provider did not deliver. The last good copy is shown and a new try follows by itself.",
)
QUOTA_USED = Text(
    ko="오늘 쓸 수 있는 호출 횟수를 모두 썼습니다. 내일 자동으로 다시 받습니다.",
    en="Today's allowance of calls is used up. It continues by itself tomorrow.",
)


class ProviderError(SijangsilError):
    """A provider did not give usable rows; ``retry`` says when asking again makes sense, ``kind`` what went wrong."""

    def __init__(self, log: str, retry: Retry = "soon", screen: Text = UNREACHABLE, *, kind: ErrorKind = "shape"):
        super().__init__(log, screen)
        self.retry: Retry = retry
        self.kind: ErrorKind = kind


@dataclass(frozen=True, slots=True)
class Page:
    """One decoded reply: ``rows`` with lower-case field names (values as the provider wrote them), ``total`` the number of
    rows the provider claims to have, None when it does not say."""

    rows: tuple[dict[str, Any], ...]
    total: int | None = None


@dataclass(frozen=True)
class Dialect:
    """An API family.

    ``base_env``: variable (in ``geodata.settings.VARIABLES``) holding the base address. ``timezone``: zone of the
    provider's day, at whose midnight quotas begin anew. ``address(base, key, request)``: the full address.
    ``decode(body)``: the page, or ProviderError for a refusal or an unreadable body.
    """

    id: str
    base_env: str
    timezone: str
    address: Callable[[str, str | None, Request], str]
    decode: Callable[[bytes], Page]

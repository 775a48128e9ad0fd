"""Who sent the request that is being answered. Set by the identity middleware at the door; a coroutine reads it and hands it
down as an argument (worker threads do not see it)."""

from contextvars import ContextVar

from geodata.access.person import PUBLIC, Person

CURRENT: ContextVar[Person] = ContextVar("person", default=PUBLIC)


def current() -> Person:
    """The person of this request; the public when nobody signed in."""
    return CURRENT.get()

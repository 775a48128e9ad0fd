"""Blocking work off the event loop.

On Dash's FastAPI backend a synchronous call inside a callback or route stops every viewer. All database and file work
goes through ``off_loop``; a test asserts that nothing else does blocking work.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

# Few threads: the work is short and holds the interpreter lock; more would only make everybody wait in turn.
_POOL = ThreadPoolExecutor(max_workers=4, thread_name_prefix="blocking")


async def off_loop(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Run ``function`` in a worker thread and return what it returns; its exceptions come through."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_POOL, lambda: function(*args, **kwargs))

"""Our order routes alone, with persons told by a header: quick to start, also as a process of its own that can be killed.

``python -m tests.dash_app.orders.app HOME PORT``; with ``KILL_AT`` it kills itself before its n-th statement of a write.
"""

import os
import signal
import sys
from pathlib import Path
from typing import Any

import uvicorn
from fastapi import FastAPI
from sqlalchemy import event
from starlette.types import Receive, Scope, Send

from callbacks.person import CURRENT
from dash_app.errors import register_handlers
from dash_app.routes.orders import register
from dash_app.stream import Broadcaster
from geodata.access.person import PUBLIC
from geodata.city import load_city
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.settings import Settings
from tests.conftest import TINY
from tests.geodata.orders.made_up import ADMINISTRATOR, GIVER, OTHER, stand_in

PEOPLE = {p.name: p for p in (GIVER, OTHER, ADMINISTRATOR)}


class Named:
    """ASGI middleware: the person named by the header x-person."""

    def __init__(self, app: Any):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name = dict(scope.get("headers", [])).get(b"x-person", b"").decode()
        known = CURRENT.set(PEOPLE.get(name, PUBLIC))
        try:
            await self.app(scope, receive, send)
        finally:
            CURRENT.reset(known)


def make(home: Path) -> FastAPI:
    """The application on the made-up city in ``home``."""
    settings = Settings(home=home, city=str(TINY), feeds=False)
    context = Context(settings=settings, engine=open_engine(settings), city=load_city(str(TINY)))
    server = FastAPI()
    register_handlers(server)
    register(server, context, Broadcaster(context.engine))
    server.add_middleware(Named)
    server.state.context = context
    return server


def main() -> None:
    """Serve until killed."""
    stand_in()
    server = make(Path(sys.argv[1]))
    kill_at, count = int(os.environ.get("KILL_AT", "0")), 0

    def look(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        nonlocal count
        count += not statement.startswith("SELECT")
        if kill_at and count == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(server.state.context.engine, "before_cursor_execute", look)
    uvicorn.run(server, host="127.0.0.1", port=int(sys.argv[2]), log_level="warning")


if __name__ == "__main__":
    main()

"""``create_app(settings)``: joins the parts. The only module that knows all floors."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib import import_module
from pkgutil import iter_modules

from dash import Dash
from fastapi import FastAPI

import callbacks
import dash_app.routes
from dash_app.compress import Compress
from dash_app.errors import Door, register_handlers
from dash_app.identity import Identity, People
from dash_app.layout import build_layout
from dash_app.security import SecurityHeaders, content_security_policy
from dash_app.stream import Broadcaster
from dash_app.wording import strings_of_browser
from geodata.access import withheld
from geodata.build import missing_steps
from geodata.city import load_city
from geodata.context import Context
from geodata.db.engine import open_engine
from geodata.errors import NotBuilt
from geodata.feeds.runner import FeedRunner
from geodata.home import check_home
from geodata.settings import PROJECT, Settings
from geodata.text import Text

INDEX = (PROJECT / "dash_app" / "index.html").read_text(encoding="utf-8")


def create_app(settings: Settings) -> Dash:
    """The application over the built city of ``settings``; ``app.server`` is the ASGI application.

    Raises NotBuilt when the city has not been built, NotInstalled when SpatiaLite cannot be loaded, BadInput for a
    pack that cannot be read or a home that cannot be one.
    """
    check_home(settings.home)
    city = load_city(settings.city, None, settings.home)
    if missing_steps(settings.database, city):  # asked before the engine is made: opening it would make an empty database
        raise NotBuilt(
            f"The city {city.id!r} is not built in {settings.home}; type: make run (or python -m geodata build).",
            Text(ko="도시 자료가 아직 준비되지 않았습니다. make run 을 실행해 주세요.", en="The city is not built yet. Run make run."),
        )
    engine = open_engine(settings)
    context = Context(settings=settings, engine=engine, city=city)
    broadcaster = Broadcaster(engine, city)
    runner = FeedRunner(engine, city, settings)

    @asynccontextmanager
    async def lifespan(_server: FastAPI) -> AsyncIterator[None]:
        async with broadcaster.running():
            runner.publish(broadcaster.wake)
            if settings.feeds:
                runner.start()
            try:
                yield
            finally:
                runner.stop()
                server.state.keeper.stop()  # views of cameras end, each with its row in the audit log

    server = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    register_handlers(server)
    for module in _modules(dash_app.routes):
        module.register(server, context, broadcaster)
    app = Dash(
        "dash_app",
        server=server,
        assets_folder=str(PROJECT / "assets"),
        title=f"{city.name.ko} 시장실 · {city.name.en} Mayor's Office",
        update_title="",
        meta_tags=[{"name": "viewport", "content": "width=device-width, initial-scale=1, viewport-fit=cover"}],
        index_string=INDEX.replace("{{strings}}", json.dumps(strings_of_browser(), ensure_ascii=False).replace("</", "<\\/")),
    )
    server.state.broadcaster = broadcaster
    server.state.people = People(engine, settings)
    withheld.serve(city)
    app.backend.websocket_capability = False  # we push with server-sent events; a second socket per viewer would idle
    app.layout = lambda: build_layout(context)  # per page load: outlines may have been imported meanwhile
    for module in _modules(callbacks):
        if hasattr(module, "register"):
            module.register(app, context)
    server.add_middleware(Identity, people=server.state.people)
    server.add_middleware(Door, outputs=app.callback_map)
    server.add_middleware(SecurityHeaders, policy=content_security_policy(app, settings))
    server.add_middleware(Compress)
    return app


def _modules(package: object) -> list:
    return [import_module(f"{package.__name__}.{m.name}") for m in iter_modules(package.__path__)]  # type: ignore[attr-defined]

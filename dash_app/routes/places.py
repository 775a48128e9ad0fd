"""GET /api/places/TOPIC: clusters or points of a viewport; never all points, never a silent cap."""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

from fastapi import FastAPI, Response

from callbacks.blocking import off_loop
from callbacks.person import current
from dash_app.errors import UNKNOWN, answer
from dash_app.stream import Broadcaster
from geodata.access import coarse
from geodata.context import Context
from geodata.errors import BadInput
from geodata.freshness import part
from geodata.places import read
from geodata.text import Text
from layers.catalogue import topics


def numbers(text: str, count: int, separator: str, name: str) -> list[float]:
    """``count`` finite numbers of a parameter; raises BadInput naming it."""
    try:
        values = [float(part) for part in text.split(separator)]
    except ValueError:
        values = []
    if len(values) != count or any(not abs(v) < 1e6 for v in values):
        raise BadInput(
            f"Parameter {name}={text[:60]!r} is not {count} numbers separated by {separator!r}.",
            Text(ko=f"{name} 값을 읽을 수 없습니다.", en=f"{name} cannot be read."),
        )
    return values


def provenance(context: Context, topic: str) -> dict[str, Any]:
    """Whether a topic's stored places are a demonstration, whose they are and how old."""
    dataset = read.active(context.engine, context.city, topic)
    state = dataset.freshness(datetime.now(UTC).date()) if dataset else "missing"
    told = {"freshness": part(state, dataset.as_of if dataset else None)}
    return (
        {"demo": dataset.demo, "source": dataset.source, "observed_at": dataset.observed_at, "rows": dataset.rows, **told}
        if dataset
        else {"demo": False, "source": None, "observed_at": None, "rows": 0, **told}
    )


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes."""

    @server.get("/api/places/{topic}")
    async def viewport(response: Response, topic: str, extent: str, zoom: str, size: str = "1440x900") -> Any:
        if topic not in topics():
            return answer(404, f"There is no such topic; known: {', '.join(topics())}.", UNKNOWN)
        west, south, east, north = numbers(extent, 4, ",", "extent")
        response.headers["cache-control"] = "no-store"
        (level,) = numbers(zoom, 1, ",", "zoom")
        width_px, height_px = numbers(size, 2, "x", "size")
        if not (-180 <= west < east <= 180 and -90 <= south < north <= 90) or not 0 <= level <= 22:
            raise BadInput("Parameter extent must be west,south,east,north in degrees and zoom 0 to 22.")
        if await off_loop(coarse.is_coarse, topic, current()):
            counted = await off_loop(coarse.viewport, context.engine, context.city, topic, (west, south, east, north))
            return {**asdict(counted), **await off_loop(provenance, context, topic)}
        found = await off_loop(
            read.viewport,
            context.engine,
            context.city,
            topic,
            (west, south, east, north),
            int(level),
            int(min(width_px, 8000)),
            int(min(height_px, 8000)),
        )
        return {**asdict(found), **await off_loop(provenance, context, topic)}

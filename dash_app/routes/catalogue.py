"""GET /api/areas, /api/layers, /api/search: what the browser needs to name and find things."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from callbacks.blocking import off_loop
from dash_app.map import areas_of, describe
from dash_app.stream import Broadcaster
from geodata.context import Context
from geodata.errors import BadInput
from geodata.places.read import DatasetRow, active
from geodata.search import find
from layers.catalogue import layers
from layers.strings import text


def sources(context: Context) -> dict[str, Any]:
    """Stored places by topic: rows, how many of them are on the map, demonstration or not, freshness, source, as-of date (as the
    source gives it), how often it is renewed in words, and when it was loaded."""
    found, today = {}, datetime.now(UTC).date()
    for layer in layers().values():
        dataset = active(context.engine, context.city, layer.topic) if layer.topic else None
        if dataset:
            found[layer.topic] = {
                "rows": dataset.rows,
                "placed": dataset.placed,
                "unplaced": dataset.unplaced,
                "demo": dataset.demo,
                "state": dataset.freshness(today),
                "as_of": dataset.as_of,
                "source": dataset.source,
                "refresh": refresh(dataset),
                "loaded_at": dataset.loaded_at,
            }
    return found


def refresh(dataset: DatasetRow) -> dict[str, str]:
    """How often a stored set is renewed, in both languages: as its source says, else that it takes somebody to load a file."""
    said = dataset.source.get("refresh")
    if isinstance(said, dict) and said.get("ko") and said.get("en"):
        return {"ko": said["ko"], "en": said["en"]}
    words = text("places.refresh.demo" if dataset.demo else "places.refresh")
    return {"ko": words.ko, "en": words.en}


def register(server: FastAPI, context: Context, _broadcaster: Broadcaster) -> None:
    """Add the routes."""

    @server.get("/api/areas")
    async def areas(vintage: str | None = None) -> dict[str, Any]:
        if vintage is not None and vintage not in await off_loop(context.vintages):
            raise BadInput(f"There are no outlines of the vintage {vintage[:20]!r}.")
        zone = datetime.now(ZoneInfo(context.city.timezone)).tzname() or ""
        return {
            "vintage": vintage or context.city.vintage,
            "timezone": context.city.timezone,
            "zone_name": zone,
            "areas": await off_loop(areas_of, context, vintage),
        }

    @server.get("/api/layers")
    async def catalogue() -> dict[str, Any]:
        return {"layers": [describe(layer) for layer in layers().values()], "places": await off_loop(sources, context)}

    @server.get("/api/search")
    async def search(q: str, limit: int = 8) -> dict[str, Any]:
        hits = await off_loop(find, context.city, q[:80], max(1, min(limit, 30)))
        return {
            "hits": [
                {
                    "id": hit.id,
                    "level": hit.level,
                    "name": {"ko": hit.name.ko, "en": hit.name.en},
                    "context": {"ko": hit.context.ko, "en": hit.context.en},
                }
                for hit in hits
            ]
        }

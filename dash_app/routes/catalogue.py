"""GET /api/areas, /api/layers, /api/search: what the browser needs to name and find things."""

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import FastAPI

from callbacks.blocking import off_loop
from dash_app.map import areas_of, describe
from dash_app.stream import Broadcaster
from geodata.boundaries.store import shape_sets
from geodata.context import Context
from geodata.errors import BadInput
from geodata.feeds.read import by_topic
from geodata.freshness import part, together
from geodata.places.read import DatasetRow, active
from geodata.search import find
from geodata.source import Freshness
from layers.catalogue import layers, topics
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
                "freshness": part(dataset.freshness(today), dataset.as_of),
                "as_of": dataset.as_of,
                "source": dataset.source,
                "refresh": refresh(dataset),
                "loaded_at": dataset.loaded_at,
            }
    return found


def catalogue_of(context: Context) -> dict[str, Any]:
    """``layers``, ``places`` (stored sets by topic), ``topics``: how fresh each topic is, stored or fed, and all of them together."""
    places = sources(context)
    told = {topic: found["freshness"] for topic, found in places.items()}
    told |= {topic: found for topic, found in by_topic(context.engine, context.city).items() if topic in topics()}
    shown = [describe(layer) for layer in layers().values()]
    return {"layers": shown, "places": places, "topics": told, "freshness": together(told.values())}


def outlines(context: Context, vintage: str | None) -> dict[str, Any]:
    """The register and the outlines of a vintage: ``areas``, and by level which outlines they are, when and from what they were
    built. Both are valid for their own date."""
    built = {
        level: {"vintage": found.vintage, "built_at": found.built_at, "origin": found.origin, "approximate": found.approximate}
        for level, found in shape_sets(context.engine, context.at(vintage)).items()
    }
    state: Freshness = "fresh" if built else "missing"
    return {"areas": areas_of(context, vintage), "outlines": built, "freshness": part(state, vintage or context.city.vintage)}


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
            **await off_loop(outlines, context, vintage),
        }

    @server.get("/api/layers")
    async def catalogue() -> dict[str, Any]:
        return await off_loop(catalogue_of, context)

    @server.get("/api/search")
    async def search(q: str, limit: int = 8) -> dict[str, Any]:
        hits = await off_loop(find, context.city, q[:80], max(1, min(limit, 30)))
        return {
            "freshness": {"state": "fresh", "observed_at": context.city.vintage},  # of the register that was searched
            "hits": [
                {
                    "id": hit.id,
                    "level": hit.level,
                    "name": {"ko": hit.name.ko, "en": hit.name.en},
                    "context": {"ko": hit.context.ko, "en": hit.context.en},
                }
                for hit in hits
            ],
        }

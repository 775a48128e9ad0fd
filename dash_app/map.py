"""The map component: tiles or base picture, and areas. All addresses are constant and content-hashed: a property changed
while a GeoJSON is loading would be lost. Marks of the catalogue's layers are put on it by assets/points.js, key by key."""

from typing import Any

import dash_leaflet as dl

from geodata.boundaries.store import shape_sets
from geodata.context import Context
from layers import ids
from layers.layer import Layer

PANES = {"base": 200, "areas": 400, "inner": 410, "water": 420, "rings": 430, "marks": 600, "labels": 560}


def _function(name: str) -> dict[str, str]:
    """A named browser function of assets/*.js, looked up by dash-leaflet at ``window.sijangsil.NAME``."""
    return {"variable": f"sijangsil.{name}"}


def describe(layer: Layer) -> dict[str, Any]:
    """A layer as the browser knows it: looks, names, topic (plain JSON)."""
    return {
        "id": layer.id,
        "topic": layer.topic,
        "geometry": layer.geometry,
        "incident": layer.incident,
        "group": layer.group,
        "icon": layer.icon,
        "colour": layer.colour,
        "shape": layer.shape,
        "value_key": layer.value_key,
        "title": {"ko": layer.title.ko, "en": layer.title.en},
        "description": {"ko": layer.description.ko, "en": layer.description.en},
        "unit": {"ko": layer.unit.ko, "en": layer.unit.en} if layer.unit else None,
        "kinds": {k.value: {"colour": k.colour, "icon": k.icon, "name": {"ko": k.name.ko, "en": k.name.en}} for k in layer.kinds},
    }


def _base(context: Context) -> list[dl.Pane]:
    """What lies around and under the areas without tiles: neighbours and transit below them, water above them."""
    digest = context.base_hash()
    if digest is None or context.settings.tile_url:
        return []
    parts = (("base", "isLand", ids.BASE_PICTURE), ("water", "isWater", f"{ids.BASE_PICTURE}-water"))
    url = f"shapes/{context.city.id}-base.{digest}.json"
    return [
        dl.Pane(
            dl.GeoJSON(id=component, url=url, style=_function("baseStyle"), filter=_function(keep), interactive=False),
            name=pane,
            style={"zIndex": PANES[pane], "pointerEvents": "none"},
        )
        for pane, keep, component in parts
    ]


def outline_urls(context: Context) -> dict[str, str]:
    """Content-hashed addresses of the default vintage's outlines, by level."""
    return {level: f"shapes/{found.path.name}" for level, found in shape_sets(context.engine, context.at(None)).items()}


def build_map(context: Context) -> dl.Map:
    """The dash-leaflet map of the city; what is drawn on it is decided in the browser from the view."""
    west, south, east, north = context.city.extent
    urls = outline_urls(context)
    tiles = (
        [dl.TileLayer(url=context.settings.tile_url, attribution=context.settings.tile_attribution, id="tiles")]
        if context.settings.tile_url
        else []
    )
    areas, inner = (
        dl.GeoJSON(id=ids.AREAS[level], url=urls[level], style=_function("areaStyle"), onEachFeature=_function(draw))
        for level, draw in (("district", "eachDistrict"), ("neighbourhood", "eachNeighbourhood"))
    )
    return dl.Map(
        [
            *tiles,
            *_base(context),
            dl.Pane(areas, name="areas", style={"zIndex": PANES["areas"]}),
            dl.Pane(inner, name="inner", style={"zIndex": PANES["inner"]}),
            dl.Pane([], name="rings", style={"zIndex": PANES["rings"], "pointerEvents": "none"}),
            dl.Pane([], name="labels", style={"zIndex": PANES["labels"], "pointerEvents": "none"}),
            dl.Pane([], name="marks", style={"zIndex": PANES["marks"]}),
            dl.ScaleControl(position="bottomright", imperial=False),
        ],
        id=ids.MAP,
        center=[(south + north) / 2, (west + east) / 2],
        zoom=11,
        minZoom=9,
        maxZoom=19,
        zoomSnap=0.25,
        zoomControl=False,
        doubleClickZoom=False,  # two clicks on an area are two clicks
        attributionControl=False,
        trackViewport=False,
        className="map",
        # wide enough for the city to stand in the upper half above a raised sheet; a narrower limit would win over the padding
        maxBounds=[[south - 1.5, west - 1.5], [north + 1.5, east + 1.5]],
    )


def areas_of(context: Context, vintage: str | None) -> list[dict[str, Any]]:
    """Names and label positions of all areas, for the browser."""
    city = context.at(vintage)
    return [
        {"id": a.id, "level": a.level, "parent": a.parent, "lon": a.lon, "lat": a.lat, "ko": a.name.ko, "en": a.name.en}
        for a in city.areas.values()
    ]

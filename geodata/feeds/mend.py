"""Putting features in their place: swapped axes, positions outside the city, areas by name, point in area."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Engine

from geodata.city import Area, City
from geodata.connector import Connector, Feature

# locate(engine, city, lons, lats) -> (district ids, neighbourhood ids); see geodata.boundaries.store
Locate = Callable[[Engine, City, Any, Any], tuple[Any, Any]]

MARGIN = 0.2  # degrees around the city's extent within which a position is believed


@dataclass(frozen=True, slots=True)
class Placed:
    """A feature with its district and neighbourhood (ids of the pack, None outside the city or unknown)."""

    feature: Feature
    district: str | None
    neighbourhood: str | None


def on_land(features: Iterable[Feature], city: City) -> tuple[list[Feature], list[str]]:
    """Features with believable positions, and a sentence per row that was mended: swapped axes are swapped back, a position far
    outside the city becomes None (the feature stays in lists)."""
    kept, problems = [], []
    for feature in features:
        lon, lat = feature.lon, feature.lat
        if lon is None or lat is None:
            kept.append(replace(feature, lon=None, lat=None))
        elif _near(city, lon, lat):
            kept.append(feature)
        elif _near(city, lat, lon):
            problems.append(f"{feature.id}: longitude and latitude were swapped; repaired.")
            kept.append(replace(feature, lon=lat, lat=lon))
        else:
            problems.append(f"{feature.id}: position {lon:.5f}, {lat:.5f} is far outside the city; kept without a position.")
            kept.append(replace(feature, lon=None, lat=None))
    return kept, problems


def _near(city: City, lon: float, lat: float) -> bool:
    west, south, east, north = city.extent
    return math.isfinite(lon + lat) and west - MARGIN <= lon <= east + MARGIN and south - MARGIN <= lat <= north + MARGIN


def named_area(city: City, words: str | None) -> Area | None:
    """The area a provider means by an id or a district's name; None when there is none such."""
    if not words:
        return None
    return city.areas.get(words) or next((d for d in city.districts if words in (d.name.ko, d.name.en)), None)


def placed(features: list[Feature], connector: Connector, city: City, engine: Engine, locate: Locate) -> tuple[list[Placed], list[str]]:
    """District and neighbourhood for each feature, from the outlines where it has a position, else from the area it names."""
    areas = [named_area(city, f.area) for f in features]
    problems = [f"{f.id}: the city has no district {f.area!r}." for f, a in zip(features, areas, strict=True) if f.area and a is None]
    if connector.at_area:
        # one value for a whole area: it stands at the area's centre, whatever an outline says of that point
        at_centre = [_at_centre(f, a) for f, a in zip(features, areas, strict=True)]
        return [Placed(f, *_of_area(a)) for f, a in zip(at_centre, areas, strict=True)], problems
    points = [i for i, f in enumerate(features) if f.lon is not None]
    found = _located(features, points, city, engine, locate)
    if connector.demo:
        found = _kept_inside(features, areas, found, city, engine, locate)
    return [Placed(f, *found.get(i, _of_area(a))) for i, (f, a) in enumerate(zip(features, areas, strict=True))], problems


def _located(features: list[Feature], points: list[int], city: City, engine: Engine, locate: Locate) -> dict[int, tuple[Any, Any]]:
    if not points:
        return {}
    districts, neighbourhoods = locate(engine, city, [features[i].lon for i in points], [features[i].lat for i in points])
    return {i: (d or None, n or None) for i, d, n in zip(points, districts, neighbourhoods, strict=True)}


def _kept_inside(
    features: list[Feature], areas: list[Area | None], found: dict[int, tuple[Any, Any]], city: City, engine: Engine, locate: Locate
) -> dict[int, tuple[Any, Any]]:
    """Demonstration features whose jitter left the neighbourhood their text names go to its centre (in place)."""
    strays = [i for i, place in found.items() if areas[i] is not None and areas[i].id not in place]  # type: ignore[union-attr]
    for i in strays:
        features[i] = replace(features[i], lon=areas[i].lon, lat=areas[i].lat)  # type: ignore[union-attr]
    return found | _located(features, strays, city, engine, locate)


def _at_centre(feature: Feature, area: Area | None) -> Feature:
    return replace(feature, id=area.id, lon=area.lon, lat=area.lat) if area else feature


def _of_area(area: Area | None) -> tuple[str | None, str | None]:
    if area is None:
        return None, None
    return (area.id, None) if area.level == "district" else (area.parent, area.id)

"""Placing stored points again after the outlines changed."""

from datetime import datetime
from typing import Any

import numpy as np
from sqlalchemy import Engine, select

from geodata.city import City
from geodata.command import Progress, silent
from geodata.db.schema import dataset, place
from geodata.places.points import Points
from geodata.places.store import save_places, shape_hashes
from geodata.video.cameras import move_streams


def relocate(engine: Engine, city: City, progress: Progress = silent) -> list[str]:
    """Find district and neighbourhood anew for every set that was placed with other outlines of this vintage than the
    stored ones; returns the topics. Call it after outlines were replaced. Each set is replaced whole or stays."""
    with engine.connect() as connection:
        sets = connection.execute(select(dataset).where(dataset.c.city == city.id, dataset.c.active).order_by(dataset.c.topic)).all()
    now = shape_hashes(engine, city)
    moved = [row for row in sets if row.report.get("vintage") == city.vintage and row.report.get("shapes") != now]
    for row in moved:
        report = {key: value for key, value in row.report.items() if key not in ("placed", "vintage", "shapes", "counts")}
        seen = datetime.fromisoformat(row.observed_at) if row.observed_at else None
        points = _points(engine, row.id)
        save_places(
            engine, city, row.topic, points, row.source, row.demo,
            observed_at=seen, loaded_at=row.loaded_at, report=report, with_set=move_streams(row.id), progress=progress,
        )  # fmt: skip
    return [row.topic for row in moved]


def _points(engine: Engine, dataset_id: int) -> Points:
    columns = (place.c.fid, place.c.lon, place.c.lat, place.c.name, place.c.kind, place.c.props)
    with engine.connect() as connection:
        rows: list[Any] = list(connection.execute(select(*columns).where(place.c.dataset_id == dataset_id).order_by(place.c.pk)).all())
    lons, lats = (
        np.array([np.nan if value is None else value for value in column], dtype=float) for column in _columns(rows, "lon", "lat")
    )
    fids, names, kinds, props = _columns(rows, "fid", "name", "kind", "props")
    return Points(fids, lons, lats, names, kinds, props)


def _columns(rows: list[Any], *names: str) -> list[list[Any]]:
    return [[getattr(row, name) for row in rows] for name in names]

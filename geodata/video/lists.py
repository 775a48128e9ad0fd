"""Several providers list cameras of one topic: a refresh of one list keeps the cameras of the others that serve the city.

A camera's ``props["list"]`` is the dialect its list came by. Lists that serve no more (a key was taken away) are not kept.
"""

from collections.abc import Sequence

from sqlalchemy import Engine, select

from geodata.city import City
from geodata.connector import Connector, Feature
from geodata.db.schema import place
from geodata.db.video import camera_stream
from geodata.feeds.choice import serving
from geodata.places.active import active_id
from geodata.video.cameras import TOPICS


def with_other_lists(engine: Engine, city: City, connector: Connector, features: Sequence[Feature]) -> list[Feature]:
    """``features`` of the list ``connector`` has just read, and what the active set holds of other lists, streams included."""
    others = {c.dialect for c in serving(city) if c.topic == connector.topic and not c.demo and c.dialect != connector.dialect}
    if connector.topic not in TOPICS or not others:
        return list(features)
    own = camera_stream.alias()
    query = (
        select(place, own.c.kind.label("stream"), own.c.address)
        .join(own, (own.c.fid == place.c.fid) & (own.c.dataset == place.c.dataset_id) & (own.c.topic == connector.topic), isouter=True)
        .order_by(place.c.pk)
    )
    with engine.connect() as connection:
        dataset_id = active_id(connection, city, connector.topic)
        rows = connection.execute(
            query.with_only_columns(*[c for c in query.selected_columns if c.key != "geom"]).where(place.c.dataset_id == dataset_id)
        ).all()
    kept = [
        Feature(
            id=row.fid, lon=row.lon, lat=row.lat, name=row.name, kind=row.kind, props=row.props,
            private={"kind": row.stream, "address": row.address} if row.stream else None,
        )
        for row in rows
        if row.props.get("list") in others
    ]  # fmt: skip
    return [*features, *kept]

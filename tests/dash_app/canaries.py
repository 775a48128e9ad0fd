"""One canary in every withheld place of an office: a word or a coordinate that stands nowhere else."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import insert

from geodata.audit.log import append
from geodata.calls import room
from geodata.city import City
from geodata.db.engine import open_engine
from geodata.db.incidents import incident, incident_report
from geodata.db.schema import event, feed, live
from geodata.db.video import camera_stream
from geodata.settings import Settings

WORDS, PLACE, WHERE, REPORT, ORDER, PERSON, ADDRESS = (
    f"canary-{n}" for n in ("words", "place", "where", "report", "order", "person", "address")
)
CALL_LON, CALL_LAT, COMPLAINT_LON = 10.0212343, 50.0512349, 10.0312347
PHONE = "+49 30 000-21"  # tests/tinycity/directory.csv: a duty officer


@dataclass(frozen=True)
class Canaries:
    """``withheld``: by rule id, what no public payload may hold and some official one must. ``nobody``: what no payload holds."""

    withheld: dict[str, tuple[str, ...]]
    nobody: tuple[str, ...]


def _feature(city: City, id_: str, topic: str, kind: str, lon: float, props: dict[str, Any], name: str) -> dict[str, Any]:
    now, area = datetime.now(UTC).isoformat(timespec="seconds"), city.neighbourhoods[0]
    return {
        "feed": f"canary-{topic}", "id": id_, "city": city.id, "topic": topic, "name": name, "kind": kind, "lon": lon, "lat": CALL_LAT,
        "district": area.parent, "neighbourhood": area.id, "observed_at": now, "first_seen": now, "props": props,
    }  # fmt: skip


def _incident(city: City, id_: str, kind: str, lon: float, words: str, place: str) -> dict[str, Any]:
    now, area = datetime.now(UTC).isoformat(timespec="seconds"), city.neighbourhoods[0]
    return {
        "city": city.id, "id": id_, "kind": kind, "codes": {}, "severity": 3, "title": {"ko": words, "en": words}, "place": place, "lon": lon,
        "lat": CALL_LAT, "district": area.parent, "neighbourhood": area.id, "status": "reported", "reported_at": now, "feed": "canary",
        "observed_at": now, "first_seen": now, "updated_at": now, "demo": True, "flags": [], "reports": 1,
    }  # fmt: skip


def release(settings: Settings, city: City, duty: TestClient) -> Canaries:
    """Put the canaries into the office's database; the order is given over HTTP by ``duty``."""
    engine, now = open_engine(settings), datetime.now(UTC)
    said = {"title_ko": WORDS, "title_en": WORDS, "reported_at": now.isoformat(), "units": 1}
    rows = [
        _feature(city, "med", "emergency_calls", "medical", CALL_LON, said | {"place": PLACE}, WORDS),
        _feature(city, "fire", "emergency_calls", "fire", 10.02, {"title_ko": "화재", "title_en": "Fire"}, "화재"),
        _feature(city, "cpl", "complaints", "noise", COMPLAINT_LON, {"title_ko": "소음", "title_en": "Noise", "place": WHERE}, "소음"),
    ]
    incidents = [
        _incident(city, "emergency_calls:med", "medical", CALL_LON, WORDS, PLACE),
        _incident(city, "emergency_calls:fire", "fire", 10.02, "화재", "somewhere"),
    ]
    named = ("id", "lon", "lat", "name", "kind", "observed_at", "first_seen", "district", "neighbourhood", "props")
    body = {name: rows[0][name] for name in named} | {"name": REPORT}
    report = {
        "city": city.id,
        "id": "emergency_calls:med",
        "incident": "emergency_calls:med",
        "feed": "canary",
        "body": body,
        "why": "first",
    }
    told = [{key: value for key, value in one.items() if key != "city"} for one in incidents]
    with engine.begin() as connection:
        for topic in ("emergency_calls", "complaints"):
            connection.execute(insert(feed).values(id=f"canary-{topic}", city=city.id, topic=topic, demo=True, problems=[]))
        connection.execute(insert(live), rows)
        connection.execute(insert(incident), incidents)
        connection.execute(insert(incident_report).values(**report, first_seen=now.isoformat(), last_seen=now.isoformat(), rank=0))
        events = [("emergency_calls", "upsert", {"features": [{n: r[n] for n in named} | {"demo": True} for r in rows[:2]]}),
                  ("complaints", "upsert", {"features": [{n: rows[2][n] for n in named} | {"demo": True}]}),
                  ("incidents", "incident", {"incidents": told}), ("emergency_calls", "remove", {"ids": ["gone"]})]  # fmt: skip
        connection.execute(
            insert(event), [{"at": now.isoformat(), "city": city.id, "topic": t, "kind": k, "body": b} for t, k, b in events]
        )
    with engine.begin() as connection:
        append(connection, city.id, at=now, who=PERSON, role="duty", action="camera.view", subject="cctv:canary-camera")
        connection.execute(
            insert(camera_stream).values(
                city=city.id, topic="cctv", fid="c", kind="hls", dataset=1, address=f"https://{ADDRESS}/x.m3u8", fetched_at=now.isoformat()
            )
        )
        name = room(connection, city, "emergency_calls:fire")
    due = {"contact": "duty-m1", "text": ORDER, "due": {"in_s": 900}, "subject": {"incident": "emergency_calls:fire"}}
    given = duty.post("/api/orders", json=due)
    assert given.status_code == 200, given.text
    return Canaries(
        {
            "medical": (WORDS, PLACE, str(CALL_LON)),
            "complaints": (str(COMPLAINT_LON), WHERE),
            "contacts": (PHONE,),
            "orders": (ORDER,),
            "audit": ("canary-camera",),
            "people": (PERSON,),
        },
        (ADDRESS, REPORT, name, given.json()["link"].partition("/o/")[2].partition("?")[0]),
    )

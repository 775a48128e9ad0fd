"""Who may watch a camera now: a stated purpose becomes a view with a signed address and a row in the audit log, or a refusal.

A view lasts ``preview_s``; "keep" makes it last ``watch_s`` from then on. What nobody keeps ends by itself. Opening and ending
each write their row in the same transaction as the view itself, so no crash leaves a view that the log does not know.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, func, insert, select, update

from geodata.access.person import Person
from geodata.access.withheld import redact
from geodata.audit.log import append
from geodata.city import City
from geodata.db.video import camera_view
from geodata.errors import SijangsilError
from geodata.incidents.metres import GEOD
from geodata.office import Office, whole
from geodata.text import Text
from geodata.video import tokens
from geodata.video.cameras import TOPICS, Camera, camera
from geodata.video.grounds import Ground, open_to

NEAR_M = 2000  # a camera farther from the incident than this cannot be watched for it
TOKEN_S = 900  # an address is renewed when a view lasts longer
OPEN_AT_MOST = 400  # views of everybody together: the relay is no television station
VIEW_ID_BYTES = 16
FILES = {"hls": "index.m3u8", "ask": "index.m3u8", "mp4": "stream.mp4", "still": "still.jpg"}  # of the relay, by kind


class Refused(SijangsilError):
    """A view that is not given or not there any more. ``status``: of HTTP; ``reason``: one word for a script."""

    def __init__(self, reason: str, log: str, screen: Text, status: int = 403):
        super().__init__(log, screen)
        self.reason, self.status = reason, status


@dataclass(frozen=True, slots=True)
class Terms:
    """How long views last and how many a person may have. Seconds."""

    preview_s: int
    watch_s: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Grant:
    """A view that is open. ``src``: address on this server (relative); ``until``: when it ends unless kept (UTC);
    ``token_until``: when ``src`` itself runs out."""

    view: str
    camera: Camera
    ground: str
    incident: str | None
    src: str
    until: datetime
    token_until: datetime


def terms(office: Office) -> Terms:
    """The office's terms: [video] preview_s (15), watch_s (60), at_once (4). Raises BadInput naming file and field."""
    return Terms(
        whole(office, "video", "preview_s", 15, lowest=5, highest=120),
        whole(office, "video", "watch_s", 60, lowest=10, highest=600),
        whole(office, "video", "at_once", 4, lowest=1, highest=16),
    )


def seat_of(person: Person, browser: str = "") -> str:
    """Whose views these are, as a digest: the session, else the name, else the mark of a nameless viewer's ``browser``."""
    told = f"session {person.session}" if person.session else f"name {person.name}" if person.name else f"browser {browser}"
    return hashlib.sha256(told.encode()).hexdigest()[:24]


def utc(moment: datetime) -> str:
    """UTC text with microseconds: a view is a matter of seconds."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def grant(
    engine: Engine,
    city: City,
    office: Office,
    person: Person,
    topic: str,
    fid: str,
    ground_id: str,
    incident_id: str | None,
    now: datetime,
    *,
    key: bytes,
    seat: str,
    process: str,
) -> Grant:
    """Open a view of one camera. ``key``: ``tokens.secret_key``; ``seat``: ``seat_of``; ``process``: who serves it. Refused says
    why not: no lawful ground (403), no such camera or no picture (404), too many at once (403)."""
    limits = terms(office)
    ground = _ground(office, person, topic, ground_id)
    wanted = camera(engine, city, topic, fid)
    if wanted is None:
        raise Refused("no_picture", f"{topic} {fid[:80]!r} is no camera with a picture.", NO_PICTURE, 404)
    # a ground that needs no incident asks for none: whether a camera is near one would tell the public where it is
    incident = _incident(engine, city, ground, wanted, incident_id, person) if ground.needs_incident else None
    view, until = secrets.token_urlsafe(VIEW_ID_BYTES), now + timedelta(seconds=limits.preview_s)
    token_until = now + timedelta(seconds=TOKEN_S)
    with engine.begin() as connection:
        # written first: it takes the write lock, so the count below is exact; a refusal takes the row back
        connection.execute(
            insert(camera_view).values(
                id=view,
                city=city.id,
                who=person.name,
                role=person.role,
                seat=seat,
                ground=ground.id,
                topic=topic,
                fid=fid,
                incident=incident,
                begins=utc(now),
                last_kept=utc(now),
                until=utc(until),
                token_until=utc(token_until),
                process=process,
            )
        )
        running = (camera_view.c.ended_at.is_(None), camera_view.c.until > utc(now))
        mine = connection.execute(
            select(func.count()).where(*running, camera_view.c.city == city.id, camera_view.c.seat == seat)
        ).scalar_one()
        if mine > limits.at_once:
            raise Refused("too_many", f"{person.role} has {limits.at_once} views open already; end one.", too_many(limits.at_once))
        if connection.execute(select(func.count()).where(*running)).scalar_one() > OPEN_AT_MOST:
            raise Refused("busy", f"{OPEN_AT_MOST} views are open on this server.", BUSY, 503)
        append(
            connection, city.id, at=now, who=person.name, role=person.role, action="camera.open", subject=f"{topic}:{fid}",
            details={"view": view, "purpose": ground.id, "incident": incident},
        )  # fmt: skip
    return Grant(view, wanted, ground.id, incident, _src(key, view, wanted.kind, token_until), until, token_until)


def _src(key: bytes, view: str, kind: str, token_until: datetime) -> str:
    return f"video/{tokens.sign(key, view, token_until)}/{FILES[kind]}"


def _ground(office: Office, person: Person, topic: str, ground_id: str) -> Ground:
    if topic not in TOPICS:
        raise Refused("no_picture", f"{topic[:40]!r} is no topic of cameras; there are: {', '.join(TOPICS)}.", NO_PICTURE, 404)
    lawful = {ground.id: ground for ground in open_to(office, person, topic)}
    if not lawful:
        raise Refused("role", f"The role {person.role} may not watch cameras of {topic} on any ground.", NOT_YOURS)
    if ground_id not in lawful:
        raise Refused("ground", f"{ground_id[:40]!r} is no ground on which {person.role} may watch {topic}.", NO_GROUND)
    return lawful[ground_id]


def _incident(engine: Engine, city: City, ground: Ground, wanted: Camera, incident_id: str | None, person: Person) -> str:
    """The incident's id when it is open and near the camera, measured from where ``person`` may see it."""
    from geodata.incidents.read import incident

    found = incident(engine, city, incident_id) if incident_id else None
    if found is None:
        raise Refused("incident", f"The ground {ground.id} needs an incident and none such is known.", NEEDS_INCIDENT)
    found = redact("incidents", found, person, city)
    if found["status"] == "closed":
        raise Refused("closed", f"Incident {found['id']} is closed.", CLOSED)
    places = (found["lon"], found["lat"], wanted.lon, wanted.lat)
    if any(place is None for place in places) or GEOD.inv(*places)[2] > NEAR_M:
        raise Refused("far", f"{wanted.topic} {wanted.fid} is not within {NEAR_M} m of incident {found['id']}.", FAR)
    return str(found["id"])


def _open_row(engine: Engine, city: City, view: str, seat: str, now: datetime) -> Any:
    """The row of a view that is open, not over, and this seat's; else Refused."""
    with engine.connect() as connection:
        row = connection.execute(select(camera_view).where(camera_view.c.id == view, camera_view.c.city == city.id)).first()
    if row is None or row.seat != seat:
        raise Refused("foreign", "No such view is this viewer's.", OVER)
    if row.ended_at is not None or row.until <= utc(now):
        raise Refused("over", f"View {view} is over.", OVER)
    return row


def keep(
    engine: Engine, city: City, office: Office, person: Person, view: str, now: datetime, *, key: bytes, seat: str, process: str
) -> Grant:
    """Go on watching: the view lasts ``watch_s`` from ``now``. Its address is renewed when it would run out soon after.
    Refused when the view is over or another's, its camera is gone, its ground holds no more, or its incident was closed."""
    limits = terms(office)
    row = _open_row(engine, city, view, seat, now)
    until, token_until = now + timedelta(seconds=limits.watch_s), datetime.fromisoformat(row.token_until)
    if token_until < until + timedelta(seconds=limits.watch_s):
        token_until = now + timedelta(seconds=max(TOKEN_S, 2 * limits.watch_s))
    wanted = camera(engine, city, row.topic, row.fid)
    if wanted is None:
        raise Refused("no_picture", f"{row.topic} {row.fid} has no picture any more.", NO_PICTURE, 404)
    ground = _ground(office, person, row.topic, row.ground)
    if ground.needs_incident:
        _incident(engine, city, ground, wanted, row.incident, person)
    told = {"last_kept": utc(now), "until": utc(until), "token_until": utc(token_until), "process": process}
    with engine.begin() as connection:
        if not connection.execute(
            update(camera_view).where(camera_view.c.id == view, camera_view.c.ended_at.is_(None)).values(**told)
        ).rowcount:
            raise Refused("over", f"View {view} is over.", OVER)
    return Grant(view, wanted, row.ground, row.incident, _src(key, view, wanted.kind, token_until), until, token_until)


def viewed(engine: Engine, city: City, token: str, now: datetime, *, key: bytes, seat: str) -> Camera:
    """The camera a token may fetch from right now: asked on every request of the relay. Refused (403) for a token that is not
    ours, has run out, belongs to a view that is over, or comes from another viewer."""
    view = tokens.view_of(key, token, now)
    if view is None:
        raise Refused("token", "The address is not signed by this server or has run out.", OVER)
    row = _open_row(engine, city, view, seat, now)
    found = camera(engine, city, row.topic, row.fid)
    if found is None:
        raise Refused("no_picture", f"{row.topic} {row.fid} has no picture any more.", NO_PICTURE, 404)
    return found


NOT_YOURS = Text(ko="이 카메라의 영상은 볼 수 있는 권한이 없습니다.", en="Your role may not watch this camera.")
NO_GROUND = Text(ko="열람 목적을 골라 주세요. 목적 없이는 영상을 볼 수 없습니다.", en="Choose a purpose. Without one no picture is shown.")
NEEDS_INCIDENT = Text(ko="이 목적은 진행 중인 사건을 열어야 쓸 수 있습니다.", en="This purpose needs an open incident.")
CLOSED = Text(ko="사건이 종료되어 이 목적으로는 더 볼 수 없습니다.", en="The incident is closed; this purpose has ended with it.")
FAR = Text(
    ko=f"이 카메라는 사건에서 {NEAR_M // 1000} km 넘게 떨어져 있습니다.",
    en=f"This camera is more than {NEAR_M // 1000} km from the incident.",
)
NO_PICTURE = Text(ko="이 카메라는 영상을 제공하지 않습니다.", en="This camera offers no picture.")
OVER = Text(ko="열람이 끝났습니다. 다시 보려면 목적을 밝혀 주세요.", en="The view is over. State your purpose to watch again.")
BUSY = Text(
    ko="지금은 영상을 보는 사람이 너무 많습니다. 잠시 후 다시 시도해 주세요.",
    en="Too many people are watching now. Please try again shortly.",
)


def too_many(at_once: int) -> Text:
    """Why one more view is refused."""
    return Text(
        ko=f"영상은 한 번에 {at_once}개까지 볼 수 있습니다. 하나를 닫고 다시 눌러 주세요.",
        en=f"At most {at_once} pictures at once. Close one and try again.",
    )

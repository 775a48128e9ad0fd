"""On what lawful ground a camera may be watched: the office's list, or the defaults below.

Two gates, both must open: the ground names the role and the topic, and the role itself has the right the topic asks for
(``RIGHTS``). So no configuration can show the public a safety camera. Grounds of the defaults: Korean Personal Information
Protection Act art. 25 (fixed cameras; art. 25(5) forbids turning them and recording sound) and Framework Act on the Management of
Disasters and Safety art. 74-3 (pictures for a rescue).
"""

from dataclasses import dataclass
from typing import Any

from geodata.access.person import ROLES, Person
from geodata.errors import BadInput
from geodata.office import UNUSABLE, Office
from geodata.text import Text
from geodata.video.cameras import SAFETY, TOPICS, TRAFFIC

RIGHTS = {TRAFFIC: "watch.traffic", SAFETY: "watch.safety"}


@dataclass(frozen=True, slots=True)
class Ground:
    """A purpose for which the law lets cameras be watched. ``roles`` and ``topics`` it is for; ``needs_incident``: only with an
    open incident near the camera."""

    id: str
    name: Text
    law: Text
    roles: tuple[str, ...]
    topics: tuple[str, ...]
    needs_incident: bool


_WATCH = ("duty", "administrator")
DEFAULTS = (
    Ground(
        "traffic",
        Text(ko="교통정보 확인", en="Traffic information"),
        Text(
            ko="개인정보 보호법 제25조 제1항(교통정보의 수집·분석·제공)",
            en="Personal Information Protection Act art. 25(1), traffic information",
        ),
        ROLES,
        (TRAFFIC,),
        False,
    ),
    Ground(
        "rescue",
        Text(ko="화재·구조·구급 대응", en="Fire, rescue and medical response"),
        Text(ko="재난 및 안전관리 기본법 제74조의3", en="Framework Act on the Management of Disasters and Safety art. 74-3"),
        _WATCH,
        (SAFETY,),
        True,
    ),
    Ground(
        "crime",
        Text(ko="범죄·실종 긴급 대응", en="Urgent response to a crime or a missing person"),
        Text(ko="개인정보 보호법 제25조 제1항(범죄의 예방·수사)", en="Personal Information Protection Act art. 25(1), crime"),
        _WATCH,
        (SAFETY,),
        True,
    ),
    Ground(
        "facility",
        Text(ko="시설 안전 점검", en="Safety check of a facility"),
        Text(
            ko="개인정보 보호법 제25조 제1항(시설의 안전·관리)", en="Personal Information Protection Act art. 25(1), safety of facilities"
        ),
        _WATCH,
        (SAFETY,),
        False,
    ),
)


def grounds(office: Office) -> tuple[Ground, ...]:
    """The grounds of the office's file, or the defaults when it names none. Raises BadInput naming file and field."""
    if not office.grounds:
        return DEFAULTS
    found = tuple(_read(office, number, told) for number, told in enumerate(office.grounds, start=1))
    ids = [ground.id for ground in found]
    if twice := {one for one in ids if ids.count(one) > 1}:
        raise BadInput(f"{office.path}: [[ground]] id {', '.join(sorted(twice))} stands twice; give each its own.", UNUSABLE)
    return found


def _read(office: Office, number: int, told: dict[str, Any]) -> Ground:
    def wrong(field: str, wanted: str) -> BadInput:
        return BadInput(f"{office.path}: [[ground]] number {number}: {field} = {told.get(field)!r} must be {wanted}. Mend it.", UNUSABLE)

    for field in ("id", "ko", "en", "law_ko", "law_en"):
        if not isinstance(told.get(field), str) or not told[field].strip():
            raise wrong(field, "some words")
    for field, known in (("roles", ROLES), ("topics", TOPICS)):
        given = told.get(field)
        if not isinstance(given, list) or not given or any(one not in known for one in given):
            raise wrong(field, f"a list of {', '.join(known)}")
    if not isinstance(told.get("needs_incident"), bool):
        raise wrong("needs_incident", "true or false")
    return Ground(
        told["id"], Text(ko=told["ko"], en=told["en"]), Text(ko=told["law_ko"], en=told["law_en"]), tuple(told["roles"]),
        tuple(told["topics"]), told["needs_incident"],
    )  # fmt: skip


def open_to(office: Office, person: Person, topic: str) -> list[Ground]:
    """The grounds on which ``person`` may watch cameras of ``topic``, in the office's order; empty: none of them."""
    if topic not in RIGHTS or not person.may(RIGHTS[topic]):
        return []
    return [ground for ground in grounds(office) if person.role in ground.roles and topic in ground.topics]

"""People at busy places, live. Topic people; kinds are how crowded a place is; props people_min, people_max, message_ko,
message_en."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

_PEOPLE = Text(ko="명", en="people")

LAYER = Layer(
    id="people",
    title=Text(ko="실시간 인구", en="People at places"),
    description=Text(
        ko="주요 장소에 지금 머무는 사람 수와 혼잡도입니다.",
        en="How many people are at well-known places now, and how crowded each is.",
    ),
    geometry="live",
    group="status",
    icon="people",
    colour="#7e22ce",
    topic="people",
    shape="circle",
    card=(
        Field("kind", Text(ko="혼잡도", en="Crowding")),
        Field("message", Text(ko="안내", en="Advice")),
        Field("people_min", Text(ko="추정 인구 (최소)", en="People (at least)"), _PEOPLE, format="number"),
        Field("people_max", Text(ko="추정 인구 (최대)", en="People (at most)"), _PEOPLE, format="number"),
        Field("observed_at", Text(ko="확인 시각", en="As of"), format="time"),
    ),
    kinds=(
        Kind("relaxed", Text(ko="여유", en="Relaxed"), "#0369a1", "down"),
        Kind("normal", Text(ko="보통", en="Normal"), "#15803d", "people"),
        Kind("busy", Text(ko="약간 붐빔", en="Busy"), "#b45309", "up"),
        Kind("crowded", Text(ko="붐빔", en="Crowded"), "#b91c1c", "hazard"),
    ),
    order=45,
)

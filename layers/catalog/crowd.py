"""Crowded places, live, as incidents. Topic crowd; props title_ko, title_en, level, people_min, people_max, reported_at, expected_end,
closed_at, severity. Places that are not crowded stand in the layer ``people``."""

from geodata.text import Text
from layers.layer import Field, Kind, Layer

_PEOPLE = Text(ko="명", en="people")
_NOT_YET = Text(ko="아직 없음", en="not yet")

LAYER = Layer(
    id="crowd",
    title=Text(ko="인파 밀집", en="Crowded places"),
    description=Text(
        ko="지금 붐비는 장소와 추정 인구, 언제부터 언제까지 붐비는지입니다. 붐비지 않는 장소는 나오지 않습니다.",
        en="Places that are crowded now, how many people are there, and from when to when. Places that are not crowded are left out.",
    ),
    geometry="live",
    group="status",
    icon="throng",
    colour="#86198f",
    topic="crowd",
    shape="pin",
    card=(
        Field("kind", Text(ko="혼잡도", en="Crowding")),
        Field("reported_at", Text(ko="시작", en="Since"), format="time"),
        Field("expected_end", Text(ko="완화 예상", en="Expected to ease"), format="time"),
        Field("closed_at", Text(ko="해소", en="Over"), format="time", empty=_NOT_YET),
        Field("people_min", Text(ko="추정 인구 (최소)", en="People (at least)"), _PEOPLE, format="number"),
        Field("people_max", Text(ko="추정 인구 (최대)", en="People (at most)"), _PEOPLE, format="number"),
        Field("observed_at", Text(ko="확인 시각", en="As of"), format="time"),
    ),
    kinds=(
        Kind("busy", Text(ko="약간 붐빔", en="Busy"), "#b45309", "throng"),
        Kind("crowded", Text(ko="붐빔", en="Crowded"), "#b91c1c", "hazard"),
    ),
    incident=True,
    order=46,
)

"""Kinds of publishers. A pack's table names the actual one in its header; these stand where it does not."""

from geodata.source import Source
from geodata.text import Text

TERMS = Text(ko="자료 제공 기관의 이용 조건", en="Terms of the publisher")
YEARLY = Text(ko="매년", en="Every year")


def _kind(provider_ko: str, provider_en: str, title_ko: str, title_en: str, refresh: Text | None = YEARLY) -> Source:
    return Source(provider=Text(provider_ko, provider_en), licence=TERMS, title=Text(title_ko, title_en), refresh=refresh)


RESIDENT_REGISTER = _kind("주민등록 담당 기관", "Resident registration authority", "등록인구 통계", "Registered population statistics")
CENSUS = _kind("국가통계기관", "National statistics office", "인구주택총조사", "Population and housing census")
LABOUR_SURVEY = _kind(
    "국가통계기관", "National statistics office", "지역별고용조사", "Local labour force survey", Text(ko="반기마다", en="Every half-year")
)  # fmt: skip
POLICE = _kind("경찰", "Police", "5대 범죄 발생·검거 통계", "Statistics of five major crimes")
TRAFFIC_POLICE = _kind("도로교통 담당 기관", "Road traffic authority", "교통사고 통계", "Road traffic accident statistics")
FIRE_SERVICE = _kind("소방 본부", "Fire service", "화재 통계", "Fire statistics")
CAMERA_OPERATORS = _kind("관제센터 운영 기관", "Camera control centres", "방범용 CCTV 설치 현황", "Public-safety cameras installed")
EMERGENCY_CARE = _kind("응급의료 담당 기관", "Emergency medical authority", "응급의료기관 현황", "Emergency medical institutions", None)
LIVING_POPULATION = _kind(
    "통신·교통 자료 제공 기관", "Mobile network and city statistics", "생활인구", "De facto (living) population", None
)
URBAN_CONTEXT = _kind("도시 연구 기관", "Urban research institute", "동네 여건 지표", "Neighbourhood context metrics", None)
REGISTER = _kind("도시 자료집", "City pack", "행정구역 목록", "Register of areas", None)
OWN_RECORDS = _kind(
    "이 상황판", "This situation room", "신고·출동 기록", "Records of calls and dispatch", Text(ko="매시간", en="Every hour")
)  # fmt: skip

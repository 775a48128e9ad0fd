"""Which column of a table is what: guessed by content first, then by name, Korean or English, in any order.

Names are compared without spaces, case, underscores and what stands in brackets. The words below are words of the two
languages, not of one city.
"""

import re
from dataclasses import dataclass, field

import pandas as pd

from geodata.boundaries.names import name_key
from geodata.city import City

SAMPLE_ROWS = 2000
# role -> names, the best first; a column name matches when it equals one, or ends with one of those marked by a leading *
WORDS: dict[str, tuple[str, ...]] = {
    "lon": ("경도", "lon", "lng", "long", "longitude", "x", "lo", "*경도", "*longitude", "*lng", "*lon", "x좌표", "*x좌표", "*_x", "xcoord", "coordx", "*x_utmk"),
    "lat": ("위도", "lat", "latitude", "y", "la", "*위도", "*latitude", "*lat", "y좌표", "*y좌표", "*_y", "ycoord", "coordy", "*y_utmk"),
    "name": ("명칭", "이름", "name", "시설명", "title", "역명", "상호명", "업소명", "사업장명", "기관명", "요양기관명", "*명칭", "*센터명", "*관명", "*시설명", "*역명", "*_name", "*name"),
    "address": ("주소", "도로명주소", "소재지도로명주소", "address", "addr", "*도로명주소", "newaddress", "roadaddress", "소재지", "지번주소", "소재지지번주소", "oldaddress", "설치위치", "설치장소", "*주소", "*위치", "*address", "*addr"),
    "kind": ("구분", "유형", "종류", "type", "kind", "category", "*구분명", "*유형명", "*유형", "*구분", "*종별코드명", "*분류명", "*코드명", "*_type"),
    "purpose": ("설치목적", "설치목적구분", "목적", "purpose", "*목적", "*목적구분"),
    "cameras": ("수량", "카메라대수", "cctv수량", "대수", "cameras", "count", "*카메라대수"),
    "phone": ("전화번호", "전화", "phone", "tel", "telephone", "*전화번호", "*전화", "*전화번호1"),
}  # fmt: skip
ID_WORDS = (
    "id",
    "관리번호",
    "고유번호",
    "일련번호",
    "objectid",
    "stationid",
    "*관리번호",
    "*고유번호",
    "*일련번호",
    "*id",
    "*아이디",
    "연번",
    "순번",
    "번호",
)
DISTRICT_SHARE = 0.2  # of a column's rows that must name a district of the city
KINDS_AT_MOST = 60


@dataclass(frozen=True)
class Roles:
    """Column of each role, None when there is none. ``other``: address, purpose, cameras, phone."""

    id: str | None
    name: str | None
    kind: str | None
    district: str | None
    other: dict[str, str] = field(default_factory=dict)


def plain(name: str) -> str:
    """A column name as it is compared."""
    return re.sub(r"[\s()\[\]·ㆍ]", "", name).lower()


def rank(name: str, words: tuple[str, ...]) -> int | None:
    """How well a column name fits ``words`` (0 the best), None when not at all."""
    compared = plain(name)
    bare = compared.replace("_", "")
    for place, word in enumerate(words):
        if (compared.endswith(word[1:]) and compared != word[1:]) if word.startswith("*") else word in (compared, bare):
            return place
    return None


def best(columns: list[str], words: tuple[str, ...]) -> str | None:
    """The column whose name fits ``words`` best."""
    ranked = [(found, n, name) for n, name in enumerate(columns) if (found := rank(name, words)) is not None]
    return min(ranked)[2] if ranked else None


def guess_roles(frame: pd.DataFrame, city: City, positions: set[str]) -> Roles:
    """Roles of the columns of ``frame`` (texts) besides the position columns."""
    free = [name for name in frame.columns if name not in positions and (frame[name] != "").any()]
    district = district_column(frame[free], city)
    free = [name for name in free if name != district]
    id_column = next((name for name in _by_rank(free, ID_WORDS) if (frame[name] != "").all() and frame[name].is_unique), None)
    name = next((one for one in _by_rank(free, WORDS["name"]) if not _is_numeric(frame[one])), None)
    kind = next((one for one in _by_rank(free, WORDS["kind"]) if one != name and _is_class(frame[one])), None)
    other = {role: column for role in ("address", "purpose", "cameras", "phone") if (column := best(free, WORDS[role])) and column != name}
    return Roles(id_column, name, kind, district, other)


def _by_rank(columns: list[str], words: tuple[str, ...]) -> list[str]:
    ranked = sorted((found, n, name) for n, name in enumerate(columns) if (found := rank(name, words)) is not None)
    return [name for _, _, name in ranked]


def _is_numeric(column: pd.Series) -> bool:
    filled = column[column != ""].head(SAMPLE_ROWS)
    return bool(pd.to_numeric(filled, errors="coerce").notna().mean() > 0.5)


def _is_class(column: pd.Series) -> bool:
    different = column.head(SAMPLE_ROWS).nunique()
    return 1 < different <= min(KINDS_AT_MOST, max(2, len(column) // 2)) and not _is_numeric(column)


def district_column(frame: pd.DataFrame, city: City) -> str | None:
    """The column that names a district in most rows, if any does in enough of them."""
    known = set(district_names(city))
    shares = {name: frame[name].head(SAMPLE_ROWS).map(name_key).isin(known).mean() for name in frame.columns}
    found = max(shares, key=lambda name: shares[name], default=None)
    return found if found is not None and shares[found] >= DISTRICT_SHARE else None


def district_names(city: City) -> dict[str, str]:
    """District id by comparable name, Korean or English. Names only: a code says nothing without its system."""
    return {name_key(name): area.id for area in city.districts for name in (area.name.ko, area.name.en)}

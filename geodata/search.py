"""Finding an area by what people type: Korean, initials (초성), romanised, district and neighbourhood, or a code.

"역삼1", "역삼제1동", "ㅇㅅ1ㄷ", "역ㅅ", "yeoksam 1-dong", "강남 역삼", "Sinsa-dong, Gangnam-gu" and "1168064000" all work. Hangul
syllables are taken apart by arithmetic (Unicode 3.12): nothing here knows a city.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from geodata.boundaries.names import name_key
from geodata.city import Area, City
from geodata.indicator import Level
from geodata.text import Text

MAX_QUERY = 80
SHORTEST_CODE = 4  # digits from which a number may be the beginning of a code

_SYLLABLES, _PER_INITIAL, _PER_VOWEL = 0xAC00, 588, 28
_LAST_SYLLABLE, _INITIALS = 0xD7A3, range(0x1100, 0x1113)
_NUMBERS = re.compile(r"\d+(?:\D\d+)+(?=\D)")  # "1·2·3·4" in a name: one area of several numbers
_DIGITS = re.compile(r"\d+")
# two initials typed quickly become one letter on a Korean keyboard
_CLUSTERS = str.maketrans({"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ", "ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"})  # fmt: skip

EXACT, PREFIX, SUBSTRING, SIMILAR = range(4)
WHOLE = Text(ko="도시 전체", en="Whole city")
SHORTEST_NAME = 2  # letters from which the beginning of the city's name means it
_CITY = "시"  # the Korean for "city" at the end of a name
_HANGUL = re.compile("[가-힣]+")


@dataclass(frozen=True, slots=True)
class Hit:
    """An area found, or the city itself (``level`` 'city', ``id`` ""). ``context`` tells areas of one name apart: the
    district of a neighbourhood, the city of a district, with the code and its system when a code was typed."""

    id: str
    level: Level | Literal["city"]
    name: Text
    context: Text


@dataclass(frozen=True, slots=True)
class _Entry:
    area: Area
    context: Text
    names: tuple[str, ...]  # comparable names, Korean and English
    similar: tuple[str, ...]  # spellings that mean it less directly
    joined: tuple[tuple[str, int], ...]  # district and name written in one, and how long the first of the two is
    district: tuple[str, ...]  # comparable names of its district


_kept: dict[tuple[str, str, str], tuple[City, tuple[_Entry, ...]]] = {}


def find(city: City, query: str, limit: int = 8) -> list[Hit]:
    """At most ``limit`` areas, best first: exact name, beginning, part, similar; districts before neighbourhoods, short names
    before long ones; the city itself when its name is asked for. Empty for a query that says nothing."""
    words = _words(city, query)
    if not words or limit < 1:
        return []
    squeezed = "".join(words)
    patterns: list[tuple[re.Pattern[str], re.Pattern[str] | None]] = [(_pattern(squeezed), None)]
    for cut in range(1, len(words)):
        ahead, behind = "".join(words[:cut]), "".join(words[cut:])
        patterns += [(_pattern(behind), _pattern(ahead)), (_pattern(ahead), _pattern(behind))]
    ranked: list[tuple[int, bool, int, int, Hit]] = []
    if (whole := _whole(city, squeezed)) is not None:
        ranked.append((whole, False, 0 if whole == EXACT else len(name_key(city.name.ko)), -1, Hit("", "city", city.name, WHOLE)))
    for order, entry in enumerate(_entries(city)):
        code = _code(entry.area, squeezed)
        found = [quality for name, district in patterns if (quality := _quality(entry, name, district)) is not None]
        if code:
            found.append(code[0])
        if found:
            ranked.append((min(found), entry.area.level != "district", len(entry.names[0]), order, _hit(entry, code[1] if code else None)))
    return [hit for *_, hit in sorted(ranked, key=lambda row: row[:4])[:limit]]


def _words(city: City, query: str) -> list[str]:
    """Comparable words of a query, without a leading or trailing name of the city itself."""
    words = [key for word in query[:MAX_QUERY].translate(_CLUSTERS).split() if (key := name_key(word))]
    own = (name_key(city.name.ko), name_key(city.name.en))
    for at in (0, -1):
        if len(words) > 1 and len(words[at]) > 1 and any(words[at].startswith(name) or name.startswith(words[at]) for name in own):
            words.pop(at)
    return words


def _whole(city: City, key: str) -> int | None:
    """How well ``key`` means the city itself: EXACT for its name and for a Korean name without its rank ("미래" for 미래특별시,
    "미래시" too), PREFIX for another beginning of at least two letters; None when it does not."""
    ko, en = name_key(city.name.ko), name_key(city.name.en)
    short = key.removesuffix(_CITY) if len(key) > SHORTEST_NAME else key
    if key in (ko, en) or (len(short) >= SHORTEST_NAME and _HANGUL.fullmatch(short) and ko.startswith(short)):
        return EXACT
    return PREFIX if len(key) >= SHORTEST_NAME and any(_pattern(key).match(name) for name in (ko, en)) else None


def _pattern(key: str) -> re.Pattern[str]:
    """What ``key`` matches: an initial stands for every syllable that begins with it; a last syllable without a final
    consonant also for those that go on (still being typed)."""
    return re.compile("".join(_letter(letter, last=at == len(key) - 1) for at, letter in enumerate(key)))


def _letter(letter: str, last: bool) -> str:
    code = ord(letter)
    if code in _INITIALS:
        first = _SYLLABLES + (code - _INITIALS[0]) * _PER_INITIAL
        return f"[{chr(first)}-{chr(first + _PER_INITIAL - 1)}]"
    if last and _SYLLABLES <= code <= _LAST_SYLLABLE and (code - _SYLLABLES) % _PER_VOWEL == 0:
        return f"[{letter}-{chr(code + _PER_VOWEL - 1)}]"
    return re.escape(letter)


def _quality(entry: _Entry, name: re.Pattern[str], district: re.Pattern[str] | None) -> int | None:
    """How well a name is meant; with ``district`` the area's district must be meant too."""
    if district is not None and not any(district.match(key) for key in entry.district):
        return None
    best = None
    for key in entry.names:
        if found := name.search(key):
            quality = SUBSTRING if found.start() else (EXACT if found.end() == len(key) else PREFIX)
            best = quality if best is None else min(best, quality)
    if best is not None:
        return best
    in_one = ((name.match(key), length) for key, length in entry.joined)
    return (
        SIMILAR
        if any(name.match(key) for key in entry.similar) or any(found and found.end() > length for found, length in in_one)
        else None
    )


def _code(area: Area, key: str) -> tuple[int, str] | None:
    """(quality, "code (SYSTEM)") when ``key`` is a code of the area or the beginning of one."""
    for system, code in area.codes.items():
        folded = name_key(code)
        if key == folded:
            return EXACT, f"{code} ({system.upper()})"
        if key.isdigit() and len(key) >= SHORTEST_CODE and folded.startswith(key):
            return PREFIX, f"{code} ({system.upper()})"
    return None


def _hit(entry: _Entry, code: str | None) -> Hit:
    context = Text(ko=f"{entry.context.ko} · {code}", en=f"{entry.context.en} · {code}") if code else entry.context
    return Hit(entry.area.id, entry.area.level, entry.area.name, context)


def _entries(city: City) -> tuple[_Entry, ...]:
    """The index of a city, made once."""
    place = (city.id, city.vintage, str(city.folder))
    kept = _kept.get(place)
    if kept is None or kept[0] is not city:
        kept = _kept[place] = (city, tuple(_entry(city, area) for area in city.areas.values()))
    return kept[1]


def _entry(city: City, area: Area) -> _Entry:
    district = city.areas[area.parent] if area.parent else None
    above = _keys(district.name) if district else ()
    names = _keys(area.name)
    # "강남구역삼1동", "yeoksam1donggangnamgu"
    joined = ((above[0] + names[0], len(above[0])), (names[1] + above[1], len(names[1]))) if above else ()
    return _Entry(area, district.name if district else city.name, names, tuple(dict.fromkeys(_similar(area.name))), joined, above)


def _keys(name: Text) -> tuple[str, str]:
    return name_key(name.ko), name_key(name.en)


def _similar(name: Text) -> Iterable[str]:
    """The name without its numbers ("역삼동" for 역삼1동), and once for each of several ("종로3가동")."""
    for said in (name.ko, name.en):
        yield name_key(_DIGITS.sub("", said))
        if numbers := _NUMBERS.search(said):
            for number in _DIGITS.findall(numbers.group()):
                yield name_key(said[: numbers.start()] + number + said[numbers.end() :])

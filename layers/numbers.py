"""Numbers, changes, times and distances as people read them, in Korean and English.

Cards use 만/억/조 with one decimal (938.6만) or K/M/B/T in English (9.39M); tables use full digits. Percent and percentage
point (%p) are kept apart. None is "no data", never zero. Times are shown in the city's own zone with its name.
"""

from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

from geodata.text import Text
from layers.strings import say

_KOREAN = ((10**12, "조"), (10**8, "억"), (10**4, "만"))
_ENGLISH = ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**4, "K"))
_UNITS_OF_K = 10**3  # English shortens from ten thousand on, in thousands
_WEEKDAYS = {"ko": "월화수목금토일", "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
MINUS = "−"


def rounded(value: float, decimals: int) -> Decimal:
    """``value`` rounded half away from zero, as people round by hand (2.5 -> 3); zero carries no sign."""
    found = Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    return abs(found) if found == 0 else found


def full(value: float | None, decimals: int = 0, lang: str = "ko") -> str:
    """Full digits with commas, for tables: ``9,386,034``; None reads "자료 없음" / "No data"."""
    if value is None:
        return say("nodata", lang)
    return f"{rounded(value, decimals):,f}".replace("-", MINUS)


def short(value: float | None, decimals: int = 0, lang: str = "ko") -> str:
    """Short form for cards: ``938.6만``, ``34조``; in English ``9.39M``. Below ten thousand: full digits with ``decimals``.
    A scaled number has one decimal (two from a million on in English, whose steps are wider), without idle zeros."""
    if value is None:
        return say("nodata", lang)
    if abs(value) < 10**4:
        return full(value, decimals, lang)
    for size, word in _ENGLISH if lang == "en" else _KOREAN:
        divisor = _UNITS_OF_K if word == "K" else size
        scaled = rounded(value / divisor, 2 if word in ("M", "B", "T") else 1)
        # a rounded 10,000.0만 is written 1억
        if abs(value) >= size or abs(scaled) * divisor >= size:
            return f"{scaled:,f}".rstrip("0").removesuffix(".").replace("-", MINUS) + word
    return full(value, decimals, lang)


def with_unit(number: str, unit: Text | None, lang: str) -> str:
    """A number and its unit: percent signs and Korean counting words stick to the number as both languages write them."""
    words = unit.get(lang) if unit else ""
    if not words or number == say("nodata", lang):
        return number
    sticks = words[0] in "%‰" or (lang == "ko" and "가" <= words[0] <= "힣" and number[-1:] not in "만억조")
    return f"{number}{words}" if sticks else f"{number} {words}"


def percent(share: float | None, decimals: int = 1, lang: str = "ko") -> str:
    """A percentage given in percent: ``12.3%``."""
    return full(share, decimals, lang) + ("" if share is None else "%")


def moved(value: float | None, previous: float | None, kind: str) -> float | None:
    """How far a value moved: in points for a percentage or an index, else in percent of the previous value; None when
    either is unknown or there is nothing to compare with."""
    if value is None or previous is None:
        return None
    if kind in ("percent", "index"):
        return value - previous
    return (value - previous) / abs(previous) * 100 if previous else None


def change(value: float | None, previous: float | None, kind: str, lang: str) -> tuple[str, str | None]:
    """How a value moved, as shown, and its direction ('up', 'down', 'same', None when unknown).

    ``kind``: the indicator's kind. Percentages move by percentage points (▼ 0.3%p), indices by points, everything else
    by percent of the previous value (▲ 1.2%). The word beside the sign says it for those who do not see it.
    """
    by = moved(value, previous, kind)
    if by is None:
        return say("nodata", lang), None
    unit = {"percent": "%p", "index": " pts" if lang == "en" else "p"}.get(kind, "%")
    size = rounded(by, 1)
    direction = "up" if size > 0 else "down" if size < 0 else "same"
    sign = {"up": "▲", "down": "▼", "same": "="}[direction]
    shown = f"{sign} {abs(size):,f}{unit}" if direction != "same" else sign
    return f"{shown} {say(f'change.{direction}', lang)}", direction


def time(at: datetime, zone: str, lang: str) -> str:
    """A moment in the city's zone: ``2026. 11. 23.(월) 14:05`` / ``Mon 23 Nov 2026, 14:05 KST``. ``at`` carries a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at!r} carries no time zone; give UTC")
    here = at.astimezone(ZoneInfo(zone))
    day = _WEEKDAYS["en" if lang == "en" else "ko"][here.weekday()]
    if lang == "en":
        return f"{day} {here.day} {_MONTHS[here.month - 1]} {here.year}, {here:%H:%M} {here.tzname()}"
    return f"{here.year}. {here.month}. {here.day}.({day}) {here:%H:%M}"


def age(seconds: float | None, lang: str) -> str:
    """How long ago: ``방금``, ``3분 전``, ``2시간 전``, ``5일 전`` / ``just now``, ``3 min ago``, ``2 h ago``, ``5 d ago``.
    A negative age (a clock that runs ahead) is "just now"."""
    if seconds is None:
        return say("nodata", lang)
    for size_s, ko, en in ((86400, "일 전", " d ago"), (3600, "시간 전", " h ago"), (60, "분 전", " min ago")):
        if seconds >= size_s:
            return f"{int(seconds // size_s)}{en if lang == 'en' else ko}"
    return "just now" if lang == "en" else "방금"


def elapsed(seconds: float, lang: str) -> str:
    """A length of time: ``6분 20초`` / ``6 min 20 s``, ``2시간 5분`` / ``2 h 5 min``, ``3일 4시간`` / ``3 d 4 h``."""
    steps = ((86400, "일", " d"), (3600, "시간", " h"), (60, "분", " min"), (1, "초", " s"))
    english = lang == "en"
    for (size_s, ko, en), (small_s, small_ko, small_en) in pairwise(steps):
        if seconds >= size_s:
            count, rest = divmod(int(seconds), size_s)
            small = rest // small_s
            return f"{count}{en if english else ko}" + (f" {small}{small_en if english else small_ko}" if small else "")
    return f"{int(seconds)}{' s' if english else '초'}"


def distance(metres: float | None, lang: str) -> str:
    """``240 m`` to the nearest ten metres below a kilometre, else ``1.2 km``."""
    if metres is None:
        return say("nodata", lang)
    tens = rounded(metres / 10, 0) * 10
    return f"{tens:f} m" if tens < 1000 else f"{rounded(metres / 1000, 1):,f} km"


def period(code: str | None, lang: str) -> str:
    """A period code in words: ``2024년`` / ``2024``, ``2024년 상반기`` / ``first half of 2024``, ``2024년 3분기`` / ``Q3 2024``,
    ``2024년 5월`` / ``May 2024``, ``2024. 5. 1. 14시`` / ``1 May 2024, 14:00``."""
    if not code:
        return say("nodata", lang)
    year, rest, english = code[:4], code[4:], lang == "en"
    if not rest:
        return year if english else f"{year}년"
    if rest[0] == "H":
        half = say(f"period.half.{rest[1]}", lang)
        return f"{half} of {year}" if english else f"{year}년 {half}"
    if rest[0] == "Q":
        return f"Q{rest[1]} {year}" if english else f"{year}년 {rest[1]}분기"
    month, day, hour = int(rest[1:3]), rest[4:6], rest[7:9]
    if not day:
        return f"{_MONTHS[month - 1]} {year}" if english else f"{year}년 {month}월"
    if english:
        return f"{int(day)} {_MONTHS[month - 1]} {year}" + (f", {hour}:00" if hour else "")
    return f"{year}. {month}. {int(day)}." + (f" {int(hour)}시" if hour else "")

"""The clockwork of the demonstration feeds: pure functions of (city, topic, time), so that two processes agree.

Time is cut into slots; each slot has one happening whose start, district, neighbourhood, position and length are drawn from a
generator seeded with (city, topic, slot). The pack's demo.csv (district,topic,count) gives how many are going on at once in
each district; without a line for the topic every district has ``DEFAULT_COUNT``.
"""

import csv
import math
import random
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from typing import Any

from geodata.city import Area, City
from geodata.errors import BadInput
from geodata.source import Source
from geodata.text import Text

DEFAULT_COUNT = 3
HISTORY_DAYS = 30
SHORTEST_S = 300.0  # mean length of a happening where demo.csv asks for very few at once


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happens: ``starts``/``ends`` UTC, a neighbourhood (or district) and a position near its centre."""

    slot: int
    starts: datetime
    ends: datetime
    area: Area
    lon: float
    lat: float
    dice: random.Random

    @property
    def life_s(self) -> float:
        return (self.ends - self.starts).total_seconds()

    def titled(self, title: Text) -> dict[str, Any]:
        """Props every demonstration feature carries: that it is one, and its title with {place} filled in."""
        return {"demo": True, "title_ko": title.ko.format(place=self.area.name.ko), "title_en": title.en.format(place=self.area.name.en)}


def source(title: Text) -> Source:
    """Source card of a demonstration feed; it says what it is."""
    return Source(
        provider=Text(ko="시연용으로 만든 자료", en="Made up for demonstration"),
        licence=Text(ko="실제 자료가 아님", en="Not real"),
        title=title,
        refresh=Text(ko="실시간 (시연)", en="real time (demonstration)"),
    )


def generator(*parts: object) -> random.Random:
    """A generator seeded with the parts, the same in every process and Python version (seeding by text hashes with SHA-512)."""
    return random.Random("|".join(map(str, parts)))


@lru_cache(maxsize=16)
def _counts(path: Path, topic: str, _changed_at: float) -> dict[str, int]:
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = csv.DictReader(line for line in file if not line.startswith("#"))
            return {r["district"]: int(r["count"]) for r in rows if r["topic"] == topic}
    except (KeyError, ValueError, TypeError) as problem:
        raise BadInput(
            f"{path}: cannot be read as district,topic,count ({type(problem).__name__}: {problem}). Mend that file."
        ) from problem


def sizes(city: City, topic: str) -> dict[str, int]:
    """How many are going on at once, by district id of the loaded vintage; districts demo.csv does not name have none."""
    path = city.folder / "demo.csv"
    counts = _counts(path, topic, path.stat().st_mtime) if path.is_file() else {}
    return {d.id: counts.get(d.id, 0) if counts else DEFAULT_COUNT for d in city.districts}


def history(city: City) -> timedelta:
    """How much of the past the demonstration has: 30 days, or ``history_days`` in the section [demo] of city.toml."""
    path = city.folder / "city.toml"
    days = tomllib.loads(path.read_text(encoding="utf-8")).get("demo", {}).get("history_days", HISTORY_DAYS)
    if not isinstance(days, int) or days < 0:
        raise BadInput(f"{path}: demo.history_days is {days!r}, which is no whole number of days. Mend that line.")
    return timedelta(days=days)


def going_on(city: City, topic: str, now: datetime, slot_s: float, longest_s: float, told_after_s: float = 0.0) -> Iterator[Happening]:
    """What is going on at ``now``, oldest first. One starts in every slot; starts are 2/3 to 4/3 of ``slot_s`` apart. A happening
    lasts ``longest_s`` on average at most, however many demo.csv asks for at once. One that has ended is told for ``told_after_s``
    more, so that its end is heard."""
    known = _sizes_at(city, topic, slot_s, longest_s)
    if known is None:
        return
    current = math.floor(now.timestamp() / slot_s)
    for slot in range(current - _slots_back(known, slot_s, told_after_s), current + 1):
        happening = _happening(city, topic, slot, slot_s, known)
        if happening.starts <= now < happening.ends + timedelta(seconds=told_after_s):
            yield happening


def happened(moment: datetime, now: datetime) -> datetime | None:
    """``moment`` when it has come by ``now``, else None."""
    return moment if moment <= now else None


def ended(city: City, topic: str, since: datetime, until: datetime, slot_s: float, longest_s: float) -> Iterator[Happening]:
    """What ended after ``since``, up to and with ``until``, by start; sizes as of ``going_on``."""
    known = _sizes_at(city, topic, slot_s, longest_s)
    if known is None:
        return
    first = math.floor(since.timestamp() / slot_s) - _slots_back(known, slot_s)
    for slot in range(first, math.floor(until.timestamp() / slot_s) + 1):
        happening = _happening(city, topic, slot, slot_s, known)
        if since < happening.ends <= until:
            yield happening


@dataclass(frozen=True, slots=True)
class _Sizes:
    """Districts with their sizes added up, as ``random.choices`` wants them, and the mean length of a happening in seconds."""

    districts: list[str]
    added_up: list[int]
    mean_life_s: float


def _sizes_at(city: City, topic: str, slot_s: float, longest_s: float) -> _Sizes | None:
    weights = sizes(city, topic)
    total = sum(weights.values())
    if total <= 0:
        return None
    return _Sizes(list(weights), list(accumulate(weights.values())), min(max(total * slot_s, SHORTEST_S), longest_s))


def _slots_back(known: _Sizes, slot_s: float, told_after_s: float = 0.0) -> int:
    """In how many slots before the present one something that is told now may have begun."""
    return math.ceil((1.5 * known.mean_life_s + told_after_s) / slot_s) + 1


def _happening(city: City, topic: str, slot: int, slot_s: float, known: _Sizes) -> Happening:
    dice = generator(city.id, topic, slot)
    starts = datetime.fromtimestamp(math.floor(slot * slot_s + dice.random() * slot_s / 3), UTC)
    ends = starts + timedelta(seconds=round(known.mean_life_s * dice.uniform(0.5, 1.5)))
    district = dice.choices(known.districts, cum_weights=known.added_up)[0]
    area = dice.choice(city.children(district) or (city.areas[district],))
    # within a quarter of the area's width, so that most draws stay inside it; the outline has the last word when stored
    reach_m = 250 * math.sqrt(area.area_km2) if area.area_km2 else 150.0
    bearing, distance_m = dice.uniform(0, 2 * math.pi), reach_m * math.sqrt(dice.random())
    lat = area.lat + distance_m * math.cos(bearing) / 111_320
    lon = area.lon + distance_m * math.sin(bearing) / (111_320 * math.cos(math.radians(area.lat)))
    return Happening(slot, starts, ends, area, round(lon, 6), round(lat, 6), dice)

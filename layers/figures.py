"""What the panel needs to know about an indicator: passed in by the callbacks, so that nothing here asks a database."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Protocol

from geodata.city import Area, City
from geodata.freshness import of_period, part
from geodata.indicator import LEVELS, Indicator, Level
from geodata.source import Source
from geodata.text import Text
from layers import numbers
from layers.strings import say

Ranks = Mapping[str, tuple[int, int]]


class Figures(Protocol):
    """Values of one indicator, level and period, as geodata.indicators.read.values returns them."""

    @property
    def indicator(self) -> Indicator: ...
    @property
    def level(self) -> Level: ...
    @property
    def period(self) -> str | None: ...
    @property
    def values(self) -> Mapping[str, float | None]: ...
    @property
    def flags(self) -> Mapping[str, str]: ...
    @property
    def previous_period(self) -> str | None: ...
    @property
    def previous(self) -> Mapping[str, float | None]: ...


@dataclass(frozen=True)
class Reading:
    """One indicator for one card.

    ``figures``: at the open area's level (for the city: any level; only its period is used). ``ranks``: (rank, of) by
    area. ``city_value``: the city's own figure, ``city_previous`` the one before. ``district``: figures at district level
    while a neighbourhood is open. ``published``: levels the indicator has values at.
    """

    figures: Figures
    ranks: Ranks = field(default_factory=dict)
    city_value: float | None = None
    city_previous: float | None = None
    district: Figures | None = None
    published: tuple[Level, ...] = LEVELS


def shown_areas(city: City, level: Level, area: str | None) -> tuple[Area, ...]:
    """Areas of a level in sight: those of the open district (also while one of its neighbourhoods is open), else all."""
    district = city.district_of(area) if area else None
    return city.children(district.id) if district and level == "neighbourhood" else city.at(level)


def place_name(city: City, area: str | None, lang: str) -> str:
    """Full name of an area: "강남구 역삼1동" / "Yeoksam 1-dong, Gangnam-gu"; the city's for None or an unknown id."""
    found = city.areas.get(area) if area else None
    if found is None:
        return city.name.get(lang)
    district = city.areas.get(found.parent) if found.parent else None
    if district is None:
        return found.name.get(lang)
    return f"{found.name.en}, {district.name.en}" if lang == "en" else f"{district.name.ko} {found.name.ko}"


def freshness(period: str | None, today: date, lang: str, source: Source | None = None) -> dict[str, str | None]:
    """{"state", "observed_at", "as_of"} of a figure (``geodata.freshness.of_period``): 'demo' where its ``source`` is a demonstration.
    ``observed_at``: the period's last day, today while it runs; ``as_of``: the period in words."""
    state = of_period(period, today)
    if source and source.demo and state != "missing":
        state = "demo"
    told = part(state, period)
    running = told["observed_at"] is not None and told["observed_at"] > today.isoformat()
    return {**told, "observed_at": today.isoformat() if running else told["observed_at"], "as_of": numbers.period(period, lang)}


def order_words(direction: str, lang: str) -> str:
    """Where ranks begin, as geodata.indicators.read.ranks counts them: "낮은 순" / "lowest first" where less is better."""
    return say("rank.lowest" if direction == "lower" else "rank.highest", lang)


def rank_words(rank: int, of: int, direction: str, lang: str) -> str:
    """A rank with its direction: "25곳 중 3위(낮은 순)" / "rank 3 of 25 (lowest first)"."""
    return say("card.rank", lang, rank=rank, of=of, order=order_words(direction, lang))


def source_line(source: Source | Mapping[str, Any] | None, lang: str) -> str | None:
    """Provider, title, date and licence in one line; ``source`` may be the plain form kept with stored places."""
    if source is None:
        return None
    if isinstance(source, Source):
        provider, title, licence, as_of = source.provider.get(lang), source.title.get(lang), source.licence.get(lang), source.as_of
    else:
        provider, title, licence = (_said(source.get(name), lang) for name in ("provider", "title", "licence"))
        as_of = source.get("as_of")
    fields = {"provider": provider, "title": title, "licence": licence}
    line = say("source.as_of", lang, as_of=as_of, **fields) if as_of else say("source.line", lang, **fields)
    return line.strip()


def _said(value: object, lang: str) -> str:
    if isinstance(value, Text):
        return value.get(lang)
    if isinstance(value, Mapping):
        return str(value.get(lang) or value.get("ko") or say("nodata", lang))
    return str(value) if value else say("nodata", lang)

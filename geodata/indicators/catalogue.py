"""The declared indicators: one file each in ``geodata/indicators/catalog``."""

from functools import lru_cache

from geodata.errors import BadInput
from geodata.extensions import scan
from geodata.indicator import Indicator
from geodata.indicators import catalog
from geodata.text import Text

THEMES = ("people", "households", "jobs", "safety", "fire", "health", "housing", "life")  # order of the catalogue; others follow


def indicators() -> dict[str, Indicator]:
    """All declared indicators by id, in catalogue order: themes as in THEMES, new ones after them, then by
    ``order`` and file name. A folder appended to ``catalog.__path__`` is seen at the next call. Raises SijangsilError naming a file that
    declares none, BadInput when inputs are unknown or lead back to themselves."""
    return dict(_scan(tuple(catalog.__path__)))


@lru_cache(maxsize=8)
def _scan(_folders: tuple[str, ...]) -> dict[str, Indicator]:
    found: dict[str, Indicator] = scan(catalog, "INDICATOR")
    for indicator_id in found:
        _refuse_loop(indicator_id, found, ())
    themes = [*THEMES, *sorted({i.theme for i in found.values()} - set(THEMES))]
    return dict(sorted(found.items(), key=lambda pair: (themes.index(pair[1].theme), pair[1].order, pair[0])))


def _refuse_loop(indicator_id: str, found: dict[str, Indicator], above: tuple[str, ...]) -> None:
    if indicator_id not in found:
        raise BadInput(
            f"geodata/indicators/catalog/{above[-1]}.py: the input {indicator_id!r} is not declared. Add its file or mend inputs."
        )
    if indicator_id in above:
        raise BadInput(
            f"geodata/indicators/catalog/{indicator_id}.py: its inputs lead back to itself ({' -> '.join((*above, indicator_id))})."
        )
    for needed in found[indicator_id].inputs:
        _refuse_loop(needed, found, (*above, indicator_id))


def declared(indicator_id: str) -> Indicator:
    """The declaration of ``indicator_id``; raises BadInput when there is none."""
    found = indicators().get(indicator_id)
    if found is None:
        raise BadInput(
            f"There is no indicator {indicator_id!r}; python -m geodata status lists those that exist.",
            Text(
                ko="찾으시는 지표가 없습니다. 지표 목록에서 골라 주세요.", en="There is no such indicator. Please choose one from the list."
            ),
        )
    return found

"""The official outlines of a date, fetched with the library ``admdongkor`` (MIT; 62 dated versions, 1975 to now).

Source: administrative boundaries of Statistics Korea (SGIS) and the Ministry of the Interior and Safety, as published by
github.com/vuski/admdongkor. The library is optional and needs the internet; nothing else of the program does.
"""

import os
import threading
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import geopandas as gpd

from geodata.boundaries.load import Origin
from geodata.boundaries.read import OutlineTable
from geodata.errors import BadInput, NotInstalled, SijangsilError
from geodata.indicator import Level
from geodata.text import Text

REACH_TIMEOUT_S = 10.0  # to reach the server at all; the download itself may take longer
_LEVELS: dict[Level, str] = {"district": "sgg", "neighbourhood": "emd"}
_NO_INTERNET = Text(
    ko="공식 경계를 받을 수 없습니다. 인터넷 연결을 확인하거나 받은 파일을 import boundaries 로 가져오세요.",
    en="The official outlines could not be fetched. Check the internet connection, or import a file you already have.",
)


def fetch_official(level: Level, vintage: str, cache: Path) -> tuple[list[OutlineTable], Origin]:
    """The version in force at ``vintage`` (ISO date): its table and origin, for ``load.import_tables``.

    ``cache``: folder for downloads; a version fetched before is taken from there. Raises BadInput for a date before the
    first version, NotInstalled without the library, SijangsilError within 15 s when the server cannot be reached.
    """
    library = _library(cache)
    version = version_at(library, vintage)
    try:
        if not (cache / f"{_LEVELS[level]}_{version}.parquet").is_file():
            _reach(f"{library._cache.BASE_URL}/{_LEVELS[level]}_{version}.parquet")
        frame: gpd.GeoDataFrame = library.get(version, _LEVELS[level], detail=True)
    except (OSError, ValueError, RuntimeError) as problem:
        raise SijangsilError(
            f"The official outlines of {version} could not be fetched ({_short(problem)}). "
            "Check the internet connection, or import a file with: python -m geodata import boundaries FILE --level LEVEL",
            _NO_INTERNET,
        ) from problem
    day = f"{version[:4]}-{version[4:6]}-{version[6:]}"
    frame = frame if frame.geometry.name == "geometry" else frame.rename_geometry("geometry")
    table = OutlineTable(frame, f"{_LEVELS[level]}_{version}", "Parquet", "utf-8", declared=True)
    title = {"ko": f"공식 행정경계 {day}판 (admdongkor)", "en": f"Official boundaries, version of {day} (admdongkor)"}
    return [table], Origin("official", f"admdongkor {table.layer}", title, licence={"ko": "MIT (admdongkor)", "en": "MIT (admdongkor)"})


def version_at(library: Any, vintage: str) -> str:
    """Key of the newest version not younger than ``vintage``; raises BadInput when there is none."""
    try:
        key = date.fromisoformat(vintage).strftime("%Y%m%d")
    except ValueError as problem:
        raise BadInput(f"{vintage!r} is not a date; give the vintage as YYYY-MM-DD.") from problem
    keys = [k for k in library.get_list() if k <= key]
    if not keys:
        raise BadInput(f"There are no official outlines as old as {vintage}; the first version is of {library.get_list()[0]}.")
    return str(max(keys))


def _library(cache: Path) -> ModuleType:
    """The library, told to write into ``cache`` only and to fetch nothing by itself when it is imported."""
    os.environ["ADMDONGKOR_CACHE_DIR"] = str(cache)
    os.environ["ADMDONGKOR_NO_AUTO_UPDATE"] = "1"
    try:
        import admdongkor
    except ImportError:
        raise NotInstalled("Fetching official outlines needs the library admdongkor; type: pip install admdongkor") from None
    return admdongkor


def _reach(url: str) -> None:
    """Ask for the head of ``url`` once. In a thread of its own: looking up a name can hang longer than any timeout that
    the request itself takes. Raises OSError when there is no good answer in time."""
    import httpx

    answer: list[BaseException | int] = []

    def ask() -> None:
        try:
            answer.append(httpx.head(url, timeout=REACH_TIMEOUT_S / 2, follow_redirects=True).status_code)
        except httpx.HTTPError as problem:
            answer.append(problem)

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(REACH_TIMEOUT_S)
    if not answer:
        raise TimeoutError(f"no answer in {REACH_TIMEOUT_S:.0f} s")
    host = urlsplit(url).netloc
    if isinstance(answer[0], BaseException):
        raise ConnectionError(f"{host} could not be reached") from answer[0]
    if answer[0] >= 400:
        raise ConnectionError(f"{host} answered {answer[0]}")


def _short(problem: BaseException) -> str:
    return str(problem).splitlines()[0][:160] if str(problem) else type(problem).__name__

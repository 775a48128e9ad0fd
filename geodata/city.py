"""City packs: a city is a folder of data, inside the project or anywhere on disk.

Pack folder::

    city.toml                             id, names, extent, CRS, time zone, vintages, code systems
    vintages/DATE/districts.csv           id,ko,en,lon,lat,area_km2,<code system>...
    vintages/DATE/neighbourhoods.csv      id,district,ko,en,lon,lat,area_km2,<code system>...
    observations/INDICATOR.csv            area,period,value[,flag]         (area: id in the pack's code system)
    places/TOPIC.csv                      id,name_ko,name_en,lon,lat,kind,...   stored points the pack carries
    base/*.csv                            base picture: rivers, transit lines
    demo.csv                              district,topic,count              sizes of the demonstration feeds
    outlines/*.csv                        facts for the built-in outlines (optional)
    boundaries/LEVEL-DATE.*               outlines of the pack itself (optional; any readable file)

An area's ``id`` is its code in the pack's main code system (``code_system`` in city.toml); other systems' codes are in
``codes``. A code never travels without its system. Where a register carries a column named like the main system, that
column holds its codes and ``id`` is only a name (areas of an imported vintage whose code in that system is unknown).

Registers of other vintages, made from imported outlines, stand in ``HOME/vintages/CITY/DATE/`` with the same two files.
"""

import csv
import tomllib
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from geodata.errors import BadInput
from geodata.indicator import Level
from geodata.settings import PACKS
from geodata.text import Text


@dataclass(frozen=True, slots=True)
class Area:
    """A district or neighbourhood of one vintage.

    ``id``: code in the pack's main code system. ``parent``: id of the district for a neighbourhood, else None.
    ``codes``: code per system, e.g. {"mois": "1168064000", "kostat": "1123064"}. ``lon``/``lat``: a point inside,
    WGS 84 degrees. ``area_km2``: published area or None.
    """

    id: str
    level: Level
    name: Text
    parent: str | None
    codes: dict[str, str]
    lon: float
    lat: float
    area_km2: float | None


@dataclass(frozen=True)
class City:
    """A loaded pack at one vintage.

    ``extent``: (west, south, east, north) degrees. ``metric_crs``: EPSG code used for metres. ``vintages``: dates the
    pack has registers for; ``vintage``: the one loaded. ``folder``: the pack folder.
    """

    id: str
    name: Text
    folder: Path
    extent: tuple[float, float, float, float]
    metric_crs: int
    timezone: str
    code_system: str
    vintages: tuple[str, ...]
    vintage: str
    areas: dict[str, Area] = field(repr=False)
    attribution: Text | None = None

    @cached_property
    def districts(self) -> tuple[Area, ...]:
        return tuple(a for a in self.areas.values() if a.level == "district")

    @cached_property
    def neighbourhoods(self) -> tuple[Area, ...]:
        return tuple(a for a in self.areas.values() if a.level == "neighbourhood")

    def at(self, level: Level) -> tuple[Area, ...]:
        """All areas of a level, in register order."""
        return self.districts if level == "district" else self.neighbourhoods

    def children(self, area_id: str) -> tuple[Area, ...]:
        """Neighbourhoods of a district, in register order; empty for anything else."""
        return self._children.get(area_id, ())

    @cached_property
    def _children(self) -> dict[str, tuple[Area, ...]]:
        grouped: dict[str, list[Area]] = {}
        for area in self.neighbourhoods:
            grouped.setdefault(area.parent or "", []).append(area)
        return {k: tuple(v) for k, v in grouped.items()}

    def district_of(self, area_id: str) -> Area | None:
        """The district an area lies in (itself for a district), or None for an unknown id."""
        area = self.areas.get(area_id)
        return self.areas[area.parent] if area and area.parent else area


def pack_folder(city: str) -> Path:
    """Folder of the pack named or pointed at by ``city``; raises BadInput when there is none."""
    for folder in (PACKS / city, Path(city).expanduser()):
        if (folder / "city.toml").is_file():
            return folder
    known = ", ".join(sorted(p.parent.name for p in PACKS.glob("*/city.toml")))
    raise BadInput(f"There is no city pack {city!r} (no city.toml); built-in packs: {known}. Give one of them or a pack folder.")


def load_city(city: str, vintage: str | None = None, home: Path | None = None) -> City:
    """Load a pack at ``vintage`` (an ISO date; None: the pack's default). ``home``: the folder the program writes to; its
    registers of imported vintages are then found beside the pack's own. Raises BadInput naming the file and field that
    is wrong."""
    folder = pack_folder(city)
    toml = folder / "city.toml"
    try:
        head = tomllib.loads(toml.read_text(encoding="utf-8"))
        registers = _register_folders(folder, head["id"], home)
        chosen = vintage or head["vintage"]
        if chosen not in registers:
            raise BadInput(f"{head['id']} has no vintage {chosen!r}; its registers are: {', '.join(registers)}.")
        areas: dict[str, Area] = {}
        for level in ("district", "neighbourhood"):
            areas.update(_register(registers[chosen] / f"{level}s.csv", level, areas, head["code_system"]))
        return City(
            id=head["id"],
            name=Text(**head["name"]),
            folder=folder,
            extent=tuple(head["extent"]),
            metric_crs=head["metric_crs"],
            timezone=head["timezone"],
            code_system=head["code_system"],
            vintages=tuple(registers),
            vintage=chosen,
            areas=areas,
            attribution=Text(**head["attribution"]) if "attribution" in head else None,
        )
    except (KeyError, TypeError, ValueError, OSError) as problem:
        raise BadInput(
            f"{toml}: cannot be read as a city pack ({type(problem).__name__}: {problem}); see geodata/city.py for its fields."
        ) from problem


def _register_folders(pack: Path, city_id: str, home: Path | None) -> dict[str, Path]:
    """Folder of each vintage's registers by date, oldest first; the pack's own win over imported ones."""
    folders = [*(home / "vintages" / city_id).glob("????-??-??")] if home else []
    found = {f.name: f for f in [*folders, *(pack / "vintages").iterdir()] if f.is_dir()}
    return dict(sorted(found.items()))


def _register(path: Path, level: Level, known: dict[str, Area], code_system: str) -> dict[str, Area]:
    """Rows of one register file as areas by id; raises BadInput naming file, row and field."""
    fixed = {"id", "district", "ko", "en", "lon", "lat", "area_km2"}
    areas: dict[str, Area] = {}
    with path.open(encoding="utf-8", newline="") as file:
        lines = [(number, line) for number, line in enumerate(file, start=1) if line.strip() and not line.startswith("#")]
        for (number, _), row in zip(lines[1:], csv.DictReader(line for _, line in lines), strict=True):
            try:
                parent = row["district"] if level == "neighbourhood" else None
                if parent is not None and parent not in known:
                    raise ValueError(f"district {parent!r} is not in districts.csv")
                if row["id"] in areas:
                    raise ValueError(f"id {row['id']!r} stands twice")
                areas[row["id"]] = Area(
                    id=row["id"],
                    level=level,
                    name=Text(ko=row["ko"], en=row["en"]),
                    parent=parent,
                    codes=({} if code_system in row else {code_system: row["id"]}) | {k: v for k, v in row.items() if k not in fixed and v},
                    lon=float(row["lon"]),
                    lat=float(row["lat"]),
                    area_km2=float(row["area_km2"]) if row["area_km2"] else None,
                )
            except (KeyError, TypeError, ValueError) as problem:
                raise BadInput(f"{path}, row {number}: {problem}. Mend that row; nothing was loaded.") from problem
    return areas

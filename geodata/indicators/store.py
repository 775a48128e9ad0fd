"""Observations into the database: all tables of a pack at once, or nothing; and figures formed from the program's own records."""

import hashlib
from dataclasses import asdict, astuple, dataclass
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, update

from geodata.city import City
from geodata.db.schema import observation, setting
from geodata.indicator import LEVELS
from geodata.indicators.catalogue import indicators
from geodata.indicators.table import Observation, Table, read_table


@dataclass(frozen=True)
class Match:
    """How one table fits the register at one level. ``matched``: areas with at least one value; ``of``: areas there are;
    ``missing``: ids without any; ``elsewhere``: ids in the table that belong to another vintage only."""

    indicator: str
    level: str
    matched: int
    of: int
    missing: tuple[str, ...]
    elsewhere: tuple[str, ...]


@dataclass(frozen=True)
class Report:
    """What was loaded. ``tables``: files; ``rows``: figures stored; ``unchanged``: True when the files were already
    loaded as they are. ``undeclared``: names of files that no indicator is declared for; they were left out."""

    city: str
    vintage: str
    tables: int
    rows: int
    matches: tuple[Match, ...]
    unchanged: bool = False
    undeclared: tuple[str, ...] = ()

    def __str__(self) -> str:
        """One sentence: what was loaded, and how many tables do not fit the register fully."""
        gaps = len({match.indicator for match in self.matches if match.missing or match.elsewhere})
        return f"{self.rows:,} figures from {self.tables} tables; {gaps} of them leave areas without a value."

    def sentences(self) -> list[str]:
        """One sentence for every table that was left out, and for every table and level that does not fit the register fully."""
        left_out = [
            f"{name}: no indicator {name[:-4]!r} is declared, so this table was left out. Add geodata/indicators/catalog/{name[:-4]}.py "
            "or rename the table."
            for name in self.undeclared
        ]
        return left_out + [_sentence(match) for match in self.matches if match.missing or match.elsewhere]


def load_observations(engine: Engine, city: City) -> Report:
    """Load every ``observations/ID.csv`` of the pack, replacing the city's figures in one transaction; does nothing when
    the files and the vintage are those already loaded. A table without a declared indicator is left out and named. Raises BadInput naming file and row, and then changes nothing."""
    paths = sorted((city.folder / "observations").glob("*.csv"))
    undeclared = tuple(path.name for path in paths if path.stem not in indicators())
    stamp = _stamp(city, undeclared)
    with engine.connect() as connection:
        if stored := _stored(connection, city, stamp):
            return stored
    tables = [read_table(path, city) for path in paths if path.name not in undeclared]
    matches = tuple(match for table in tables for match in _matches(table, city))
    report = Report(city.id, city.vintage, len(tables), sum(len(t.rows) for t in tables), matches, undeclared=undeclared)
    with engine.begin() as connection:
        _replace(connection, city, tables, report, stamp)
    return report


def stamp_key(city: City) -> str:
    """Key in ``setting`` of the short text that changes whenever the city's observations change."""
    return f"observations_stamp:{city.id}"


def report_key(city: City) -> str:
    """Key in ``setting`` of the report and the tables' sources."""
    return f"observations:{city.id}"


def _stamp(city: City, undeclared: tuple[str, ...]) -> str:
    digest = hashlib.sha256("\0".join((city.vintage, *undeclared)).encode())  # declared since: loaded again
    for folder in ("vintages", "observations"):
        for path in sorted((city.folder / folder).rglob("*.csv")):
            digest.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def _stored(connection: Connection, city: City, stamp: str) -> Report | None:
    found = dict(
        connection.execute(select(setting.c.key, setting.c.value).where(setting.c.key.in_((stamp_key(city), report_key(city))))).all()
    )
    if found.get(stamp_key(city)) != stamp or report_key(city) not in found:
        return None
    report: dict[str, Any] = found[report_key(city)]["report"]
    matches = tuple(Match(**{**m, "missing": tuple(m["missing"]), "elsewhere": tuple(m["elsewhere"])}) for m in report["matches"])
    return Report(**{**report, "matches": matches, "unchanged": True, "undeclared": tuple(report.get("undeclared", ()))})


def _replace(connection: Connection, city: City, tables: list[Table], report: Report, stamp: str) -> None:
    own = [indicator.id for indicator in indicators().values() if indicator.from_records]  # no pack's, so none to replace
    connection.execute(delete(observation).where(observation.c.city == city.id, observation.c.indicator.not_in(own)))
    _insert(connection, city, [(table.indicator, row) for table in tables for row in table.rows])
    connection.execute(delete(setting).where(setting.c.key.in_((stamp_key(city), report_key(city)))))
    sources = {table.indicator: table.source for table in tables if table.source}
    connection.execute(
        insert(setting),
        [
            {"key": stamp_key(city), "value": stamp},
            {"key": report_key(city), "value": {"report": asdict(report), "sources": sources}},
        ],
    )


def records_key(city: City) -> str:
    """Key in ``setting`` of {"stamp", "sources"} of the figures formed from records."""
    return f"observations_records:{city.id}"


def save_records(connection: Connection, city: City, figures: list[tuple[str, Observation]], sources: dict[str, dict[str, Any]]) -> bool:
    """Replace the figures of all indicators that are ``from_records`` by ``figures`` (indicator id, figure), and their ``sources`` (by
    indicator, as ``table.source_of`` reads them), inside the caller's transaction. Returns False when nothing had changed: a
    running server then keeps what it has formed; otherwise the changed stamp makes it read again."""
    told = repr((city.vintage, sorted((i, *astuple(figure)) for i, figure in figures), sorted(sources.items())))
    value = {"stamp": hashlib.sha256(told.encode()).hexdigest()[:16], "sources": sources}
    # a write that changes nothing comes first: it takes the write lock before the stamp to compare with is read
    connection.execute(update(setting).where(setting.c.key == records_key(city)).values(key=records_key(city)))
    stored = connection.execute(select(setting.c.value).where(setting.c.key == records_key(city))).scalar()
    if stored and stored["stamp"] == value["stamp"]:
        return False
    own = [indicator.id for indicator in indicators().values() if indicator.from_records]
    connection.execute(delete(observation).where(observation.c.city == city.id, observation.c.indicator.in_(own)))
    _insert(connection, city, figures)
    connection.execute(delete(setting).where(setting.c.key == records_key(city)))
    connection.execute(insert(setting).values(key=records_key(city), value=value))
    return True


def _insert(connection: Connection, city: City, figures: list[tuple[str, Observation]]) -> None:
    rows = [
        {
            "city": city.id, "indicator": indicator, "level": row.level, "area": row.area, "period": row.period,
            "vintage": city.vintage, "value": row.value, "flag": row.flag,
        }
        for indicator, row in figures
    ]  # fmt: skip
    if rows:
        connection.execute(insert(observation), rows)


def _matches(table: Table, city: City) -> list[Match]:
    matched = table.matched(city)
    found = []
    for level in LEVELS:
        if level in matched:
            areas = [area.id for area in city.at(level)]
            missing = tuple(area for area in areas if area not in matched[level])
            found.append(Match(table.indicator, level, len(areas) - len(missing), len(areas), missing, table.elsewhere))
    if not found and table.elsewhere:
        found.append(Match(table.indicator, "city", 0, 0, (), table.elsewhere))
    return found


def _sentence(match: Match) -> str:
    words = f"{match.indicator}: {match.matched} of {match.of} {match.level}s matched"
    if match.missing:
        words += f"; missing {', '.join(match.missing)}"
    if match.elsewhere:
        words += f"; of another vintage {', '.join(match.elsewhere)}"
    return words + "."

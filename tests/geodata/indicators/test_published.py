"""The built-in tables against the publications themselves, area by area."""

import csv
import json
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import Engine

from geodata.city import City, load_city
from geodata.indicators.read import trend, values
from geodata.indicators.store import load_observations

CITY_ROW = "소계"
POPULATION = {"households": 3, "population": 4, "population_male": 5, "population_female": 6, "foreign_residents": 10, "population_65": 14}
CRIMES = {"crimes_five_major": 3, "crimes_cleared": 4, "murders": 5, "robberies": 7, "sexual_crimes": 9, "thefts": 11, "assaults": 13}


@pytest.fixture
def seoul() -> City:
    return load_city("seoul")


@pytest.fixture
def built(engine: Engine, seoul: City) -> Engine:
    load_observations(engine, seoul)
    return engine


def figures(path: Path, column: int) -> Iterator[tuple[str, str, float]]:
    """(area name, period, figure) of a yearly table; a dash stands for none."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.reader(file):
            if row[0].isdigit():
                yield row[2], row[0], 0 if row[column] == "-" else float(row[column])


@pytest.mark.parametrize(
    ("table", "indicator", "column"),
    [("seoul_gu_registered_population_by_year.csv", *pair) for pair in POPULATION.items()]
    + [("seoul_gu_five_major_crimes_by_year.csv", *pair) for pair in CRIMES.items()],
)
def test_every_district_and_year_is_as_published(shared: Path, built: Engine, seoul: City, table: str, indicator: str, column: int) -> None:
    ids = {area.name.ko: area.id for area in seoul.districts} | {CITY_ROW: seoul.id}
    published: dict[str, dict[str, float]] = defaultdict(dict)
    for name, period, figure in figures(shared / "indicators" / table, column):
        published[ids[name]][period] = figure
    assert len(published) == len(ids)
    for area, by_period in published.items():
        assert dict(trend(built, seoul, indicator, area)) == by_period


def test_cameras_add_up_year_by_year(shared: Path, built: Engine, seoul: City) -> None:
    ids = {area.name.ko: area.id for area in seoul.districts}
    sheet = openpyxl.load_workbook(shared / "cctv" / "seoul_gu_cctv_by_year_20241231.xlsx").active
    assert sheet is not None
    published = {ids[row[2].replace(" ", "")]: sum(row[4:14]) for row in sheet.iter_rows(values_only=True) if isinstance(row[1], int)}
    assert values(built, seoul, "cctv_cameras", "district").values == published


def test_people_by_day_are_the_mean_of_five_weekdays(shared: Path, built: Engine, seoul: City) -> None:
    """Joined by name here and by code where the source's codes are today's: both must lead to the same area."""
    week = json.loads((shared / "indicators" / "seoul_dong_floating_population_week20200323.json").read_text(encoding="utf-8"))
    by_code = {str(row["code_8"]): row["t"] for row in week}
    found = values(built, seoul, "living_population_day", "neighbourhood").values
    checked = [area for area in found if area[:8] in by_code]
    assert len(checked) > 0.9 * len(found)
    for area in checked:
        assert found[area] == pytest.approx(sum(by_code[area[:8]][day * 24 + 14] for day in range(5)) / 5, abs=0.51)


def test_basements_agree_with_the_census_by_its_own_codes(shared: Path, built: Engine, seoul: City) -> None:
    with (shared / "indicators" / "seoul_dong_basement_households.csv").open(encoding="utf-8-sig", newline="") as file:
        published = {row["code2"]: float(row["under_house"]) for row in csv.DictReader(file)}
    found = values(built, seoul, "basement_households", "neighbourhood").values
    checked = [area for area in seoul.neighbourhoods if area.codes["kostat"] in published]
    assert len(checked) == len(published) - 10  # ten codes are of neighbourhoods renumbered since
    assert {area.id: found[area.id] for area in checked} == {area.id: published[area.codes["kostat"]] for area in checked}

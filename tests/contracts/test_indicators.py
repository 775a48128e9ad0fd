"""Every declared indicator keeps the contract, and the figures of the built-in city are the published ones."""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from geodata.city import City, load_city
from geodata.db.engine import open_engine
from geodata.errors import BadInput, SijangsilError
from geodata.indicator import Indicator
from geodata.indicators import catalog
from geodata.indicators.catalogue import indicators
from geodata.indicators.read import available, city_value, levels, periods, trend, values
from geodata.indicators.snapshot import total
from geodata.indicators.store import load_observations
from geodata.settings import PACKS, Settings

DECLARED = indicators()
HANGUL = re.compile("[가-힣]")
LEAST_INDICATORS = 24

# Published totals of the city: Seoul open data 419 (population), 316 (crimes), OA-2734 (cameras), Seoul fire headquarters
# (fires), census 2010 (basements), KoROAD (deaths).
PUBLISHED = [
    ("population", "2015", 10_297_138),
    ("population", "2024", 9_597_372),
    ("population_female", "2024", 4_977_409),
    ("population_65", "2024", 1_824_895),
    ("foreign_residents", "2024", 265_544),
    ("households", "2024", 4_482_063),
    ("household_size", "2024", 2.08),
    ("single_person_households", "2024", 1_660_813),
    ("crimes_five_major", "2015", 126_401),
    ("crimes_cleared", "2015", 82_680),
    ("fires", "2018", 6_368),
    ("fires", "2021", 4_951),
    ("fires", "2023", 5_671),
    ("cctv_cameras", "2024", 113_273),
    ("traffic_deaths", "2020", 219),
    ("basement_households", "2010", 308_660),
    ("employed", "2024H1", 5_051_000),
]
# Parts and the whole they make, at every area and in every period
PARTS = [
    ("population", ("population_male", "population_female")),
    ("crimes_five_major", ("murders", "robberies", "sexual_crimes", "thefts", "assaults")),
    ("single_person_households", ("single_person_male", "single_person_female")),
]


@pytest.fixture(scope="module")
def seoul() -> City:
    return load_city("seoul")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory, seoul: City) -> Iterator[Engine]:
    engine = open_engine(Settings(home=tmp_path_factory.mktemp("indicators")))
    load_observations(engine, seoul)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("indicator", DECLARED.values(), ids=DECLARED)
def test_a_declaration_is_complete(indicator: Indicator) -> None:
    for text in (indicator.name, indicator.description, indicator.source.title, indicator.source.provider, indicator.source.licence):
        assert HANGUL.search(text.ko), f"{text.ko!r} is not Korean"
        assert not HANGUL.search(text.en), f"{text.en!r} is not English"
    assert indicator.description.ko.endswith(".")
    assert indicator.description.en.endswith(".")
    assert re.fullmatch("[a-z0-9_]+", indicator.id)
    assert re.fullmatch("[a-z]+", indicator.scheme)
    assert re.fullmatch("[a-z]+", indicator.theme)
    assert all(1 <= goal <= 17 for goal in indicator.sdgs)
    assert 0 <= indicator.decimals <= 3


@pytest.mark.parametrize("indicator", DECLARED.values(), ids=DECLARED)
def test_its_relations_exist(indicator: Indicator) -> None:
    assert set(indicator.inputs) <= set(DECLARED)
    assert indicator.denominator is None or indicator.denominator in DECLARED
    assert indicator.denominator != indicator.id
    assert not indicator.inputs or indicator.compute, "inputs without a formula"


@pytest.mark.parametrize("indicator", DECLARED.values(), ids=DECLARED)
def test_it_has_figures_somewhere(indicator: Indicator) -> None:
    """A table of a pack, or a formula, or records the program keeps itself; never two of them."""
    tables = list(PACKS.glob(f"*/observations/{indicator.id}.csv"))
    assert indicator.compute or tables or indicator.from_records
    assert not indicator.from_records or not (indicator.compute or tables)


def test_names_are_told_apart() -> None:
    for lang in ("ko", "en"):
        names = [indicator.name.get(lang) for indicator in DECLARED.values()]
        assert len(set(names)) == len(names)


def test_every_indicator_of_the_built_in_city_has_figures(built: Engine, seoul: City) -> None:
    found = available(built, seoul)
    assert len(found) >= LEAST_INDICATORS
    assert {indicator.id for indicator in found} == {i.id for i in DECLARED.values() if not i.from_records}  # nothing recorded yet
    assert any("neighbourhood" in levels(built, seoul, indicator.id) for indicator in found)


def test_every_table_names_its_own_source(built: Engine, seoul: City) -> None:
    for indicator in available(built, seoul):
        if not indicator.compute:
            assert indicator.source != DECLARED[indicator.id].source, f"observations/{indicator.id}.csv names no source"
            assert indicator.source.as_of


@pytest.mark.parametrize(("indicator_id", "period", "published"), PUBLISHED)
def test_the_total_of_the_city_is_the_published_one(built: Engine, seoul: City, indicator_id: str, period: str, published: float) -> None:
    assert city_value(built, seoul, indicator_id, period) == published


@pytest.mark.parametrize("indicator", [i for i in DECLARED.values() if i.kind in ("count", "amount") and not i.compute], ids=lambda i: i.id)
def test_districts_add_up_to_the_city(built: Engine, seoul: City, indicator: Indicator) -> None:
    for period in periods(built, seoul, indicator.id, "district"):
        summed = total(values(built, seoul, indicator.id, "district", period).values.values())
        assert summed is not None, f"a district is missing in {period}"
        assert summed == city_value(built, seoul, indicator.id, period)


@pytest.mark.parametrize(("whole", "parts"), PARTS)
def test_parts_make_the_whole(built: Engine, seoul: City, whole: str, parts: tuple[str, ...]) -> None:
    for area in (seoul.id, *(district.id for district in seoul.districts)):
        trends = [dict(trend(built, seoul, part, area)) for part in parts]
        for period, value in trend(built, seoul, whole, area):
            assert total(found[period] for found in trends) == value, (area, period)


def test_every_percentage_is_one(built: Engine, seoul: City) -> None:
    """A share of people is at most all of them; only a clearance rate may pass 100, for cases of earlier years."""
    for indicator in DECLARED.values():
        if indicator.kind != "percent" or indicator.id == "clearance_rate":
            continue
        for level in levels(built, seoul, indicator.id):
            for period in periods(built, seoul, indicator.id, level):
                known = [v for v in values(built, seoul, indicator.id, level, period).values.values() if v is not None]
                assert all(0 <= value <= 100 for value in known), (indicator.id, level, period)


def test_a_published_rate_agrees_with_the_formula_on_rounded_counts(built: Engine, seoul: City) -> None:
    """The survey publishes rates and, in thousands, counts: they must tell the same story."""
    people, employed = (values(built, seoul, i, "district").values for i in ("population_15", "employed"))
    for area, rate in values(built, seoul, "employment_rate", "district").values.items():
        assert rate == pytest.approx(employed[area] / people[area] * 100, abs=0.8)  # type: ignore[operator]


def write_indicator(folder: Path, indicator_id: str, inputs: str) -> None:
    template = Path(catalog.__path__[0], "sex_ratio.py").read_text(encoding="utf-8")
    text = template.replace('id="sex_ratio"', f'id="{indicator_id}"').replace('("population_male", "population_female")', inputs)
    (folder / f"{indicator_id}.py").write_text(text, encoding="utf-8")


def test_a_new_file_is_a_new_indicator(built: Engine, seoul: City, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_indicator(tmp_path, "women_per_men_added", '("population_female", "population_male")')
    monkeypatch.setattr(catalog, "__path__", [*catalog.__path__, str(tmp_path)])
    assert "women_per_men_added" in {indicator.id for indicator in available(built, seoul)}
    assert city_value(built, seoul, "women_per_men_added", "2024") == pytest.approx(4_977_409 / 4_619_963 * 100)
    monkeypatch.undo()
    assert "women_per_men_added" not in {indicator.id for indicator in available(built, seoul)}


@pytest.mark.parametrize(
    ("inputs", "complaint"),
    [('("astray_added", "population")', "lead back to itself"), ('("population", "nowhere")', "'nowhere' is not declared")],
)
def test_wrong_inputs_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, inputs: str, complaint: str) -> None:
    write_indicator(tmp_path, "astray_added", inputs)
    monkeypatch.setattr(catalog, "__path__", [*catalog.__path__, str(tmp_path)])
    monkeypatch.delitem(sys.modules, "geodata.indicators.catalog.astray_added", raising=False)
    with pytest.raises(BadInput, match=complaint):
        indicators()


def test_a_file_whose_id_is_not_its_name_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_indicator(tmp_path, "one_added", '("population_female", "population_male")')
    (tmp_path / "one_added.py").rename(tmp_path / "other_added.py")
    monkeypatch.setattr(catalog, "__path__", [*catalog.__path__, str(tmp_path)])
    with pytest.raises(SijangsilError, match=r"other_added\.py"):
        indicators()

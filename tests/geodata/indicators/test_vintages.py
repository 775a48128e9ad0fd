"""Figures of another vintage: what has no place here or another size there is left out and named, in both languages."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert

from geodata.boundaries.load import import_outlines
from geodata.city import City, load_city
from geodata.db.engine import open_engine
from geodata.db.schema import observation
from geodata.indicators import read
from geodata.indicators.store import load_observations
from geodata.settings import Settings

OLD = "2010-01-01"
TABLE = "area,period,value\n" + "".join(
    f"{area},2024,{value}\n"
    for area, value in {"M101": 1, "M102": 2, "M103": 3, "M201": 4, "M202": 5, "M301": 6, "M302": 7, "M303": 8}.items()
)


@pytest.fixture
def older(engine: Engine, pack: Path, write) -> City:
    """The made-up city of 2010: 햇살동 was not there yet, 다솜동 was three times as large, 가람2동 two per cent larger."""
    write("population", TABLE)
    folder = pack / "vintages" / OLD
    shutil.copytree(pack / "vintages" / "2020-01-01", folder)
    register = folder / "neighbourhoods.csv"
    lines = [line for line in register.read_text(encoding="utf-8").splitlines() if not line.startswith("M302")]
    text = "\n".join(lines).replace(",7.17,", ",21.5,").replace(",12.738,", ",13.0,")
    register.write_text(text + "\n", encoding="utf-8")
    load_observations(engine, load_city(str(pack)))
    return load_city(str(pack), OLD)


def test_a_figure_without_an_outline_or_of_another_size_is_left_out_and_named(engine: Engine, older: City) -> None:
    assert read.values(engine, older, "population", "neighbourhood").values == {
        "M101": 1, "M102": 2, "M103": 3, "M201": 4, "M202": 5, "M301": None, "M303": 8,
    }  # fmt: skip
    sentence = read.joined(engine, older)["neighbourhood"]
    assert sentence.en == (
        "Figures of 2020-01-01 on the outlines of 2010-01-01: 8 figures, 6 used; no outline here: Haetsal-dong, Dasom-gu; "
        "withheld, the area differs by more than 20 %: Dasom-dong, Dasom-gu"
    )
    assert "자료 8곳 중 6곳 사용; 여기에 경계 없음: 다솜구 햇살동; 면적이 20% 넘게 달라 표시하지 않음: 다솜구 다솜동" in sentence.ko


def test_no_sum_is_formed_where_a_part_has_no_outline(engine: Engine, pack: Path, older: City) -> None:
    register = pack / "vintages" / OLD / "neighbourhoods.csv"
    register.write_text(register.read_text(encoding="utf-8").replace(",21.5,", ",7.17,"), encoding="utf-8")
    city = load_city(str(pack), OLD)
    assert read.values(engine, city, "population", "district").values == {"M1": 6, "M2": 9, "M3": None}
    assert read.city_value(engine, city, "population") is None
    assert read.city_value(engine, load_city(str(pack)), "population") == 36


def test_figures_of_a_date_without_a_register_are_named_by_their_code(engine: Engine, tiny: City) -> None:
    row = {"city": tiny.id, "indicator": "population", "level": "district", "period": "1999", "vintage": "1999-12-31"}
    with engine.begin() as connection:
        connection.execute(insert(observation), [row | {"area": "M1", "value": 5.0}, row | {"area": "M9", "value": 7.0}])
    assert read.values(engine, tiny, "population", "district").values["M1"] == 5
    assert "2 figures, 1 used; no outline here: M9" in read.joined(engine, tiny)["district"].en


def test_the_areas_of_2013_say_what_they_leave_out(shared: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, city="seoul")
    engine = open_engine(settings)
    import_outlines(engine, settings, shared / "boundaries" / "seoul_dong_kostat2013.topojson", "neighbourhood", "2013-12-31")
    load_observations(engine, load_city("seoul"))
    city = load_city("seoul", "2013-12-31", tmp_path)
    figures = read.values(engine, city, "living_population_day", "neighbourhood").values
    jangji = next(area.id for area in city.neighbourhoods if area.name.ko == "장지동")
    assert figures[jangji] is None
    sentence = read.joined(engine, city)["neighbourhood"]
    assert "424 figures" in sentence.en
    assert "no outline here: Wirye-dong, Songpa-gu" in sentence.en
    assert "여기에 경계 없음: 송파구 위례동" in sentence.ko
    assert "송파구 장지동" in sentence.ko
    engine.dispose()

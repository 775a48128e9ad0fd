"""Reading a table: good rows with their source, bad rows named by file and row."""

import shutil
from pathlib import Path

import pytest

from geodata.city import load_city
from geodata.errors import BadInput
from geodata.indicators.table import read_table, source_of
from geodata.source import Source
from geodata.text import Text
from tests.geodata.indicators.conftest import Write

DECLARED = Source(Text("기관", "Agency"), Text("조건", "Terms"), Text("제목", "Title"), url="https://declared.example")


def test_rows_know_their_level_and_unknown_is_none(pack: Path, write: Write) -> None:
    path = write("population", "# a note\narea,period,value,flag\nmirae,2024,75000,\nM1,2024,,\nM101,2024,10300.5,provisional\n")
    rows = {row.area: row for row in read_table(path, load_city(str(pack))).rows}
    assert [rows[a].level for a in ("mirae", "M1", "M101")] == ["city", "district", "neighbourhood"]
    assert [rows[a].value for a in ("mirae", "M1", "M101")] == [75000, None, 10300.5]
    assert [rows[a].flag for a in ("mirae", "M1", "M101")] == [None, None, "provisional"]


def test_the_header_names_the_source_and_the_declaration_fills_the_rest(pack: Path, write: Write) -> None:
    head = "# title_ko: 등록인구\n# title_en: Residents: registered\n# as_of: 2024-12-31\n# note: of no matter\n"
    source = source_of(read_table(write("population", head + "area,period,value\nM1,2024,1\n"), load_city(str(pack))).source, DECLARED)
    assert source.title == Text("등록인구", "Residents: registered")
    assert (source.as_of, source.provider, source.url) == ("2024-12-31", DECLARED.provider, DECLARED.url)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("X9,2024,1", "row 5, area: 'X9' is in no register"),
        ("M2,2024,many", "row 5, value: 'many' is not a plain number"),
        ("M2,2024,nan", "row 5, value: 'nan' is not a plain number"),
        ('M2,2024,"1,395"', "row 5, value: '1,395' is not a plain number"),
        ("M1,2024,2", "row 5, area: M1 in 2024 stands twice"),
        ("M2,24,1", "row 5, period: '24' is not a period"),
        ("M2,2024-13,1", "row 5, period: '2024-13' is not a period"),
        ("M2,2024,1,guess", "row 5, flag: 'guess' is neither"),
        ("M2,2024,1,,1", "row 5, value: there are 5 cells for 4 columns"),
    ],
)
def test_a_wrong_row_is_named(pack: Path, write: Write, row: str, complaint: str) -> None:
    path = write("population", f"# note\n\narea,period,value,flag\nM1,2024,1,\n{row}\n")
    with pytest.raises(BadInput) as raised:
        read_table(path, load_city(str(pack)))
    assert str(path) in raised.value.log
    assert complaint in raised.value.log
    assert "5행" in raised.value.screen.ko


@pytest.mark.parametrize("period", ["2024", "2024H2", "2024Q4", "2024-12", "2024-12-31", "2024-12-31T14"])
def test_periods_that_can_be_used(pack: Path, write: Write, period: str) -> None:
    assert read_table(write("population", f"area,period,value\nM1,{period},1\n"), load_city(str(pack))).rows[0].period == period


@pytest.mark.parametrize("text", ["", "# only a note\n", "area,value\nM1,1\n"])
def test_a_table_without_its_columns_is_refused(pack: Path, write: Write, text: str) -> None:
    with pytest.raises(BadInput, match="area, period and value are needed"):
        read_table(write("population", text), load_city(str(pack)))


def test_a_source_in_one_language_is_refused(pack: Path, write: Write) -> None:
    with pytest.raises(BadInput, match="title in one language only"):
        read_table(write("population", "# title_ko: 등록인구\narea,period,value\nM1,2024,1\n"), load_city(str(pack)))


def test_an_area_of_another_vintage_is_set_aside(pack: Path, write: Write) -> None:
    older = pack / "vintages" / "2010-01-01"
    shutil.copytree(pack / "vintages" / "2020-01-01", older)
    register = older / "neighbourhoods.csv"
    register.write_text(register.read_text(encoding="utf-8").replace("M303,", "M399,"), encoding="utf-8")
    table = read_table(write("population", "area,period,value\nM302,2010,5\nM399,2010,7\n"), load_city(str(pack)))
    assert table.elsewhere == ("M399",)
    assert [row.area for row in table.rows] == ["M302"]


def test_a_table_may_say_that_it_is_of_another_vintage(pack: Path, write: Write) -> None:
    table = read_table(write("population", "# vintage: 1999-12-31\narea,period,value\nM302,1999,5\nold,1999,7\n"), load_city(str(pack)))
    assert table.elsewhere == ("old",)

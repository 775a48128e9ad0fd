import json

import pandas as pd
import pytest

from geodata.errors import BadInput
from geodata.places.table import read_table

TEXT = "이름,경도,위도\n가,10.1,50.1\n나,10.2,50.2\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp949", "utf-16"])
def test_encodings_are_recognised(tmp_path, encoding):
    file = tmp_path / "a.csv"
    file.write_bytes(TEXT.encode(encoding))
    table = read_table(file)
    assert list(table.frame.columns) == ["이름", "경도", "위도"]
    assert list(table.frame["이름"]) == ["가", "나"]
    assert list(table.frame.index) == [2, 3]
    assert table.encoding == encoding.removesuffix("-sig")


def test_a_stated_encoding_that_does_not_fit_is_refused(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(TEXT.encode("cp949"))
    with pytest.raises(BadInput, match="cannot be read as utf-8"):
        read_table(file, "utf-8")
    with pytest.raises(BadInput, match="cannot be read as klingon"):
        read_table(file, "klingon")


def test_a_broken_byte_costs_one_row_its_characters_not_the_file(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(TEXT.encode() + "다".encode()[:2] + b",10.3,50.3\n")
    table = read_table(file)
    assert table.garbled == [4]
    assert len(table.frame) == 3


@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_delimiters_are_recognised(tmp_path, delimiter):
    file = tmp_path / "a.txt"
    file.write_text(TEXT.replace(",", delimiter), encoding="utf-8")
    assert read_table(file).frame.shape == (2, 3)


def test_rows_of_another_width_are_set_aside_with_their_line(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(TEXT + '"라,\n마",10.3,50.3\n바,10.4\n사,1,2,3,4\n아,10.5,50.5,,\n\n자,10.6,50.6\n', encoding="utf-8")
    table = read_table(file)
    assert [(row, why) for row, why, _ in table.set_aside] == [(6, "2 cells instead of 3"), (7, "5 cells instead of 3")]
    assert list(table.frame.index) == [2, 3, 4, 8, 10]
    assert table.frame.loc[4, "이름"] == "라,\n마"
    assert table.rows_read == 7


def test_a_quote_that_is_never_closed_costs_one_row(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(TEXT + '"다,10.3,50.3\n' + "라,10.4,50.4\n" * 80, encoding="utf-8")
    table = read_table(file)
    assert [row for row, _, _ in table.set_aside] == [4]
    assert len(table.frame) == 82


def test_title_lines_above_the_head_are_skipped(tmp_path):
    file = tmp_path / "a.xlsx"
    rows = [
        [None, None, None, None],
        [None, "(단위: 대)", None, None],
        [None, "이름", "경도", "위도"],
        [None, "가", 10.1, 50.1],
        [None, "나", 10, 50],
    ]
    pd.DataFrame(rows).to_excel(file, header=False, index=False)
    table = read_table(file)
    assert table.frame.loc[4, ["이름", "경도", "위도"]].tolist() == ["가", "10.1", "50.1"]
    assert table.frame.loc[5, "경도"] == "10"


def test_a_table_without_a_head_keeps_its_first_row(tmp_path):
    file = tmp_path / "a.csv"
    file.write_text("가,10.1,50.1\n나,10.2,50.2\n", encoding="utf-8")
    assert read_table(file).frame.shape == (2, 3)


def test_json_rows_are_found_in_any_envelope(tmp_path):
    file = tmp_path / "a.json"
    rows = [{"id": 1, "lat": 50.1, "lng": 10.1, "tags": ["a"]}, "oops", {"id": 2, "lat": None, "lng": 10.2}]
    file.write_text(json.dumps({"meta": [{"a": 1}], "body": {"row": rows}}), encoding="utf-8")
    table = read_table(file)
    assert table.frame["lat"].tolist() == ["50.1", ""]
    assert table.frame["tags"].tolist() == ['["a"]', ""]
    assert [row for row, _, _ in table.set_aside] == [2]


def test_geojson_points_become_columns(tmp_path):
    file = tmp_path / "a.geojson"
    feature = {"type": "Feature", "properties": {"name": "가"}, "geometry": {"type": "Point", "coordinates": [10.1, 50.1]}}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}), encoding="utf-8")
    assert read_table(file).frame.iloc[0].to_dict() == {"name": "가", "longitude": "10.1", "latitude": "50.1"}


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("no.csv", None, "there is no such file"),
        ("empty.csv", b"", "the file is empty"),
        ("blank.csv", b"\n \n", "there is no row"),
        ("zip.csv", b"PK\x03\x04....", "packed or binary"),
        ("bad.xlsx", b"hello", "cannot be read as an Excel file"),
        ("bad.json", b"{oops", "cannot be read as JSON"),
        ("none.json", b'{"a": 1}', "there is no list of objects"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(tmp_path, name, content, words):
    if content is not None:
        (tmp_path / name).write_bytes(content)
    with pytest.raises(BadInput, match=words):
        read_table(tmp_path / name)


@pytest.mark.parametrize("text", ["[" * 100_000, '{"a":' * 100_000, '{"a":' * 900 + "[]" + "}" * 900])
def test_json_nested_without_end_is_refused(tmp_path, text):
    file = tmp_path / "deep.json"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=r"deep\.json: (its JSON is nested too deeply|there is no list of objects)"):
        read_table(file)

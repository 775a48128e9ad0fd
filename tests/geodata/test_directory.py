"""The directory of a pack: who is in charge, best first, and every mistake in the file named by row and field."""

import csv
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from geodata.city import City, load_city
from geodata.directory import COLUMNS, contact, contacts, owners
from geodata.errors import BadInput
from geodata.incidents.model import KINDS
from geodata.text import Text

GOOD = {
    "id": "a-1", "department_ko": "부서", "department_en": "Department", "duty_ko": "담당", "duty_en": "Duty", "name_ko": "", "name_en": "",
    "kinds": "fire road", "districts": "M1 M2", "phone": "+49 30 000-1", "sip": "7001", "room": "1", "email": "a@example.invalid", "public": "1",
    "demo": "0", "source": "made up",
}  # fmt: skip

Write = Callable[..., City]


@pytest.fixture
def write(tiny_pack: Path, tmp_path: Path) -> Write:
    """The made-up city in a folder of its own, with these rows as its directory (None: no file)."""

    def made(*rows: dict[str, str], text: str | None = None, encoding: str = "utf-8") -> City:
        folder = tmp_path / "pack"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(tiny_pack, folder)
        lines = [",".join(COLUMNS), *(",".join(row[c] for c in COLUMNS) for row in rows)]
        (folder / "directory.csv").write_text("# Made up.\n" + "\n".join(lines) if text is None else text, encoding=encoding)
        return load_city(str(folder))

    return made


def test_a_row_is_a_contact(write: Write) -> None:
    (one,) = contacts(write(GOOD))
    assert (one.id, one.department, one.name) == ("a-1", Text("부서", "Department"), None)
    assert (one.kinds, one.districts) == (("fire", "road"), ("M1", "M2"))
    assert (one.phone, one.sip, one.email) == ("+49 30 000-1", "7001", "a@example.invalid")
    assert (one.room, one.public, one.demo, one.source) == (True, True, False, "made up")


def test_what_is_empty_is_unknown_or_any(write: Write) -> None:
    (one,) = contacts(write(GOOD | dict.fromkeys(("kinds", "districts", "phone", "sip", "email"), "")))
    assert (one.kinds, one.districts, one.phone, one.sip, one.email) == ((), (), None, None, None)


@pytest.mark.parametrize(
    ("incident", "best"),
    [
        ({"kind": "fire", "district": "M1"}, ["fire-m1", "control", "duty-m1", "duty-city"]),
        ({"kind": "fire", "district": "M3"}, ["control", "duty-city"]),
        ({"kind": "road", "district": "M1"}, ["duty-road", "duty-m1", "duty-city"]),
        ({"kind": "crowd", "district": "M2"}, ["duty-city"]),
        ({"kind": "medical", "district": None}, ["control", "duty-city"]),
        ({"id": "an incident that is not kept any more"}, ["duty-city"]),
    ],
)
def test_the_best_owner_comes_first(incident: dict[str, str | None], best: list[str], tiny: City) -> None:
    assert [one.id for one in owners(tiny, incident)] == best


def test_a_contact_is_found_by_its_id(tiny: City) -> None:
    found = contact(tiny, "duty-road")
    assert found
    assert found.department.en == "Mirae situation room"
    assert contact(tiny, "nobody") is None


def test_a_pack_without_the_file_has_nobody_and_nothing_breaks(write: Write) -> None:
    city = write()
    (city.folder / "directory.csv").unlink()
    assert contacts(city) == ()
    assert owners(city, {"kind": "fire", "district": "M1"}) == []
    assert contact(city, "a-1") is None


@pytest.mark.parametrize(
    ("field", "value", "says"),
    [
        ("id", "", "must not be empty"),
        ("id", "A 1", "no id"),
        ("department_en", "", "must not be empty"),
        ("duty_ko", "", "must not be empty"),
        ("name_en", "Somebody", "must not be empty"),
        ("kinds", "fire flood", "flood"),
        ("districts", "M1 M9", "M9"),
        ("phone", "call me", "telephone number"),
        ("phone", "javascript:alert(1)", "telephone number"),
        ("sip", "a@b", "SIP user"),
        ("email", "nowhere", "mail address"),
        ("room", "yes", "0 or 1"),
        ("public", "", "0 or 1"),
        ("demo", "2", "0 or 1"),
        ("source", "", "must not be empty"),
    ],
)
def test_a_mistake_is_named_by_file_row_and_field(field: str, value: str, says: str, write: Write) -> None:
    city = write(GOOD, GOOD | {"id": "a-2", field: value})
    with pytest.raises(BadInput, match=re.escape(says)) as problem:
        contacts(city)
    named = "name_ko" if field == "name_en" else field
    assert f"directory.csv, row 4, field {named}:" in problem.value.log
    assert "명부" in problem.value.screen.ko


def test_a_person_is_never_shown_to_everybody(write: Write) -> None:
    with pytest.raises(BadInput, match="field public"):
        contacts(write(GOOD | {"name_ko": "당직", "name_en": "Duty officer"}))


def test_an_id_stands_once(write: Write) -> None:
    with pytest.raises(BadInput, match=r"row 4, field id: 'a-1' stands twice"):
        contacts(write(GOOD, GOOD))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it has none"),
        ("id,phone\na,1\n", "it has id, phone"),
        (",".join(COLUMNS) + "\na,b\n", "row 2: has 2 fields and needs 16"),
        (",".join(COLUMNS) + '\n"a,b\n', "row 2: cannot be read as CSV"),
    ],
)
def test_a_file_of_another_shape_is_refused(text: str, says: str, write: Write) -> None:
    with pytest.raises(BadInput, match=says):
        contacts(write(text=text))


def test_the_encoding_is_utf_8_with_or_without_its_mark(write: Write) -> None:
    text = "# 가상\n" + ",".join(COLUMNS) + "\n" + ",".join(GOOD[c] for c in COLUMNS)
    assert contacts(write(text=text, encoding="utf-8-sig"))[0].department.ko == "부서"
    with pytest.raises(BadInput, match="UTF-8"):
        contacts(write(text=text, encoding="cp949"))


def test_a_changed_file_is_read_again(write: Write) -> None:
    assert contacts(write(GOOD))[0].phone == "+49 30 000-1"
    import os

    city = write(GOOD | {"phone": "112"})
    os.utime(city.folder / "directory.csv", (1, 1))
    assert contacts(city)[0].phone == "112"


def test_seouls_directory_has_an_owner_of_every_kind_in_every_district() -> None:
    seoul = load_city("seoul")
    for district in seoul.districts:
        for kind in KINDS:
            found = owners(seoul, {"kind": kind, "district": district.id})
            assert found[0].districts in ((district.id,), ())
            assert found[0].kinds
            assert found[-1].id == "duty-city"
        fire = owners(seoul, {"kind": "fire", "district": district.id})[0]
        assert fire.districts == (district.id,)
        assert fire.phone


def test_seouls_duty_officers_are_nobody_and_organisations_are_no_persons() -> None:
    for one in contacts(load_city("seoul")):
        if one.demo:
            assert one.name
            assert one.name.ko == "당직 (시연)"
            assert one.phone
            assert one.phone.startswith("02-000-")
            assert not one.public
        else:
            assert one.name is None
            assert one.email is None
            assert one.public


def test_the_fire_stations_numbers_are_the_published_ones(shared: Path) -> None:
    with (shared / "facilities" / "seoul_fire_stations_addresses.csv").open(encoding="utf-8", newline="") as file:
        published = {row["소방서"]: (row["전화번호"], row["주소"].split()[1]) for row in csv.DictReader(file)}
    seoul = load_city("seoul")
    ours = {one.department.ko: (one.phone, seoul.areas[one.districts[0]].name.ko) for one in contacts(seoul) if one.id.startswith("fire-")}
    assert ours == published
    assert len(ours) == 25

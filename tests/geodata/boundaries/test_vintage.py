"""Joining areas of different dates."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from geodata.boundaries.load import import_outlines
from geodata.boundaries.vintage import join, listed
from geodata.city import City, load_city
from geodata.settings import Settings
from geodata.text import Text


def test_complete_join_by_code(tiny: City) -> None:
    report = join([a.id for a in tiny.neighbourhoods], tiny)
    assert report.complete
    assert report.sentence == "8 of 8 matched"


def test_codes_of_another_system(tiny: City) -> None:
    report = join(["9101", "9303", "M201"], tiny)
    assert report.matched == {"9101": "M101", "9303": "M303", "M201": "M201"}


def test_what_stays_over_is_named_on_both_sides(tiny: City) -> None:
    ids = [a.id for a in tiny.neighbourhoods if a.id != "M202"]
    report = join([*ids, "M999"], tiny)
    assert report.missing == ("M202",)
    assert report.extra == ("M999",)
    assert report.sentence == "7 of 8 matched; missing: 나루구 나루2·3동; not in the register of 2020-01-01: M999"


def test_renumbered_areas_are_joined_by_name_within_their_district(tiny: City) -> None:
    renumbered = [replace(a, id=f"X{a.id}", codes={"other": f"X{a.id}"}) for a in tiny.neighbourhoods]
    report = join(renumbered, tiny)
    assert report.matched == {f"X{a.id}": a.id for a in tiny.neighbourhoods}
    spelled = [replace(a, name=Text(ko="나루2.3동", en="x")) if a.id == "XM202" else a for a in renumbered]
    assert join(spelled, tiny).complete


def test_two_areas_cannot_claim_one(tiny: City) -> None:
    report = join(["M101", "9101"], tiny)
    assert report.matched == {"M101": "M101"}
    assert report.extra == ("9101",)


def test_districts(tiny: City) -> None:
    assert join(["M1", "92"], tiny, "district").sentence == "2 of 3 matched; missing: 다솜구"


def test_long_lists_are_counted() -> None:
    assert listed([str(n) for n in range(23)], 20).endswith("19 and 3 more")


def test_areas_of_2013_against_the_pack(shared: Path, tmp_path: Path) -> None:
    settings = Settings(home=tmp_path, city="seoul")
    from geodata.db.engine import open_engine

    engine: Engine = open_engine(settings)
    path = shared / "boundaries" / "seoul_dong_kostat2013_simple.geojson"
    report = import_outlines(engine, settings, path, "neighbourhood", "2013-12-31")
    old, new = load_city("seoul", "2013-12-31", tmp_path), load_city("seoul")
    assert len(old.neighbourhoods) == 423
    joined = join(old.neighbourhoods, new)
    assert joined.sentence == report.sentence == "423 of 424 matched; missing: 송파구 위례동"
    assert old.vintages == ("2013-12-31", "2019-12-31")
    engine.dispose()


@pytest.mark.parametrize(
    ("file", "level"), [("seoul_dong_kostat2018.geojson", "neighbourhood"), ("seoul_gu_juso2015_simple.geojson", "district")]
)
def test_official_files_match_completely(shared: Path, tmp_path: Path, file: str, level: str) -> None:
    settings = Settings(home=tmp_path, city="seoul")
    from geodata.db.engine import open_engine

    engine = open_engine(settings)
    report = import_outlines(engine, settings, shared / "boundaries" / file, level, "2019-12-31")
    assert (report.matched, report.unmatched, report.outside) == (report.total, [], 0)
    engine.dispose()


def test_legal_dong_are_refused(shared: Path, tmp_path: Path) -> None:
    from geodata.db.engine import open_engine
    from geodata.errors import BadInput

    settings = Settings(home=tmp_path, city="seoul")
    path = shared / "boundaries" / "seoul_legaldong_juso2015.topojson"
    with pytest.raises(BadInput, match="only 87 of 424 neighbourhoods"):
        import_outlines(open_engine(settings), settings, path, "neighbourhood", "2019-12-31")

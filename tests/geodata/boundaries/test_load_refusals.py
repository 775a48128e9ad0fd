"""An import that is refused, rehearsed or fails leaves everything as it was."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from geodata.boundaries.load import import_outlines
from geodata.boundaries.report import ImportReport
from geodata.city import City, load_city
from geodata.errors import BadInput
from geodata.settings import Settings
from tests.geodata.boundaries.files import VINTAGE, found, run, state, stored, tiny_frame, write


@pytest.mark.parametrize("dry", [True, False])
def test_dry_run_reports_the_same_and_changes_nothing(
    official: ImportReport, settings: Settings, engine: Engine, tiny_pack: Path, tmp_path: Path, dry: bool
) -> None:
    before = state(engine, settings)
    path = write(tiny_frame(tiny_pack).drop(index=[4]), tmp_path / "a.geojson")
    report = import_outlines(engine, settings, path, "neighbourhood", VINTAGE, dry_run=dry)
    assert report.matched == 7
    assert (state(engine, settings) == before) is dry


def _refusals(tiny_pack: Path, folder: Path) -> dict[str, tuple[list[str], str]]:
    frame, districts = tiny_frame(tiny_pack), tiny_frame(tiny_pack, "district")
    fine, coarse = str(write(frame, folder / "n.geojson")), str(write(districts, folder / "d.geojson"))
    few = str(write(frame.iloc[:3], folder / "few.geojson"))
    other = str(write(frame.assign(id="x", name="y", gu="z"), folder / "other.geojson"))
    away = str(write(frame.set_geometry(frame.translate(40, -30)), folder / "away.geojson"))
    return {
        "district file as neighbourhoods": ([coarse, "--level", "neighbourhood"], "give --level district"),
        "neighbourhood file as districts": ([fine, "--level", "district"], "give --level neighbourhood"),
        "less than half": ([few, "--level", "neighbourhood"], "only 3 of 8"),
        "nothing matches": ([other, "--level", "neighbourhood", "--force"], "its columns are"),
        "not a date": ([fine, "--level", "neighbourhood", "--vintage", "2020-13-01"], "is not a date"),
        "a date to come": ([fine, "--level", "neighbourhood", "--vintage", "2999-01-01"], "lies in the future"),
        "another place": ([away, "--level", "neighbourhood"], "do not lie in mirae"),
        "no such file": (["nowhere.gpkg", "--level", "district"], "no such file"),
    }


@pytest.mark.parametrize(
    "case",
    [
        "district file as neighbourhoods", "neighbourhood file as districts", "less than half", "nothing matches", "not a date",
        "a date to come", "another place", "no such file",
    ],
)  # fmt: skip
def test_refused_with_one_sentence_and_nothing_changed(
    official: ImportReport, settings: Settings, engine: Engine, tiny_pack: Path, tmp_path: Path, case: str
) -> None:
    words, sentence = _refusals(tiny_pack, tmp_path)[case]
    before = state(engine, settings)
    with pytest.raises(BadInput) as problem:
        run(settings, *words)
    assert sentence in problem.value.log
    assert "\n" not in problem.value.log
    assert problem.value.exit_code == 2
    assert state(engine, settings) == before


def test_force_imports_what_matches(settings: Settings, engine: Engine, tiny: City, tiny_pack: Path, tmp_path: Path) -> None:
    path = write(tiny_frame(tiny_pack).iloc[:3], tmp_path / "few.geojson")
    assert found(run(settings, str(path), "--level", "neighbourhood", "--force"), "matched").startswith("3 of 8 matched")
    assert sorted(stored(engine, tiny, "neighbourhood")) == ["M101", "M102", "M103"]


def test_a_failed_store_puts_the_register_back(
    official: ImportReport, settings: Settings, engine: Engine, tiny_pack: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(engine, settings)

    def fail(*args: Any) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("geodata.boundaries.store.save_levels", fail)
    with pytest.raises(OSError, match="disk full"):
        import_outlines(engine, settings, write(tiny_frame(tiny_pack), tmp_path / "a.geojson"), "neighbourhood", "2010-12-31")
    assert state(engine, settings) == before
    assert load_city(settings.city, None, settings.home).vintages == ("2020-01-01",)
